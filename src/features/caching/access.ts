import type { PriorEntry, Requirement } from '../../core/desired.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { SECRETS_ROLE } from '../custom-domains/compile.ts';
import type { Placed, PlacedCredentialSet, PlacedRegistry, PlacedSecret } from '../placed.ts';
import { accessReads, toBeGiven, type VaultAccess, type VaultUse, vaultAccess } from '../vault-access.ts';
import { CREDENTIAL_SET_DEFAULTS } from './schema.ts';

/** A credential set with the registry that it is of. */
export interface OwnedSet {
  readonly registry: PlacedRegistry;
  readonly set: PlacedCredentialSet;
}

/** Those that acrctl makes. */
export function ownedSets({ registries }: Pick<Placed, 'registries'>): readonly OwnedSet[] {
  return registries.flatMap((registry) =>
    registry.credentialSets.filter(({ isExisting }) => !isExisting).map((set) => ({ registry, set })),
  );
}

/** A secret in a vault of the file. */
export type ListedSecret = PlacedSecret & Required<Pick<PlacedSecret, 'inVault'>>;

/** Each once; those in vaults that the file does not list are left out. */
export function listedSecrets({
  secrets: { username, password },
}: PlacedCredentialSet): readonly ListedSecret[] {
  const found = new Map<string, ListedSecret>();
  for (const secret of [username, password])
    if (secret?.inVault !== undefined)
      found.set(foldId(secret.inVault.id), { ...secret, inVault: secret.inVault });
  return [...found.values()];
}

/** Whether acrctl gives the access; the default stands in the schema. */
export function givesAccess({ entry }: PlacedCredentialSet): boolean {
  return (entry.grant ?? CREDENTIAL_SET_DEFAULTS.grant) === 'manage';
}

export function cachingReads(placed: Placed): readonly ReadTarget[] {
  return ownedSets(placed).flatMap((owned) =>
    listedSecrets(owned.set).flatMap((secret) => [
      { type: ARM_TYPE.vaultSecret, id: secret.inVault.id },
      ...accessReads(useOf(owned, secret)),
    ]),
  );
}

/** The access that a set needs to the secrets in vaults of the file, whoever gives it. */
export function accessesOf(owned: OwnedSet, live: LiveObjects): readonly VaultAccess[] {
  const byAddress = new Map<string, VaultAccess>();
  for (const secret of listedSecrets(owned.set)) {
    const { key } = secret.inVault.vault;
    // A role is for one secret; a policy for all of the vault.
    const names = { role: `${key}/${secret.name}`, policy: key };
    const access = vaultAccess(useOf(owned, secret), owned.set.path, names, live);
    if (!byAddress.has(access.address)) byAddress.set(access.address, access);
  }
  return [...byAddress.values()];
}

/** The access that acrctl gives: not what somebody else gave already. */
export function givenToSets(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly VaultAccess[] {
  const needed = ownedSets(placed)
    .filter(({ set }) => givesAccess(set))
    .flatMap((owned) => accessesOf(owned, live));
  return toBeGiven(needed, prior, live);
}

function useOf({ registry, set }: OwnedSet, { inVault: { vault, id } }: ListedSecret): VaultUse {
  const role = { id: SECRETS_ROLE, scope: id };
  return { vault, registry, identity: undefined, set, role, policy: 'secrets' };
}

/** A role is given at the secret, which somebody has to put there first. */
export function secretIsThere({ kind, role }: VaultAccess): readonly Requirement[] {
  if (kind !== 'role') return [];
  const [vault, secret] = [nameOf(parentId(role.scope)), nameOf(role.scope)];
  return [
    {
      check: 'secret',
      targets: [{ type: ARM_TYPE.vaultSecret, id: role.scope }],
      text: `the secret ${secret} is in the vault ${vault}`,
      boundMs: 0,
      decide: (live) =>
        live.has(foldId(role.scope))
          ? { answer: 'met' }
          : { answer: 'person', missing: [`the vault ${vault} has no secret ${secret}`] },
    },
  ];
}
