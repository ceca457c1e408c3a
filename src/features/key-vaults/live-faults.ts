import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedVault, PlacedVaultKey } from '../placed.ts';
import type { VaultAccess } from '../vault-access.ts';
import { policyBody } from './compile.ts';
import { deletedVault, isRecovered } from './deleted.ts';

/** What only Azure shows of vaults: what is set for good, and what was deleted. */
export function vaultFaults({ vaults }: Placed, live: LiveObjects): readonly Diagnostic[] {
  return vaults.flatMap((vault) => {
    const body = live.get(foldId(vault.id))?.body;
    if (body === undefined) return deletedFaults(vault, live);
    return [
      ...(vault.isExisting ? [] : forGoodFaults(vault, body)),
      ...vault.keys.flatMap((key) => rotationPolicyFaults(vault, key, live.get(foldId(key.id))?.body)),
    ];
  });
}

/**
 * A vault comes back going by what it went by before, which nothing tells of a deleted one (recorded: Test_KeyVault_WhenRecoverSpecified
 * #2): access given in the other way would count for nothing. What the file says goes along with the recovery.
 */
export function recoveryFaults(given: readonly VaultAccess[], live: LiveObjects): readonly Diagnostic[] {
  const unsaid = given.filter(
    ({ vault }) => vault.entry.authorization === undefined && isRecovered(vault, live),
  );
  return [...Map.groupBy(unsaid, ({ vault }) => vault)].map(([{ address, name }, accesses]) => {
    const wanted = enumerate(accesses.map((each) => each.address));
    const detail = `The deleted vault ${name} comes back, and Azure does not tell of a deleted vault whether it goes by roles or by access policies. Given in the other way, this access would count for nothing: ${wanted}.`;
    const hint =
      'Write authorization: rbac or authorization: accessPolicies on the entry, best what it was; the vault goes by that from then on.';
    return diagnose('ACR1356', { address, detail, hint, requirements: ['3.67', '3.68'] });
  });
}

/** A vault comes back to where it was, and nowhere else. */
function deletedFaults(vault: PlacedVault, live: LiveObjects): readonly Diagnostic[] {
  const { address, name, id, isExisting } = vault;
  const deleted = deletedVault(vault, live);
  const was = textAt(deleted, 'properties.vaultId');
  if (was === undefined || isRecovered(vault, live)) return [];
  const isHere = foldId(was) === foldId(id);
  const until = textAt(deleted, 'properties.scheduledPurgeDate') ?? 'the end of its retention';
  const detail = `A vault of the name ${name} was deleted:\n${was}\nUntil ${until} nobody can make another one of that name, and it can be recovered with all its keys. acrctl never purges one.`;
  const byHand = `az keyvault recover --name ${name}`;
  const hint = isExisting
    ? `Have it recovered: ${byHand}. Recovery does not bring back role assignments.`
    : isHere
      ? 'Write recover: true and authorization on the entry to have it recovered; what acrctl grants on it is given again. For another vault write another name.'
      : `It comes back only to its own group and region: ${byHand}. Or write another name.`;
  return [diagnose('ACR1330', { address, detail, hint, requirements: ['3.67', '3.68'] })];
}

function forGoodFaults({ address, name, entry }: PlacedVault, body: JsonObject): readonly Diagnostic[] {
  const days = getPath(body, 'properties.softDeleteRetentionInDays');
  const requirements = ['3.20'];
  const faults: Diagnostic[] = [];
  if (entry.purgeProtection === false && getPath(body, 'properties.enablePurgeProtection') === true) {
    const detail = `The vault ${name} has purge protection, which nobody can turn off.`;
    faults.push(diagnose('ACR1331', { address, detail, hint: 'Write purgeProtection: true.', requirements }));
  }
  if (entry.retentionDays !== undefined && typeof days === 'number' && days !== entry.retentionDays) {
    const detail = `The vault ${name} keeps what was deleted for ${days} days, the file says ${entry.retentionDays}, and Azure lets that be set once.`;
    faults.push(
      diagnose('ACR1331', { address, detail, hint: `Write retentionDays: ${days}.`, requirements }),
    );
  }
  return faults;
}

/** Azure Resource Manager takes the policy with a new key only; later it is changed at the vault. */
function rotationPolicyFaults(
  vault: PlacedVault,
  { address, name, entry }: PlacedVaultKey,
  body: JsonObject | undefined,
): readonly Diagnostic[] {
  const { rotationPolicy } = entry;
  if (body === undefined || rotationPolicy === undefined) return [];
  const has = policyIn(getPath(body, 'properties.rotationPolicy'));
  if (has === policyIn(policyBody(rotationPolicy))) return [];
  const detail = `The file has another rotation policy for the key ${name} than the vault, and Azure Resource Manager changes none. The vault goes on as it is.`;
  const hint = `Change it there: az keyvault key rotation-policy update --vault-name ${vault.name} --name ${name} --value …; or write what the vault has.`;
  return [diagnose('ACR1332', { severity: 'warning', address, detail, hint, requirements: ['3.12'] })];
}

/** Without what only tells people, which every key gets. */
function policyIn(policy: Json | undefined): string {
  const actions = isJsonObject(policy) ? listAt(policy, 'lifetimeActions') : [];
  const rotations = actions.filter((each) => textAt(each, 'action.type')?.toLowerCase() === 'rotate');
  const at = (each: Json, member: string) => textAt(each, `trigger.${member}`) ?? '';
  const triggers = rotations.map((each) => `${at(each, 'timeAfterCreate')}|${at(each, 'timeBeforeExpiry')}`);
  const expiry = isJsonObject(policy) ? (textAt(policy, 'attributes.expiryTime') ?? '') : '';
  return [...triggers.sort(), expiry].join(' ').toUpperCase();
}
