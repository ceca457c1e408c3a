import type { Call } from '../cloud.ts';
import { at, isObject, objectAt, stringAt } from '../json.ts';
import type { RegistryIdentity } from './registry-body.ts';

/**
 * The identity after a write. PUT replaces it, PATCH adds to the user-assigned ones (inferred in observed
 * behaviour 2.6); `None` takes it away. A system identity that was off comes back with a new principal.
 */
export function identityOf(call: Call, before: RegistryIdentity | undefined): RegistryIdentity | undefined {
  const isPatch = call.method === 'PATCH';
  const sent = objectAt(call.body, 'identity');
  if (!sent) return isPatch ? before : undefined;
  const type = stringAt(sent, 'type') ?? before?.type ?? 'None';
  const kinds = type.toLowerCase();
  if (kinds === 'none') return undefined;
  const hasSystem = kinds.includes('systemassigned');
  return {
    type,
    systemPrincipalId: hasSystem ? (before?.systemPrincipalId ?? call.cloud.chance.guid()) : undefined,
    users: kinds.includes('userassigned') ? usersOf(call, sent, isPatch ? before?.users : undefined) : {},
  };
}

function usersOf(
  call: Call,
  sent: unknown,
  kept: RegistryIdentity['users'] | undefined,
): RegistryIdentity['users'] {
  const users: Record<string, { principalId: string; clientId: string }> = { ...kept };
  for (const [id, value] of Object.entries(objectAt(sent, 'userAssignedIdentities') ?? {})) {
    // A null takes one away in a PATCH, as merging JSON has it; anything else assigns.
    if (!isObject(value)) delete users[id];
    else users[id] = principalsOf(call, id);
  }
  return users;
}

// An identity has one principal wherever it is assigned: both ids depend on the identity alone.
function principalsOf(call: Call, id: string): { principalId: string; clientId: string } {
  const { chance, world } = call.cloud;
  const known = world.get(id)?.data;
  const drawn = (what: string): string => chance.guidOf(`${what} ${id.toLowerCase()}`);
  const principalId = at(known, 'principalId') ?? drawn('principal');
  const clientId = at(known, 'clientId') ?? drawn('client');
  return { principalId: String(principalId), clientId: String(clientId) };
}
