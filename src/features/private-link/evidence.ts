import type { ProvenObjects } from '../../core/evidence.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import type { Resolution } from '../../core/wire.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { PlacedRegistry } from '../placed.ts';
import { liveHosts } from './host-names.ts';

/** What a proof is about: these objects, and what the names of the registry lead to. */
export async function seenObjects(
  registry: PlacedRegistry,
  live: LiveObjects,
  resolve: (host: string) => Promise<Resolution | undefined>,
): Promise<ProvenObjects> {
  const names = await Promise.all(
    provenHosts(registry, live).map(async (host) => {
      const hops = (await resolve(host))?.hops ?? [];
      return { host, addresses: hops.flatMap(({ type, data }) => (type === 'A' ? [data] : [])).sort() };
    }),
  );
  return { ...liveObjects(registry, live), names };
}

/** The objects as they are now. */
export function liveObjects(registry: PlacedRegistry, live: LiveObjects): Omit<ProvenObjects, 'names'> {
  const told = (id: string, path: string) => textAt(live.get(foldId(id))?.body, path) ?? null;
  return {
    id: foldId(registry.id),
    incarnation: told(registry.id, 'properties.creationDate'),
    endpoints: registry.endpoints.map(({ id }) => ({
      id: foldId(id),
      incarnation: told(id, 'properties.resourceGuid'),
    })),
  };
}

/** Every host that has to lead to the private path. */
export function provenHosts({ id }: PlacedRegistry, live: LiveObjects): readonly string[] {
  const body = live.get(foldId(id))?.body;
  return body === undefined
    ? []
    : liveHosts(body)
        .map((host) => host.toLowerCase())
        .sort();
}
