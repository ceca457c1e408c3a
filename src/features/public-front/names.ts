import type { Address } from '../../core/address.ts';
import type { FrontPart, Placed, PlacedFront, PlacedRegistry } from '../placed.ts';

/** A public name of a front, where its record stands, and the address that it leads to. */
export interface FrontName {
  readonly host: string;
  readonly address: Address;
  readonly leadsTo: FrontPart;
}

/** The name of the registry first, then those for layers by region. */
export function frontNames({ address, entry, regions }: PlacedFront): readonly FrontName[] {
  const data = regions.map((region) => ({
    host: region.entry.dataHost,
    address: `${region.address}.record`,
    leadsTo: region.publicAddress,
  }));
  const [first] = data;
  return first === undefined
    ? []
    : [{ host: entry.host, address: `${address}.record`, leadsTo: first.leadsTo }, ...data];
}

/** The fronts before a registry. */
export function frontsOf(
  registry: PlacedRegistry,
  { fronts }: Pick<Placed, 'fronts'>,
): readonly PlacedFront[] {
  return fronts.filter((front) => front.registry?.id === registry.id);
}
