import type { JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, members, reference, tags } from './canonical.ts';
import { objectAt, overlaid, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const normalise = body({
  location,
  tags,
  properties: members({ registrationEnabled: asIs, resolutionPolicy: asIs, virtualNetwork: reference }),
});

/** Settled by the provisioning state alone: `virtualNetworkLinkState` lags behind (observed-behaviour.md 3.8). */
export const virtualNetworkLink: ResourceType = {
  type: ARM_TYPE.link,
  apiVersion: '2024-06-01',
  label: 'virtual network link',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  immutable: ['location', 'properties.virtualNetwork'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: overlaid(writable(change.live), change, normalise) }),
  // One zone takes one link at a time (lessons 50).
  serialise: (id) => [foldId(parentId(id))],
  conditional: true,
  seconds: { create: 35, update: 35, delete: 45 },
  deadlineMs: 30 * 60_000,
};

function writable(live: JsonObject): JsonObject {
  return {
    location: live['location'] ?? 'global',
    tags: live['tags'] ?? {},
    properties: without((member) => SERVER_OWNED.has(member), objectAt(live, 'properties')),
  };
}

const SERVER_OWNED: ReadonlySet<string> = new Set(['provisioningState', 'virtualNetworkLinkState']);
