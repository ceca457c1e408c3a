import { formatAddress } from '../../core/address.ts';
import type { CustomDomain, CustomDomains } from '../../core/config.generated.ts';
import type { Placed, PlacedDomain, PlacedDomains } from '../placed.ts';
import { entriesOf } from '../scope.ts';

type Targets = Pick<Placed, 'identityByKey' | 'dnsZoneByKey' | 'certificateByReference'>;

/** Where the parts of `customDomains` lead; `registry` is the path of the registry. */
export function placeDomains(
  targets: Targets,
  registry: readonly string[],
  entry: CustomDomains,
): PlacedDomains {
  const path = [...registry, 'customDomains'];
  const domain = (below: readonly string[], each: CustomDomain, region?: string): PlacedDomain => ({
    path: [...path, ...below],
    address: formatAddress([...path, ...below]),
    region,
    entry: each,
    certificate: targets.certificateByReference.get(each.certificate),
  });
  return {
    path,
    address: formatAddress(path),
    entry,
    identity: targets.identityByKey.get(entry.identity),
    zone: targets.dnsZoneByKey.get(entry.dns),
    names: [
      domain(['registry'], entry.registry),
      ...entriesOf(entry.data).map(([region, each]) => domain(['data', region], each, region)),
    ],
  };
}
