import { type Address, formatAddress } from '../../core/address.ts';
import type { LateValue, PriorEntry, Resource } from '../../core/desired.ts';
import type { StepRef } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import {
  accessPolicyId,
  isPermitted,
  KEY_PERMISSIONS,
  principalOf,
} from '../../providers/azure/resources/vault-access-policy.ts';
import { authorizationOf } from '../key-vaults/compile.ts';
import { isNew, knownIds } from '../live-checks/known.ts';
import {
  madeHere,
  type Placed,
  type PlacedIdentity,
  type PlacedRegistry,
  type PlacedVault,
} from '../placed.ts';
import { assignmentName } from '../role-assignments/assignment-name.ts';
import { isGranted, roleDefinitionId } from '../role-assignments/grants.ts';
import { SYSTEM } from './schema.ts';

/** Key Vault Crypto Service Encryption User (keyvault.md, "Roles"): exactly what a registry needs (3.24). */
export const CRYPTO_ROLE = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';

/** The access that the identity of a registry has to its key: in a vault of the file, by what the vault goes by. */
export interface Grant {
  readonly address: Address;
  readonly id: string;
  readonly kind: 'role' | 'policy';
  readonly vault: PlacedVault;
  readonly registry: PlacedRegistry;
  /** Undefined for the identity that the registry has of its own. */
  readonly identity: PlacedIdentity | undefined;
}

/** The access that a registry needs, whoever gives it; undefined where its key is not in a vault of the file. */
export function neededGrant(registry: PlacedRegistry, placed: Placed, live: LiveObjects): Grant | undefined {
  const { encryption } = registry.entry;
  const vault = registry.encryptionKey && placed.vaultByKey.get(registry.encryptionKey.vaultKey);
  if (encryption === undefined || vault === undefined || registry.isExisting) return undefined;
  const identity = registry.identities.find(({ key }) => key === encryption.identity);
  if (identity === undefined && encryption.identity !== SYSTEM) return undefined;
  const kind = authorizationOf(vault, live) === 'rbac' ? 'role' : 'policy';
  // One for each vault and identity, so that the next one is there before the last one goes.
  const name = `${vault.key}/${encryption.identity}`;
  return {
    address: formatAddress([...registry.path, 'encryption', SEGMENTS[kind], name]),
    id: grantId(kind, vault, identity?.id ?? registry.id),
    kind,
    vault,
    registry,
    identity,
  };
}

const SEGMENTS = { role: 'grant', policy: 'accessPolicy' } as const;

/** Whether acrctl gives the access (`grant`); the default stands in the schema. */
export function isManaged({ entry: { encryption } }: PlacedRegistry): boolean {
  return (encryption?.grant ?? 'manage') === 'manage';
}

/** Which of the two there is shows only in the vault: both are read. */
export function grantReads(placed: Placed): readonly ReadTarget[] {
  return placed.registries.flatMap((registry) => {
    const grant = neededGrant(registry, placed, new Map());
    if (grant === undefined) return [];
    const { vault, identity } = grant;
    return [
      { type: ARM_TYPE.vault, id: vault.id },
      { type: QUESTION.roleAssignments, id: `${vault.id}/providers/${ARM_TYPE.roleAssignment}` },
      { type: ARM_TYPE.accessPolicy, id: grantId('policy', vault, identity?.id ?? registry.id) },
    ];
  });
}

