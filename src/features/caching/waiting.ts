import type { Waiting } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed } from '../placed.ts';
import { listedSecrets, ownedSets } from './access.ts';

/** What has to be read to tell which secrets somebody has to put into their vaults. */
export function secretTargets(placed: Placed): readonly ReadTarget[] {
  return ownedSets(placed).flatMap(({ set }) =>
    listedSecrets(set).flatMap(({ inVault: { vault, id } }) => [
      { type: ARM_TYPE.vault, id: vault.id },
      { type: ARM_TYPE.vaultSecret, id },
    ]),
  );
}

/** Credential sets whose secrets are not in their vaults; a vault that is yet to be made can have none. */
export function waitingSets(placed: Placed, live: LiveObjects): readonly Waiting[] {
  return ownedSets(placed).flatMap(({ set }) =>
    listedSecrets(set)
      .filter(({ inVault: { vault, id } }) => live.has(foldId(vault.id)) && !live.has(foldId(id)))
      .map(({ name, inVault: { vault } }) => ({
        address: set.address,
        waitsFor: `the secret ${name} in the vault ${vault.name}: az keyvault secret set --vault-name ${vault.name} --name ${name} --file FILE`,
      })),
  );
}
