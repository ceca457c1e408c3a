import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedVault } from '../placed.ts';

/** Whether a vault that is not there was deleted: its name stays taken until it is recovered or purged (faults K06). */
export function deletedVaultReads(placed: Placed, live: LiveObjects): readonly ReadTarget[] {
  return placed.vaults.filter(({ id }) => !live.has(foldId(id))).map(target);
}

/** What Azure keeps of a vault of that name. */
export function deletedVault(vault: PlacedVault, live: LiveObjects): JsonObject | undefined {
  return live.get(foldId(target(vault).id))?.body;
}

/** True where the vault that the plan makes is the deleted one, brought back as the file says. */
export function isRecovered(vault: PlacedVault, live: LiveObjects): boolean {
  const was = textAt(deletedVault(vault, live), 'properties.vaultId');
  return vault.entry.recover === true && was !== undefined && foldId(was) === foldId(vault.id);
}

function target({ subscription, location, name }: PlacedVault): ReadTarget {
  const region = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/locations/${location}`;
  return { type: QUESTION.deletedVault, id: `${region}/deletedVaults/${name}` };
}