/** What acrctl has to give: not what somebody else gave already, which stays whose it is (design 5). */
export function managedGrants(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Grant[] {
  const byId = new Map<string, Grant>();
  for (const registry of placed.registries.filter(isManaged)) {
    const grant = neededGrant(registry, placed, live);
    // Registries that share vault and identity share the grant, which is the first one's.
    if (grant !== undefined && !byId.has(foldId(grant.id))) byId.set(foldId(grant.id), grant);
  }
  const known = knownIds(prior);
  return [...byId.values()].filter((grant) => !isNew(grant, known) || !isGiven(grant, live, grant.id));
}

/** True where the access is there, by this grant or another one that says the same; `except` names one that does not count. */
export function isGiven(grant: Grant, live: LiveObjects, except?: string): boolean {
  const principal = principalOf(live.get(foldId(holderOf(grant)))?.body);
  if (principal === undefined) return false;
  if (grant.kind === 'policy') {
    const vault = live.get(foldId(grant.vault.id))?.body;
    return vault !== undefined && KEY_PERMISSIONS.every((each) => isPermitted(vault, principal, each));
  }
  return isGranted({ scope: grant.vault.id, principal, roleId: CRYPTO_ROLE }, live, except);
}

export function compileGrants(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Resource[] {
  return managedGrants(placed, prior, live).map((grant) => ({
    address: grant.address,
    id: grant.id,
    ...(grant.kind === 'role'
      ? {
          type: ARM_TYPE.roleAssignment,
          managed: {
            properties: {
              roleDefinitionId: roleDefinitionId(grant.vault.subscription, CRYPTO_ROLE),
              // Without it Azure asks the directory, which does not know a new principal yet (faults G11).
              principalType: 'ServicePrincipal',
            },
          },
          late: [principalValue(grant, 'properties.principalId')],
        }
      : {
          type: ARM_TYPE.accessPolicy,
          managed: { properties: { permissions: { keys: [...KEY_PERMISSIONS] } } },
          late: [principalValue(grant, 'properties.objectId')],
        }),
    initial: {},
    dependsOn: madeHere(grant.vault, grant.identity ?? grant.registry),
    protect: false,
    adopt: false,
    ignore: [],
  }));
}

/** The step that gives a registry access to its key, where one does. `grants` are those of the plan by their folded ids. */
export function grantStep(
  registry: PlacedRegistry,
  placed: Placed,
  grants: ReadonlyMap<string, Grant>,
  live: LiveObjects,
): { readonly address: Address; readonly isOwn: boolean } | undefined {
  const needed = neededGrant(registry, placed, live);
  const given = needed && grants.get(foldId(needed.id));
  return given && { address: given.address, isOwn: given.identity === undefined };
}

/**
 * The access of an identity that a registry has of its own comes between the step that gives it the identity and the one
 * that uses it, and the access that it no longer needs goes after that (3.49 to 3.51).
 */
export function grantOrder(
  prior: readonly PriorEntry[],
  grants: readonly Grant[],
): readonly { readonly before: StepRef; readonly after: StepRef }[] {
  const wanted = new Set(grants.map(({ id }) => foldId(id)));
  const own = grants.filter(({ identity }) => identity === undefined);
  const going = prior.flatMap(({ address, id }) => {
    const [, registry] = GRANT_ADDRESS.exec(address) ?? [];
    return registry === undefined || wanted.has(foldId(id)) ? [] : [{ address, registry }];
  });
  return [
    ...own.map(({ registry, address }) => order(`${registry.address}/identity-add`, `${address}/write`)),
    ...going.map(({ registry, address }) => order(`${registry}/rotate`, `${address}/delete`)),
    // Without the identity nothing tells whose access it was. That of a user-assigned one goes after the registry let go.
    ...going
      .filter(({ address }) => address.endsWith(`/${SYSTEM}"]`))
      .map(({ registry, address }) => order(`${address}/delete`, `${registry}/identity-remove`)),
  ];
}

/** The address of the registry comes first. */
const GRANT_ADDRESS = new RegExp(`^(.*)\\.encryption\\.(?:${Object.values(SEGMENTS).join('|')})\\[`);

function order(before: StepRef, after: StepRef) {
  return { before, after };
}

function grantId(kind: Grant['kind'], vault: PlacedVault, holder: string): string {
  if (kind === 'policy') return accessPolicyId(vault.id, holder);
  const name = assignmentName(vault.id, holder, CRYPTO_ROLE);
  return `${vault.id}/providers/${ARM_TYPE.roleAssignment}/${name}`;
}

function holderOf({ identity, registry }: Grant): string {
  return identity?.id ?? registry.id;
}

function principalValue(grant: Grant, path: string): LateValue {
  const { identity, registry } = grant;
  const at = identity === undefined ? 'identity.principalId' : 'properties.principalId';
  const holder = identity ?? registry;
  return {
    path,
    source: { type: identity === undefined ? ARM_TYPE.registry : ARM_TYPE.identity, id: holder.id },
    read: principalOf,
    madeBy: madeHere(holder),
    shown: `${holder.address}#${at}`,
  };
}
