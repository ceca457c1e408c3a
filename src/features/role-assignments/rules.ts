import { formatAddress } from '../../core/address.ts';
import type { RegistryRoleAssignment } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { keyFaults } from '../names.ts';
import type { PlacedRegistry } from '../placed.ts';
import { faultAt, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { ABAC_SUCCESSORS, roleIdOf } from './roles.ts';

/** Who gets a role, and whether it does anything. That an id is the client's and not the principal's, nothing shows. */
export function roleAssignmentRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.registries.flatMap((registry) =>
    Object.entries(registry.entry.roleAssignments ?? {}).flatMap(([key, entry]) => {
      const path = [...registry.path, 'roleAssignments', key];
      const grant = { key, path, address: formatAddress(path), entry };
      return [
        ...keyFaults(input, grant),
        ...principalFaults(input, grant),
        ...typeFaults(input, grant),
        ...idleRoleWarnings(input, registry, grant),
      ];
    }),
  );
}

/** A role assignment as the file has it, also where it names nobody. */
interface Grant {
  readonly key: string;
  readonly path: readonly string[];
  readonly address: string;
  readonly entry: RegistryRoleAssignment;
}

function principalFaults(input: RuleInput, { path, address, entry }: Grant): Diagnostic[] {
  const requirements = ['0.30'];
  const ways = ['identity', 'principalId'].map((key) => [...path, key]);
  if (entry.identity !== undefined && entry.principalId !== undefined) {
    const detail =
      'identity and principalId both say who gets the role. Keep identity for a managed identity of this file, principalId for anybody else.';
    const spot: Spot = { path: [...path, 'principalId'], part: 'key', address };
    return [faultAt(input, 'ACR1118', spot, { detail, requirements })];
  }
  if (ways.some((way) => isWritten(input, way))) return [];
  const detail =
    'Nobody is said to get the role. Give identity, the key of an entry of identities, or principalId, the object id of anybody else.';
  const removed = ways.find((way) => input.locate(way, 'removal') !== undefined);
  const spot: Spot = { path, part: 'key', address, ...(removed !== undefined && { missing: removed }) };
  return [faultAt(input, 'ACR1118', spot, { detail, hint: 'add identity or principalId', requirements })];
}

function typeFaults(input: RuleInput, { path, address, entry }: Grant): Diagnostic[] {
  if (entry.identity === undefined || entry.principalType === undefined) return [];
  const detail =
    'principalType says what principalId is. An identity of this file is always a service principal to Azure: take it out.';
  const spot: Spot = { path: [...path, 'principalType'], part: 'key', address };
  return [faultAt(input, 'ACR1115', spot, { detail, requirements: ['0.30'] })];
}

function idleRoleWarnings(
  input: RuleInput,
  { entry: { roleAssignmentMode }, isExisting }: PlacedRegistry,
  { path, address, entry: { role } }: Grant,
): Diagnostic[] {
  const successor = ABAC_SUCCESSORS.get(roleIdOf(role));
  if (isExisting || roleAssignmentMode !== 'abacRepositoryPermissions' || successor === undefined) return [];
  const detail = `With roleAssignmentMode: abacRepositoryPermissions Azure does not look at this role: whoever has it can do nothing with the images. What takes its place is ${successor.name}, ${successor.id}.`;
  const hint = `write ${successor.id}`;
  return [warningAt(input, 'ACR1264', { path: [...path, 'role'], address }, { detail, hint })];
}
