import type { Address } from '../../core/address.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import type { FrontPart, Placed, PlacedFront, PlacedRegistry } from '../placed.ts';
import { endpointAddress, isChosen, profileHost } from './traffic-manager.ts';

/** A public name of a front, where its record stands, and what it leads to. */
interface FrontName {
  readonly host: string;
  readonly address: Address;
  /** The address of a gateway, or the name of the profile that chooses one. */
  readonly leadsTo: FrontPart | { readonly address: Address; readonly target: string };
  /** What has to run before clients are led there (I-14). */
  readonly after: readonly Address[];
}

/** The name of the registry first, then those for layers by region. */
export function frontNames(front: PlacedFront, cloud: CloudName): readonly FrontName[] {
  const { address, entry, regions } = front;
  const data = regions.map((region) => ({
    host: region.entry.dataHost,
    address: `${region.address}.record`,
    leadsTo: region.publicAddress,
    after: [region.address],
  }));
  const [first] = data;
  if (first === undefined) return [];
  const { leadsTo, after } = isChosen(front)
    ? {
        leadsTo: { address: front.trafficManager.address, target: profileHost(front, cloud) },
        after: regions.map((region) => endpointAddress(region)),
      }
    : first;
  return [{ host: entry.host, address: `${address}.record`, leadsTo, after }, ...data];
}

/** The fronts before a registry. */
export function frontsOf(
  registry: PlacedRegistry,
  { fronts }: Pick<Placed, 'fronts'>,
): readonly PlacedFront[] {
  return fronts.filter((front) => front.registry?.id === registry.id);
}
