import type { JsonObject } from '../../core/json.ts';
import type { KeyGrant, KeyRevocation, OtherAccess } from '../../core/key-revocation.ts';
import { getPath, isJsonObject, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { PERMISSIONS } from '../../providers/azure/resources/vault-access-policy.ts';
import { isByRoles } from '../key-vaults/compile.ts';
import { ENCRYPTION_PATH, identityInUse } from './compile.ts';
import { CRYPTO_ROLE } from './grant.ts';

/** Who reaches the key of a live registry. */
export interface KeyHolder {
  /** The folded id of the identity; undefined for the one that the registry has of its own. */
  readonly identity: string | undefined;
  /** Its object id. */
  readonly principal: string;
}

/** Undefined where the registry does not tell: its identity is detached, or gone (K07, K08). */
export function keyHolder(registry: JsonObject): KeyHolder | undefined {
  const identity = identityInUse(registry);
  const users = getPath(registry, 'identity.userAssignedIdentities');
  const [, user] = isJsonObject(users)
    ? (Object.entries(users).find(([id]) => foldId(id) === identity) ?? [])
    : [];
  const isOwn =
    textAt(registry, `${ENCRYPTION_PATH}.keyVaultProperties.identity`)?.toLowerCase() === 'system';
  const principal = isOwn ? textAt(registry, 'identity.principalId') : textAt(user, 'principalId');
  return principal === undefined ? undefined : { identity, principal: principal.toLowerCase() };
}

/** What decides who may use a key: the vault, and what is assigned at the key, at the vault and above (authorization.md). */
export function accessReads(vault: string, key: string): readonly ReadTarget[] {
  const assignments = [vault, `${vault}/keys/${key}`].map((scope) => ({
    type: QUESTION.roleAssignments,
    id: `${scope}/providers/${ARM_TYPE.roleAssignment}`,
  }));
  return [{ type: ARM_TYPE.vault, id: vault }, ...assignments];
}

/** What gives a principal access to a key, as far as these reads show it. */
export function accessOf(
  { principal }: KeyHolder,
  vaultId: string,
  key: string,
  live: LiveObjects,
): Pick<KeyRevocation, 'authorization' | 'grants' | 'others'> {
  const vault = live.get(foldId(vaultId))?.body;
  if (vault === undefined || !isByRoles(vault))
    return { authorization: 'policies', grants: policyGrants(vault, principal), others: [] };
  const scopes = [foldId(vaultId), foldId(`${vaultId}/keys/${key}`)];
  const assignments = assignmentsIn(live);
  const isOwn = (each: Assignment) => each.principal === principal;
  const isTaken = (each: Assignment) =>
    isOwn(each) && each.roleId === CRYPTO_ROLE && scopes.includes(foldId(each.scope));
  return {
    authorization: 'roles',
    grants: assignments.filter(isTaken).map(({ id, scope }): KeyGrant => ({ kind: 'role', id, scope })),
    others: assignments
      .filter((each) => !isTaken(each) && (isOwn(each) || each.isGroup))
      .flatMap((each) => otherAccess(each, isOwn(each))),
  };
}

/** `all` is among them where it is given: with it left, nothing would have been taken away. */
const TAKEN_PERMISSIONS: ReadonlySet<string> = new Set([
  'all',
  ...PERMISSIONS.keys.map((each) => each.toLowerCase()),
]);

function policyGrants(vault: JsonObject | undefined, principal: string): readonly KeyGrant[] {
  const permissions = keyPermissionsOf(vault, principal).filter((each) =>
    TAKEN_PERMISSIONS.has(each.toLowerCase()),
  );
  return permissions.length === 0 ? [] : [{ kind: 'policy', permissions }];
}

/** All that the access policy of a principal allows with keys, as the vault spells it. */
export function keyPermissionsOf(vault: JsonObject | undefined, principal: string): readonly string[] {
  return (
    listAt(vault, 'properties.accessPolicies')
      .filter((policy) => textAt(policy, 'objectId')?.toLowerCase() === principal)
      // One with an application counts for that application alone.
      .filter((policy) => textAt(policy, 'applicationId') === undefined)
      .flatMap((policy) => listAt(policy, 'permissions.keys'))
      .filter((each) => typeof each === 'string')
  );
}

interface Assignment {
  readonly id: string;
  readonly scope: string;
  readonly principal: string;
  readonly isGroup: boolean;
  readonly roleId: string;
}

/** Each once: what is assigned above is in both lists. */
function assignmentsIn(live: LiveObjects): readonly Assignment[] {
  const all = [...live.values()]
    .filter(({ type }) => type === QUESTION.roleAssignments)
    .flatMap(({ body }) => listAt(body, 'value').filter(isJsonObject))
    .map((body): Assignment => {
      const at = (member: string) => textAt(body, `properties.${member}`) ?? '';
      return {
        id: textAt(body, 'id') ?? '',
        scope: at('scope'),
        principal: at('principalId').toLowerCase(),
        isGroup: at('principalType').toLowerCase() === 'group',
        roleId: nameOf(at('roleDefinitionId')).toLowerCase(),
      };
    });
  const byId = new Map(all.map((each) => [foldId(each.id), each]));
  return [...byId.values()].sort((a, b) => (foldId(a.id) < foldId(b.id) ? -1 : 1));
}

function otherAccess({ id, scope, principal, roleId }: Assignment, isOwn: boolean): readonly OtherAccess[] {
  if (WITHOUT_KEYS.has(roleId)) return [];
  const role = WITH_KEYS.get(roleId);
  const group = isOwn ? null : principal;
  return [{ id, scope, role: role ?? roleId, group, certain: role !== undefined && isOwn }];
}

/** Roles that let their holder unwrap keys (keyvault.md, "Roles"). */
const WITH_KEYS: ReadonlyMap<string, string> = new Map([
  [CRYPTO_ROLE, 'Key Vault Crypto Service Encryption User'],
  ['14b46e9e-c2b7-41b4-b07b-48a6ebf60603', 'Key Vault Crypto Officer'],
  ['12338af0-0e69-4776-bea7-57ae8d297424', 'Key Vault Crypto User'],
  ['00482a5a-887f-4fb3-b363-3b7fe8e74483', 'Key Vault Administrator'],
]);

/** Roles that do not (keyvault.md, "Roles"; authorization.md): data actions are none of what those of Resource Manager have. */
const WITHOUT_KEYS: ReadonlySet<string> = new Set([
  // Key Vault Reader, Secrets User, Secrets Officer, Certificate User, Certificates Officer, Purge Operator.
  '21090545-7ca7-4776-b22c-e363652d74d2',
  '4633458b-17de-408a-b874-0445c86b69e6',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
  'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba',
  'a4417e6f-fecd-4de8-b567-7b0420556985',
  'a68e7c17-0ab2-4c09-9a58-125dae29748c',
  // Owner, Contributor, Reader, AcrPull, AcrPush, AcrDelete, Network Contributor.
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  'b24988ac-6180-42a0-ab88-20f7382dd24c',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  '8311e382-0749-4cb8-b61a-304f252e45ec',
  'c2f4ef07-c644-48eb-af81-4b1b4947fb11',
  '4d97b98b-1d4f-4787-a291-c67834d212e7',
]);
