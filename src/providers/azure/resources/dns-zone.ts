import type { JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { body, location, tags } from './canonical.ts';
import { overlaid } from './overlay.ts';

const normalise = body({ location, tags });

/** A zone of the public DNS. Only its deletion is an operation; it never says a provisioning state (dns.md). */
export const dnsZone: ResourceType = {
  type: ARM_TYPE.dnsZone,
  apiVersion: '2018-05-01',
  label: 'public DNS zone',
  collection: collectionOf,
  normalise,
  settled: () => 'done',
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: overlaid(writable(change.live), change, normalise) }),
  serialise: (id) => [foldId(id)],
  conditional: true,
  contents: {
    list: (id) => `${id}/recordsets`,
    apiVersion: '2018-05-01',
    // These two come with the zone and cannot be deleted.
    foreign: (entry) => {
      if (typeof entry['type'] === 'string' && /\/(soa|ns)$/i.test(entry['type']) && entry['name'] === '@')
        return undefined;
      return typeof entry['id'] === 'string' ? entry['id'] : JSON.stringify(entry);
    },
  },
  seconds: { create: 3, update: 3, delete: 10 },
  deadlineMs: 30 * 60_000,
};

/** As azure-cli updates a zone (recorded: test_dns_zone_update #2): everything else is a counter or Azure's choice. */
function writable(live: JsonObject): JsonObject {
  return { location: live['location'] ?? 'global', tags: live['tags'] ?? {} };
}
