import type { Address } from '../../core/address.ts';
import type { Resource } from '../../core/desired.ts';
import { BugError } from '../../core/errors.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type PlacedDnsZone } from '../placed.ts';
import { APEX, foldHost, relativeName } from './relative-name.ts';
import type { WantedName } from './taken-names.ts';

/** A CNAME that a feature wants in a zone of the file. */
export interface WantedCname {
  readonly zone: PlacedDnsZone;
  /** Below the zone, and not the zone itself: rules have refused anything else. */
  readonly host: string;
  readonly target: string;
  /** The address of the record, below whatever asks for it. */
  readonly address: Address;
  /** The entry that asks says `adopt: true`: a record of others is taken over. */
  readonly adopt?: boolean;
}

/** The record set, with what else has to be there first beside the zone. */
export function cnameRecord(
  wanted: WantedCname & { readonly dependsOn: readonly Address[]; readonly ttl?: number },
): Resource {
  const { zone, target, address, dependsOn, ttl = CNAME_TTL_SECONDS, adopt = false } = wanted;
  return {
    address,
    id: cnameId(wanted),
    type: ARM_TYPE.cname,
    managed: { properties: { TTL: ttl, CNAMERecord: { cname: foldHost(target) } } },
    initial: {},
    dependsOn: [...madeHere(zone), ...dependsOn],
    protect: false,
    adopt,
    ignore: [],
  };
}

/** What a plan reads for the record. */
export function cnameRead(wanted: Pick<WantedCname, 'zone' | 'host'>): ReadTarget {
  return { type: ARM_TYPE.cname, id: cnameId(wanted) };
}

/** What a plan looks for at its name. */
export function cnameName(wanted: WantedCname): WantedName {
  const { zone, host, address } = wanted;
  return { zone, host, address, kind: 'CNAME', id: cnameId(wanted), requirements: ['0.41', '0.42'] };
}

/** As azure-cli sends where nothing is said (recorded: test_dns #8). */
export const CNAME_TTL_SECONDS = 3600;

function cnameId({ zone, host }: Pick<WantedCname, 'zone' | 'host'>): string {
  const name = relativeName(host, zone.name);
  if (name === undefined || name === APEX)
    throw new BugError(`A CNAME for ${host} was asked for in the zone ${zone.name}, where none can be.`);
  return `${zone.id}/CNAME/${name}`;
}
