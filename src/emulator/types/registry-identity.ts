import type { Call } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { isObject, objectAt, stringAt } from '../json.ts';
import type { RegistryIdentity } from './registry-body.ts';
import { type IdentityData, identityType } from './user-assigned-identities.ts';

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

type Users = RegistryIdentity['users'];

// Ids are compared in any case and shown as the caller spelt them last.
function usersOf(call: Call, sent: unknown, kept: Users | undefined): Users {
  const users = new Map(Object.entries(kept ?? {}));
  for (const [id, value] of Object.entries(objectAt(sent, 'userAssignedIdentities') ?? {})) {
    for (const known of [...users.keys()]) if (known.toLowerCase() === id.toLowerCase()) users.delete(known);
    // A null takes one away in a PATCH, as merging JSON has it; anything else assigns.
    if (isObject(value)) users.set(id, principalsOf(call, id));
  }
  return Object.fromEntries(users);
}

function principalsOf(call: Call, id: string): Users[string] {
  const identity = call.cloud.world.get<IdentityData>(id);
  if (identity?.type !== identityType) throw identityNotFound(call.target.id, id);
  const { principalId, clientId } = identity.data;
  return { principalId, clientId };
}

// faults.md, G12, has the code and that the text wraps JSON. All of it is quoted by Microsoft's page "How to Configure
// Network TAP Rules with User Assigned Managed Identity", for another type.
function identityNotFound(registryId: string, id: string): ArmError {
  const inner = { error: { code: 'BadRequest', message: `Resource '${id}' was not found.` } };
  return new ArmError(
    400,
    'FailedIdentityOperation',
    `Identity operation for resource '${registryId}' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '${JSON.stringify(inner)}'.'.`,
    { cause: 'gateway' },
  );
}
