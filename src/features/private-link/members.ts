import type { Address } from '../../core/address.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import type { PlacedRegistry } from '../placed.ts';
import { dataHostOf, dataRegions, regionOf } from './host-names.ts';
import { listedRegions, placeIn } from './replica-places.ts';

/** One private link member of a registry, and the host name that resolves to its address (1.27 to 1.32). */
export interface Member {
  readonly name: string;
  readonly host: string;
  /** Of a data endpoint: its region. */
  readonly region?: string;
}

/** What members and records follow from, beside the file. */
export interface Around {
  readonly cloud: CloudName;
  readonly live: LiveObjects;
  /** Regions of replicas that the state knows and the file no longer has (`placeIn`): they go. */
  readonly leaving: ReadonlySet<string>;
  /** Folded ids of records that zone groups wrote which the state knows and the file no longer has: they go with them. */
  readonly released: ReadonlySet<string>;
}

/**
 * The members that every endpoint of the registry has, or will have: the registry itself, and a data endpoint in its
 * home region and in that of each replica, those that others made too. Host names come from the live registry where
 * there is one, since a login server may hold a hash (faults N14).
 */
export function membersOf(registry: PlacedRegistry, around: Around): readonly Member[] {
  const live = lastingBody(registry, around.live);
  const { registrySuffix } = CLOUDS[around.cloud];
  const loginServer =
    textAt(live, 'properties.loginServer') ?? `${registry.name.toLowerCase()}.${registrySuffix}`;
  return [
    { name: 'registry', host: loginServer },
    ...regionsOf(registry, live, around).map((region) => ({
      name: dataMember(region),
      host: dataHostOf(loginServer, region),
      region,
    })),
  ];
}

/** What the registry shows, unless it is made again: in another region it is another, with names of its own. */
function lastingBody(registry: PlacedRegistry, live: LiveObjects): JsonObject | undefined {
  const body = live.get(foldId(registry.id))?.body;
  const region = regionOf(textAt(body, 'location') ?? registry.location);
  return registry.isExisting || region === regionOf(registry.location) ? body : undefined;
}

/** The names of the members by what the file says alone. */
export function writtenMembers(registry: PlacedRegistry): readonly string[] {
  return [
    'registry',
    ...regionsOf(registry, undefined, { live: new Map(), leaving: new Set() }).map(dataMember),
  ];
}

/** Where the record of the member stands with `dns.manage: records`. */
export function recordAddress(endpoint: { readonly address: Address }, { name }: Member): Address {
  return `${endpoint.address}.records.${name}`;
}

/** The member of the data endpoint in a region. */
export function dataMember(region: string): string {
  return `registry_data_${region}`;
}

/** The home region first, then the others by name. */
function regionsOf(
  registry: PlacedRegistry,
  live: JsonObject | undefined,
  around: Pick<Around, 'live' | 'leaving'>,
): readonly string[] {
  const home = regionOf(textAt(live, 'location') ?? registry.location);
  const declared = registry.replications.map(({ location }) => regionOf(location));
  // The replicas of a registry that is made again go with it, and its own region is in their list.
  const seen = live === undefined ? [] : [...dataRegions(live), ...listedRegions(registry, around.live)];
  const gone = new Set(seen.filter((region) => around.leaving.has(placeIn(registry.id, region))));
  const others = new Set([...declared, ...seen.filter((region) => !gone.has(region))]);
  others.delete(home);
  return [home, ...[...others].sort()];
}
