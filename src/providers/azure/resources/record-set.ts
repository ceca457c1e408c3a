import type { JsonObject } from '../../../core/json.ts';
import { isJsonObject, listAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE, QUESTION } from '../arm-types.ts';
import { asIs, body, members, metadata, setOf } from './canonical.ts';
import { objectAt, overlaid, without } from './overlay.ts';

const normalise = body({
  properties: members({
    aRecords: setOf(members({ ipv4Address: asIs })),
    metadata,
    ttl: asIs,
  }),
});

/**
 * The A records of one name in a private zone. They are read by the list of the zone, which costs one request for all
 * of them and also shows a name that nobody predicted. A PUT replaces the set (privatedns.md).
 */
export const recordSet: ResourceType = {
  type: ARM_TYPE.record,
  apiVersion: '2024-06-01',
  label: 'DNS record set',
  readIn: { type: QUESTION.records, holder: collectionOf, pick: recordIn },
  collection: collectionOf,
  normalise,
  // Record sets are written synchronously and have no state.
  settled: () => 'done',
  immutable: [],
  ownedByEntry: [],
  mark: 'metadata',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: overlaid(writable(change.live), change, normalise) }),
  // One zone takes one write at a time, as with its links.
  serialise: (id) => [foldId(parentId(id))],
  conditional: true,
  seconds: { create: 1, update: 1, delete: 1 },
  deadlineMs: 5 * 60_000,
};

function recordIn(list: JsonObject, id: string): JsonObject | undefined {
  return listAt(list, 'value')
    .filter(isJsonObject)
    .find((each) => typeof each['id'] === 'string' && foldId(each['id']) === foldId(id));
}

function writable(live: JsonObject): JsonObject {
  return { properties: without((member) => SERVER_OWNED.has(member), objectAt(live, 'properties')) };
}

const SERVER_OWNED: ReadonlySet<string> = new Set(['fqdn', 'isAutoRegistered', 'provisioningState']);
