import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, nearest, quote } from '../../core/wording.ts';
import { faultAt, isFaulty, isWritten, type RuleInput, type Spot } from '../rule.ts';
import { type WrittenEndpoint, writtenEndpoints } from './written-endpoints.ts';

/** The subnet and the zone that an endpoint names. */
export function referenceRules(input: RuleInput): readonly Diagnostic[] {
  return writtenEndpoints(input).flatMap((endpoint) => [
    ...subnetFaults(input, endpoint),
    ...zoneFaults(input, endpoint),
  ]);
}

function subnetFaults(input: RuleInput, { path, address, entry: { subnet } }: WrittenEndpoint): Diagnostic[] {
  const { networkByKey, subnetByReference } = input.placed;
  const [networkKey = '', subnetKey = ''] = subnet.split('/');
  const missing = ['networks', networkKey, 'subnets', subnetKey];
  const spot: Spot = { path: [...path, 'subnet'], address, missing };
  const requirements = ['1.9'];
  if (subnetByReference.has(subnet) || isWritten(input, ['networks', networkKey, 'subnets', subnetKey]))
    return [];
  const network = networkByKey.get(networkKey);
  if (network === undefined) {
    if (isWritten(input, ['networks', networkKey])) return [];
    const detail = `The file lists no network ${quote(networkKey)}. A private endpoint lives in a subnet of a listed network: add it to networks.`;
    const hint = didYouMean(networkKey, [...networkByKey.keys()]);
    return [faultAt(input, 'ACR1102', spot, { detail, hint, requirements })];
  }
  const known = network.subnets.map(({ key }) => key);
  const near = nearest(subnetKey, known);
  const use = near === undefined ? 'Add' : `Use ${networkKey}/${near}, or add`;
  const detail = `Network ${quote(networkKey)} lists no subnet ${quote(subnetKey)}. A private endpoint lives in a subnet of a listed network. ${use} the subnet to networks.${networkKey}.subnets.`;
  return [faultAt(input, 'ACR1104', spot, { detail, hint: didYouMean(subnetKey, known), requirements })];
}

function zoneFaults(input: RuleInput, { path, address, entry: { dns } }: WrittenEndpoint): Diagnostic[] {
  const { manage = 'zoneGroup', zone: key } = dns;
  const isKept = manage === 'zoneGroup' || manage === 'records';
  const zonePath = [...path, 'dns', 'zone'];
  if (key === undefined) {
    if (!isKept || isFaulty(input, [...path, 'dns', 'manage']) || isWritten(input, zonePath)) return [];
    const detail = `With manage: ${manage} the records stand in a private DNS zone of this file: say which with zone.`;
    const spot: Spot = { path: [...path, 'dns'], part: 'key', address, missing: zonePath };
    return [faultAt(input, 'ACR1019', spot, { detail, hint: 'add zone', requirements: ['1.23'] })];
  }
  if (isKept) return noZoneFaults(input, { path: zonePath, address }, key);
  const detail = `With manage: ${manage} acrctl keeps no records, and the zone does nothing. Take it out, or write zoneGroup or records.`;
  const spot: Spot = { path: zonePath, part: 'key', address };
  return [faultAt(input, 'ACR1115', spot, { detail, requirements: ['1.57'] })];
}

function noZoneFaults(input: RuleInput, spot: Spot, key: string): Diagnostic[] {
  const { zoneByKey } = input.placed;
  const missing = ['privateDnsZones', key];
  if (zoneByKey.has(key) || isWritten(input, missing)) return [];
  const detail = `The file lists no private DNS zone ${quote(key)}. The records of an endpoint stand in a listed zone: add it to privateDnsZones and link it to the networks that use the registry.`;
  const hint = didYouMean(key, [...zoneByKey.keys()]);
  return [faultAt(input, 'ACR1105', { ...spot, missing }, { detail, hint, requirements: ['1.23'] })];
}
