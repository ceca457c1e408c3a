import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { faultAt, isWritten, type RuleInput, type Spot } from '../rule.ts';

/** The fault of a key that refers to a public zone which the file does not list. */
export function dnsZoneReferenceFaults(input: RuleInput, reference: string, spot: Spot): Diagnostic[] {
  const { dnsZoneByKey } = input.placed;
  // A zone that is written but faulty has its own diagnostic.
  if (dnsZoneByKey.has(reference) || isWritten(input, ['dnsZones', reference])) return [];
  const detail = `The file lists no public DNS zone ${quote(reference)}. Add it to dnsZones: with existing: true if others made it.`;
  const hint = didYouMean(reference, [...dnsZoneByKey.keys()]);
  const missing = ['dnsZones', reference];
  return [faultAt(input, 'ACR1124', { ...spot, missing }, { detail, hint, requirements: ['0.41', '0.42'] })];
}
