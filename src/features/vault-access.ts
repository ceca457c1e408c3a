import { type Address, formatAddress } from '../core/address.ts';
import type { LateValue, PriorEntry, Resource } from '../core/desired.ts';
import type { LiveObjects, ReadTarget } from '../core/resource-type.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../providers/azure/arm-types.ts';
import {
  accessPolicyId,
  isPermitted,
  PERMISSIONS,
  type PolicyKind,
  principalOf,
} from '../providers/azure/resources/vault-access-policy.ts';
import { authorizationOf } from './key-vaults/compile.ts';
import { isNew, knownIds } from './live-checks/known.ts';
import {
  madeHere,
  type PlacedCredentialSet,
  type PlacedIdentity,
  type PlacedRegistry,
  type PlacedVault,
} from './placed.ts';
import { assignmentName } from './role-assignments/assignment-name.ts';
import { isGranted, roleDefinitionId } from './role-assignments/grants.ts';

/** What an identity of a registry is to do with what is in a vault, whichever way that vault goes by. */
export interface VaultUse {
  readonly vault: PlacedVault;
  readonly registry: PlacedRegistry;
  /** Undefined for the identity that the registry has of its own. */
  readonly identity: PlacedIdentity | undefined;
  /** Set where neither is meant but the identity that a credential set of the registry has. */
  readonly set?: PlacedCredentialSet;
  /** In a vault that goes by roles: which one, and where it is assigned, at the vault or below it. */
  readonly role: { readonly id: string; readonly scope: string };
  /** In a vault that goes by access policies: what is added to the list of the identity. */
  readonly policy: PolicyKind;
}

/** That access as an object: the way is the vault's. */
export interface VaultAccess extends VaultUse {
  readonly address: Address;
  readonly id: string;
  readonly kind: 'role' | 'policy';
}

/** `below` is where its address hangs; the name in brackets says whose access to what it is. */
export function vaultAccess(
  use: VaultUse,
  below: readonly string[],
  names: Readonly<Record<VaultAccess['kind'], string>>,
  live: LiveObjects,
): VaultAccess {
  const kind = authorizationOf(use.vault, live) === 'rbac' ? 'role' : 'policy';
  const address = formatAddress([...below, ACCESS_SEGMENTS[kind], names[kind]]);
  return { ...use, address, id: accessId(kind, use), kind };
}

export const ACCESS_SEGMENTS = { role: 'grant', policy: 'accessPolicy' } as const;

/** Which of the two there is shows only in the vault: both are read. */
export function accessReads(use: VaultUse): readonly ReadTarget[] {
  return [
    { type: ARM_TYPE.vault, id: use.vault.id },
    { type: QUESTION.roleAssignments, id: `${use.role.scope}/providers/${ARM_TYPE.roleAssignment}` },
    { type: ARM_TYPE.accessPolicy, id: accessId('policy', use) },
  ];
}

/**
 * What acrctl has to give: each once, by whoever needs it first, and not what somebody else gave already, which stays
 * whose it is (design 5).
 */
export function toBeGiven(
  wanted: readonly VaultAccess[],
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly VaultAccess[] {
  const byId = new Map<string, VaultAccess>();
  for (const access of wanted) if (!byId.has(foldId(access.id))) byId.set(foldId(access.id), access);
  const known = knownIds(prior);
  return [...byId.values()].filter((access) => !isNew(access, known) || !isGiven(access, live, access.id));
}

/** True where the access is there, by this object or another one that says the same; `except` names one that does not count. */
export function isGiven(access: VaultAccess, live: LiveObjects, except?: string): boolean {
  const principal = principalOf(live.get(foldId(holderOf(access).id))?.body);
  if (principal === undefined) return false;
  const { kind, vault, role, policy } = access;
  if (kind === 'role') return isGranted({ scope: role.scope, principal, roleId: role.id }, live, except);
  const body = live.get(foldId(vault.id))?.body;
  return (
    body !== undefined && PERMISSIONS[policy].every((each) => isPermitted(body, principal, policy, each))
  );
}

export function accessResource(
  access: VaultAccess,
  {
    dependsOn = [],
    protect = false,
  }: { readonly dependsOn?: readonly Address[]; readonly protect?: boolean },
): Resource {
  return {
    address: access.address,
    id: access.id,
    ...(access.kind === 'role'
      ? {
          type: ARM_TYPE.roleAssignment,
          managed: {
            properties: {
              roleDefinitionId: roleDefinitionId(access.vault.subscription, access.role.id),
              // Without it Azure asks the directory, which does not know a new principal yet (faults G11).
              principalType: 'ServicePrincipal',
            },
          },
          late: [principalValue(access, 'properties.principalId')],
        }
      : {
          type: ARM_TYPE.accessPolicy,
          managed: { properties: { permissions: { [access.policy]: [...PERMISSIONS[access.policy]] } } },
          late: [principalValue(access, 'properties.objectId')],
        }),
    initial: {},
    dependsOn: [...madeHere(access.vault, holderOf(access)), ...dependsOn],
    protect,
    adopt: false,
    ignore: [],
  };
}

function accessId(kind: VaultAccess['kind'], use: VaultUse): string {
  const { vault, policy, role } = use;
  const holder = holderOf(use).id;
  if (kind === 'policy') return accessPolicyId(vault.id, holder, policy);
  const name = assignmentName(role.scope, holder, role.id);
  return `${role.scope}/providers/${ARM_TYPE.roleAssignment}/${name}`;
}

/** Whose access it is. */
export function holderOf({ identity, set, registry }: VaultUse) {
  return identity ?? set ?? registry;
}

function principalValue(access: VaultAccess, path: string): LateValue {
  const { identity, set } = access;
  const at = identity === undefined ? 'identity.principalId' : 'properties.principalId';
  const own = set === undefined ? ARM_TYPE.registry : ARM_TYPE.credentialSet;
  const holder = holderOf(access);
  return {
    path,
    source: { type: identity === undefined ? own : ARM_TYPE.identity, id: holder.id },
    read: principalOf,
    madeBy: madeHere(holder),
    shown: `${holder.address}#${at}`,
  };
}
