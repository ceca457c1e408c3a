import type { Cloud } from '../cloud.ts';
import { type DeletedVault, deletedVaultType } from './deleted-vaults.ts';
import { purgeDueKeys } from './keys.ts';
import { purgeDueSecrets } from './secrets.ts';

/** Takes away for good what was deleted so long ago that the service does so of its own accord. */
export function purgeDue(cloud: Cloud): void {
  const now = cloud.now();
  for (const vault of cloud.world.ofType(deletedVaultType) as readonly DeletedVault[])
    if (vault.data.purgeAt <= now) cloud.world.remove(vault.id);
  purgeDueKeys(cloud);
  purgeDueSecrets(cloud);
}
