import type { JsonObject } from '../../../core/json.ts';
import { isJsonObject, listAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, members } from './canonical.ts';
import { objectAt } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/**
 * The registry's side of a private endpoint. It comes with the endpoint and goes with it; what can be written is the
 * decision. The registry names it, so that it is found in the registry's body.
 */
export const privateEndpointConnection: ResourceType = {
  type: ARM_TYPE.connection,
  apiVersion: '2025-11-01',
  label: 'private endpoint connection',
  readIn: {
    type: ARM_TYPE.registry,
    holder: (id) => parentId(id),
    pick: (registry, id) =>
      listAt(registry, 'properties.privateEndpointConnections')
        .filter(isJsonObject)
        .find((each) => typeof each['id'] === 'string' && foldId(each['id']) === foldId(id)),
  },
  normalise: body({ properties: members({ privateLinkServiceConnectionState: members({ status: asIs }) }) }),
  settled: settlementOf,
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: ({ live, desired }) => ({ method: 'PUT', body: { properties: decided(live, desired) } }),
  // The registry and its endpoints take the same key.
  serialise: (id) => [foldId(parentId(id))],
  conditional: false,
  seconds: { create: 20, update: 20, delete: 20 },
  deadlineMs: 30 * 60_000,
};

function decided(live: JsonObject, desired: JsonObject): JsonObject {
  return {
    privateEndpoint: objectAt(live, 'properties.privateEndpoint'),
    privateLinkServiceConnectionState: objectAt(desired, 'properties.privateLinkServiceConnectionState'),
  };
}
