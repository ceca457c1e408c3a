import { BugError } from '../../../core/errors.ts';
import type { Json, JsonObject } from '../../../core/json.ts';
import { isJsonObject, listAt, textAt } from '../../../core/path.ts';
import type { ReadTarget, ResourceType, WriteRequest } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { body, lowerCase, members, setOf } from './canonical.ts';
import { objectAt } from './overlay.ts';

/**
 * What a vault lets one identity do with its keys, or with its secrets. No object to Azure, which knows a list in the vault and three ways to
 * change that: what is sent is added to the entry of the principal, or taken from it, and all else stays (the
 * specification of `accessPolicies/{add,remove}`). It is there where the principal may do all of it.
 */
export const accessPolicy: ResourceType = {
  type: ARM_TYPE.accessPolicy,
  apiVersion: '2026-02-01',
  label: 'access policy',
  readIn: { type: ARM_TYPE.vault, only: true, holder: vaultOfPolicy, beside: holderOf, pick: policyIn },
  normalise: body({
    properties: members({
      objectId: lowerCase,
      permissions: members({ keys: setOf(lowerCase), secrets: setOf(lowerCase) }),
    }),
  }),
  settled: () => 'done',
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: true,
  update: ({ id }) => {
    throw new BugError(`An access policy is there or not; ${id} was to be changed.`);
  },
  sentAs,
  // The vault and all its policies are one body to Azure.
  serialise: (id) => [foldId(vaultOfPolicy(id))],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 15 * 60_000,
};

/** What of a vault a policy is about, as its permissions name it. */
export type PolicyKind = 'keys' | 'secrets';

/** What a registry needs of its key (3.23) and of the certificates of its domains (0.29), and nothing else. */
export const PERMISSIONS: Readonly<Record<PolicyKind, readonly string[]>> = {
  keys: ['get', 'wrapKey', 'unwrapKey'],
  secrets: ['get'],
};

/**
 * The id of the policy for an identity, which is known before its principal is. `holder` is the id of a user-assigned
 * identity, or of what has one of its own.
 */
export function accessPolicyId(vaultId: string, holder: string, kind: PolicyKind): string {
  return `${vaultId}${INFIX[kind]}${holder}`;
}

const INFIX: Readonly<Record<PolicyKind, string>> = {
  keys: '/accessPolicies/for',
  secrets: '/accessPolicies/secretsFor',
};

/** The id of the vault that a policy is in. */
export function vaultOfPolicy(id: string): string {
  return partsOf(id).vault;
}

function holderOf(id: string): ReadTarget {
  const { holder } = partsOf(id);
  if (foldId(holder).includes(`/${foldId(ARM_TYPE.identity)}/`))
    return { type: ARM_TYPE.identity, id: holder };
  const isSet = /\/credentialsets\/[^/]+$/.test(foldId(holder));
  return { type: isSet ? ARM_TYPE.credentialSet : ARM_TYPE.registry, id: holder };
}

function partsOf(id: string): { readonly vault: string; readonly kind: PolicyKind; readonly holder: string } {
  for (const kind of ['keys', 'secrets'] as const) {
    const at = foldId(id).indexOf(foldId(`${INFIX[kind]}/`));
    if (at >= 0) return { vault: id.slice(0, at), kind, holder: id.slice(at + INFIX[kind].length) };
  }
  throw new BugError(`${id} is no id of an access policy.`);
}

/** The principal of an identity, or of the identity that an object has of its own. */
export function principalOf(holder: JsonObject | undefined): string | undefined {
  return textAt(holder, 'properties.principalId') ?? textAt(holder, 'identity.principalId');
}

function policyIn(vault: JsonObject, id: string, holder?: JsonObject): JsonObject | undefined {
  const principal = principalOf(holder);
  if (principal === undefined) return undefined;
  const { kind } = partsOf(id);
  const needed = PERMISSIONS[kind];
  if (!needed.every((permission) => isPermitted(vault, principal, kind, permission))) return undefined;
  return { id, properties: { objectId: principal, permissions: { [kind]: [...needed] } } };
}

/** Whether the policies of a vault let a principal do something with its keys or secrets. Permissions have no case (keyvault.md). */
export function isPermitted(
  vault: JsonObject,
  principal: string,
  kind: PolicyKind,
  permission: string,
): boolean {
  const wanted = new Set([permission.toLowerCase(), 'all']);
  return (
    listAt(vault, 'properties.accessPolicies')
      .filter((policy) => textAt(policy, 'objectId')?.toLowerCase() === principal.toLowerCase())
      // One with an application counts for that application alone.
      .filter((policy) => textAt(policy, 'applicationId') === undefined)
      .flatMap((policy) => (isJsonObject(policy) ? listAt(policy, `permissions.${kind}`) : []))
      .some((each: Json) => typeof each === 'string' && wanted.has(each.toLowerCase()))
  );
}

function sentAs(request: WriteRequest, tenant: string): ReturnType<NonNullable<ResourceType['sentAs']>> {
  const isRemoved = request.method === 'DELETE';
  const { objectId = '', permissions = {} } = objectAt(
    (isRemoved ? request.live : request.body) ?? {},
    'properties',
  );
  return {
    method: 'PUT',
    path: `${vaultOfPolicy(request.id)}/accessPolicies/${isRemoved ? 'remove' : 'add'}`,
    body: { properties: { accessPolicies: [{ tenantId: tenant, objectId, permissions }] } },
  };
}
