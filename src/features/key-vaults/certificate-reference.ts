import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { faultAt, isWritten, type RuleInput, type Spot } from '../rule.ts';

/**
 * The fault of a text that is to be VAULT/NAME and names no certificate of the file. A vault or certificate that the file
 * has in some faulty form is not reported as missing.
 */
export function certificateReferenceFaults(
  input: RuleInput,
  reference: string,
  at: Spot,
  requirements: readonly string[],
): Diagnostic[] {
  const { vaultByKey, certificateByReference } = input.placed;
  const [vaultKey = '', key = ''] = reference.split('/');
  const missing = ['keyVaults', vaultKey, 'certificates', key];
  if (certificateByReference.has(reference) || isWritten(input, missing)) return [];
  const spot: Spot = { ...at, missing };
  const vault = vaultByKey.get(vaultKey);
  if (vault === undefined) {
    if (isWritten(input, ['keyVaults', vaultKey])) return [];
    const detail = `The file lists no vault ${quote(vaultKey)}. A certificate is referred to as VAULT/NAME by the keys of their entries: add the vault to keyVaults, with existing: true where acrctl is not to make it.`;
    const hint = didYouMean(vaultKey, [...vaultByKey.keys()]);
    return [faultAt(input, 'ACR1125', spot, { detail, hint, requirements })];
  }
  const detail = `The vault ${quote(vaultKey)} has no certificate ${quote(key)} in this file. Add it to ${vault.address}.certificates, with existing: true where it is there already.`;
  const hint = didYouMean(
    key,
    vault.certificates.map((each) => each.key),
  );
  return [faultAt(input, 'ACR1125', spot, { detail, hint, requirements })];
}
