import type { Address } from '../../core/address.ts';
import type { PriorEntry, Resource } from '../../core/desired.ts';
import type { StepRef } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import {
  ACCESS_SEGMENTS,
  accessReads,
  accessResource,
  toBeGiven,
  type VaultAccess,
  type VaultUse,
  vaultAccess,
} from '../vault-access.ts';
import { SYSTEM } from './schema.ts';

/** Key Vault Crypto Service Encryption User (keyvault.md, "Roles"): exactly what a registry needs (3.24). */
export const CRYPTO_ROLE = 'e147488a-f6f5-4113-8e2d-b22465e65bf6';

/** The access that the identity of a registry has to its key: in a vault of the file, by what the vault goes by. */
export type Grant = VaultAccess;

/** The access that a registry needs, whoever gives it; undefined where its key is not in a vault of the file. */
export function neededGrant(registry: PlacedRegistry, placed: Placed, live: LiveObjects): Grant | undefined {
  const use = keyUse(registry, placed);
  if (use === undefined) return undefined;
  // One for each vault and identity, so that the next one is there before the last one goes.
  const name = `${use.vault.key}/${use.identity?.key ?? SYSTEM}`;
  return vaultAccess(use, [...registry.path, 'encryption'], { role: name, policy: name }, live);
}

function keyUse(registry: PlacedRegistry, placed: Placed): VaultUse | undefined {
  const { encryption } = registry.entry;
  const vault = registry.encryptionKey && placed.vaultByKey.get(registry.encryptionKey.vaultKey);
  if (encryption === undefined || vault === undefined || registry.isExisting) return undefined;
  const identity = registry.identities.find(({ key }) => key === encryption.identity);
  if (identity === undefined && encryption.identity !== SYSTEM) return undefined;
  return { vault, registry, identity, role: { id: CRYPTO_ROLE, scope: vault.id }, policy: 'keys' };
}

/** Whether acrctl gives the access (`grant`); the default stands in the schema. */
export function isManaged({ entry: { encryption } }: PlacedRegistry): boolean {
  return (encryption?.grant ?? 'manage') === 'manage';
}

export function grantReads(placed: Placed): readonly ReadTarget[] {
  return placed.registries.flatMap((registry) => {
    const use = keyUse(registry, placed);
    return use === undefined ? [] : accessReads(use);
  });
}

export function managedGrants(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Grant[] {
  const needed = placed.registries
    .filter(isManaged)
    .flatMap((registry) => neededGrant(registry, placed, live) ?? []);
  return toBeGiven(needed, prior, live);
}

export function compileGrants(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Resource[] {
  return managedGrants(placed, prior, live).map((grant) => accessResource(grant, {}));
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
const GRANT_ADDRESS = new RegExp(`^(.*)\\.encryption\\.(?:${Object.values(ACCESS_SEGMENTS).join('|')})\\[`);

function order(before: StepRef, after: StepRef) {
  return { before, after };
}
