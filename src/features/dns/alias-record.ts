import type { Address } from '../../core/address.ts';
import type { Resource } from '../../core/desired.ts';
import { BugError } from '../../core/errors.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type PlacedDnsZone } from '../placed.ts';
import { CNAME_TTL_SECONDS } from './cname-record.ts';
import { relativeName } from './relative-name.ts';

/** A name that a feature wants to lead to a public address of the stack. */
export interface WantedAlias {
  readonly zone: PlacedDnsZone;
  /** In the zone, or the zone itself: rules have refused anything else. */
  readonly host: string;
  /** The address of the record, below whatever asks for it. */
  readonly address: Address;
  readonly leadsTo: { readonly address: Address; readonly id: string };
  readonly adopt: boolean;
  readonly protect: boolean;
}

/** An A record set that follows the public address by itself, and can stand at the name of the zone, too (dns.md). */
export function aliasRecord(wanted: WantedAlias): Resource {
  const { zone, address, leadsTo, adopt, protect } = wanted;
  return {
    address,
    id: aliasId(wanted),
    type: ARM_TYPE.dnsAlias,
    managed: { properties: { TTL: CNAME_TTL_SECONDS, targetResource: { id: leadsTo.id } } },
    initial: {},
    dependsOn: [...madeHere(zone), leadsTo.address],
    protect,
    adopt,
    ignore: [],
  };
}

export function aliasId({ zone, host }: Pick<WantedAlias, 'zone' | 'host'>): string {
  const name = relativeName(host, zone.name);
  if (name === undefined)
    throw new BugError(`A record for ${host} was asked for in the zone ${zone.name}, where it cannot be.`);
  return `${zone.id}/A/${name}`;
}
