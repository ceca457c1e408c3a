import type { Cloud } from '../cloud.ts';
import { badRequest } from '../errors.ts';
import { arrayAt, canonical, isObject, type Json, objectAt, stringAt, stringsAt } from '../json.ts';
import { policyDelayMs } from '../propagation.ts';

const kinds = ['keys', 'secrets', 'certificates', 'storage'] as const;
type Kind = (typeof kinds)[number];
type Permissions = Readonly<Partial<Record<Kind, readonly string[]>>>;

/** What a vault lets a principal do, and since when: until then what it let it do before. */
export interface AccessPolicy {
  readonly tenantId: string;
  readonly objectId: string;
  readonly applicationId: string | undefined;
  /** In the order in which they were sent. */
  readonly permissions: Permissions;
  readonly effectiveAt: number;
  readonly former: Permissions;
}

/** A policy as it was asked for. */
export type AskedPolicy = Omit<AccessPolicy, 'effectiveAt' | 'former'>;

const mostPolicies = 1024;

/** The policies of a body; throws for what no vault takes. Codes and texts of refusals: assumption. */
export function askedPolicies(body: unknown, tenantId: string): readonly AskedPolicy[] | undefined {
  const list = arrayAt(body, 'properties', 'accessPolicies');
  if (list && list.length > mostPolicies)
    throw badRequest(`A vault has at most ${mostPolicies} access policies; ${list.length} were sent.`);
  return list?.map((entry) => askedPolicy(entry, tenantId));
}

/** The policies in force after a change: those that stay as they are keep their time. */
export function grant(
  cloud: Cloud,
  vaultId: string,
  before: readonly AccessPolicy[],
  asked: readonly AskedPolicy[],
): readonly AccessPolicy[] {
  const now = cloud.now();
  return asked.map((policy) => {
    const known = before.find((other) => isSamePrincipal(other, policy));
    if (known && canonical(known.permissions) === canonical(policy.permissions))
      return { ...known, ...policy };
    const delayMs = policyDelayMs(cloud, `policy ${vaultId.toLowerCase()} ${policy.objectId} ${now}`);
    return {
      ...policy,
      effectiveAt: now + delayMs,
      former: known ? (now < known.effectiveAt ? known.former : known.permissions) : {},
    };
  });
}

/** What `accessPolicies/{add,replace,remove}` makes of the policies. The rules are the specification's. */
export function changedPolicies(
  verb: 'add' | 'replace' | 'remove',
  before: readonly AskedPolicy[],
  sent: readonly AskedPolicy[],
): readonly AskedPolicy[] {
  const met = (policy: AskedPolicy) => sent.find((other) => isSamePrincipal(other, policy));
  const kept = before.flatMap((policy) => {
    const change = met(policy);
    if (!change) return [policy];
    const permissions = combined(verb, policy.permissions, change.permissions);
    return verb === 'remove' && isEmpty(permissions) ? [] : [{ ...policy, permissions }];
  });
  const added =
    verb === 'remove' ? [] : sent.filter((policy) => !before.some((other) => isSamePrincipal(other, policy)));
  return [...kept, ...added];
}

/** What the policy allows with things of the kind at that time, lower case. */
export function permissionsOf(policy: AccessPolicy, kind: Kind, now: number): readonly string[] {
  const counting = now < policy.effectiveAt ? policy.former : policy.permissions;
  return (counting[kind] ?? []).map((permission) => permission.toLowerCase());
}

function askedPolicy(entry: Json, vaultTenant: string): AskedPolicy {
  const tenantId = stringAt(entry, 'tenantId') ?? '';
  const objectId = stringAt(entry, 'objectId') ?? '';
  const given = objectAt(entry, 'permissions');
  if (objectId === '' || !given)
    throw badRequest('An access policy needs an objectId and the permissions that it gives.');
  if (tenantId.toLowerCase() !== vaultTenant.toLowerCase())
    throw badRequest(`The access policy of ${objectId} must be of the tenant of the vault, ${vaultTenant}.`);
  const names = Object.keys(given).filter((name) => isKind(name));
  const permissions = Object.fromEntries(names.map((name) => [name, stringsAt(given, name) ?? []]));
  // Recorded in lower case, however it was sent (ASO Keyvault_v1api20230701 #7); the object id as sent.
  const applicationId = stringAt(entry, 'applicationId')?.toLowerCase();
  return { tenantId, objectId, applicationId, permissions };
}

function isKind(name: string): name is Kind {
  return kinds.some((kind) => kind === name);
}

function isSamePrincipal(left: AskedPolicy, right: AskedPolicy): boolean {
  return (
    left.objectId.toLowerCase() === right.objectId.toLowerCase() && left.applicationId === right.applicationId
  );
}

function combined(verb: 'add' | 'replace' | 'remove', before: Permissions, sent: Permissions): Permissions {
  if (verb === 'replace') return sent;
  const entries = kinds.flatMap((kind) => {
    const [had, named] = [before[kind] ?? [], sent[kind] ?? []];
    const has = (list: readonly string[], name: string) =>
      list.some((other) => other.toLowerCase() === name.toLowerCase());
    const after =
      verb === 'remove'
        ? had.filter((name) => !has(named, name))
        : [...had, ...named.filter((name) => !has(had, name))];
    return before[kind] || sent[kind] ? [[kind, after] as const] : [];
  });
  return Object.fromEntries(entries);
}

function isEmpty(permissions: Permissions): boolean {
  return Object.values(permissions).every((list) => !isObject(list) && list.length === 0);
}
