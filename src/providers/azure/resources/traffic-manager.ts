import type { JsonObject } from '../../../core/json.ts';
import { isAtOrBelow, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { collectionOf, foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { armId, asIs, body, location, lowerCase, members, setOf, tags } from './canonical.ts';
import { desiredAt, mergedTags, objectAt, otherPaths, overlaid, touchesTags, without } from './overlay.ts';

const MONITOR = 'properties.monitorConfig';

const normaliseProfile = body({
  location,
  tags,
  properties: members({
    dnsConfig: members({ relativeName: lowerCase, ttl: asIs }),
    monitorConfig: members({
      customHeaders: setOf(members({ name: lowerCase, value: asIs })),
      expectedStatusCodeRanges: setOf(members({ max: asIs, min: asIs })),
      intervalInSeconds: asIs,
      path: asIs,
      port: asIs,
      protocol: asIs,
      timeoutInSeconds: asIs,
      toleratedNumberOfFailures: asIs,
    }),
    profileStatus: asIs,
    trafficRoutingMethod: asIs,
  }),
});

/**
 * A name that leads to one of several places (trafficmanager.md). Its endpoints stand in its body, too, and a PUT
 * replaces them, so that a change is a PATCH of what differs; all of it is synchronous.
 */
export const trafficManagerProfile: ResourceType = {
  type: ARM_TYPE.trafficManager,
  apiVersion: '2022-04-01',
  label: 'Traffic Manager profile',
  collection: collectionOf,
  normalise: normaliseProfile,
  settled: () => 'done',
  immutable: ['location', 'properties.dnsConfig.relativeName'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 10 * 60_000,
};

/** How endpoints are watched, and the name with its time, are each sent whole. */
function patchOf(change: UpdateInput): JsonObject {
  const whole = [MONITOR, 'properties.dnsConfig'];
  return otherPaths(change).reduce<JsonObject>(
    (patch, path) => {
      const block = whole.find((each) => isAtOrBelow(path, each)) ?? path;
      return setPath(patch, block, desiredAt(change.desired, block));
    },
    touchesTags(change) ? { tags: mergedTags(change) } : {},
  );
}

const normaliseEndpoint = body({
  properties: members({ endpointStatus: asIs, priority: asIs, targetResourceId: armId, weight: asIs }),
});

/** One of the places: a public address with a DNS label. It answers without a state of its own. */
export const trafficManagerEndpoint: ResourceType = {
  type: ARM_TYPE.trafficManagerEndpoint,
  apiVersion: '2022-04-01',
  label: 'Traffic Manager endpoint',
  normalise: normaliseEndpoint,
  settled: () => 'done',
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({
    method: 'PUT',
    body: overlaid({ properties: writable(change.live) }, change, normaliseEndpoint),
  }),
  // The profile is one document to Azure.
  serialise: (id) => [foldId(parentId(id))],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 10 * 60_000,
};

function writable(live: JsonObject): JsonObject {
  return without((member) => member === 'endpointMonitorStatus', objectAt(live, 'properties'));
}
