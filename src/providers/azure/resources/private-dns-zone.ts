import type { JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { body, location, tags } from './canonical.ts';
import { overlaid } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const normalise = body({ location, tags });

export const privateDnsZone: ResourceType = {
  type: ARM_TYPE.zone,
  apiVersion: '2024-06-01',
  label: 'private DNS zone',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: overlaid(writable(change.live), change, normalise) }),
  serialise: (id) => [foldId(id)],
  conditional: true,
  contents: {
    list: (id) => `${id}/ALL`,
    apiVersion: '2024-06-01',
    // The SOA record comes with the zone and cannot be deleted. What a zone group wrote counts: it goes with its
    // group, and a zone that still holds it is in use.
    foreign: (entry) => {
      if (typeof entry['type'] === 'string' && /\/soa$/i.test(entry['type'])) return undefined;
      return typeof entry['id'] === 'string' ? entry['id'] : JSON.stringify(entry);
    },
  },
  seconds: { create: 35, update: 35, delete: 35 },
  deadlineMs: 30 * 60_000,
};

/** A zone has nothing of its own to write but tags: every property is a counter or a limit. */
function writable(live: JsonObject): JsonObject {
  return { location: live['location'] ?? 'global', tags: live['tags'] ?? {} };
}
