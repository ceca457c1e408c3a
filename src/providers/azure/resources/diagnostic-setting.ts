import type { Json, JsonObject } from '../../../core/json.ts';
import { isJsonObject } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, type Canonical, members, setOf } from './canonical.ts';
import { objectAt, overlaid } from './overlay.ts';

/**
 * Where an object sends its logs and metrics: an extension of whatever it is about. Its id comes back in lower case
 * (observed-behaviour.md 1), a place that is not used as null, and a category that nobody asked for as one that is off
 * (monitor.md): null is kept here, since it says that nothing goes there, and what is off is left out.
 */
export const diagnosticSetting: ResourceType = {
  type: ARM_TYPE.diagnosticSetting,
  apiVersion: '2021-05-01-preview',
  label: 'diagnostic setting',
  collection: collectionOf,
  normalise,
  settled: () => 'done',
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({
    method: 'PUT',
    body: overlaid({ properties: objectAt(change.live, 'properties') }, change, normalise),
  }),
  sentAs: ({ method, id, body: sent }) => ({ method, path: id, body: sent && withoutNulls(sent) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 15 * 60_000,
};

const PLACES = ['workspaceId', 'storageAccountId', 'eventHubAuthorizationRuleId', 'eventHubName'] as const;

const orNone: Canonical = (value) => (typeof value === 'string' ? foldId(value) : null);

/** What is on: how long it is kept is deprecated, and does nothing (monitor.md). */
const turnedOn: Canonical = (value) => {
  const on = Array.isArray(value)
    ? value.filter((each: Json) => isJsonObject(each) && each['enabled'] === true)
    : [];
  return setOf(members({ category: asIs, categoryGroup: asIs, enabled: asIs }))(on);
};

const canonical = body({
  properties: members({
    ...Object.fromEntries(PLACES.map((place) => [place, orNone])),
    logs: turnedOn,
    metrics: turnedOn,
    logAnalyticsDestinationType: asIs,
  }),
});

function normalise(setting: JsonObject): JsonObject {
  return canonical(withPlaces(setting));
}

/** Should an answer leave out a place, it is not used either. */
function withPlaces(setting: JsonObject): JsonObject {
  if (typeof setting['id'] !== 'string') return setting;
  const none = Object.fromEntries(PLACES.map((place) => [place, null]));
  return { ...setting, properties: { ...none, ...objectAt(setting, 'properties') } };
}

/** No schema of the type takes null. */
function withoutNulls(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([name, inner]) => [name, strip(inner)]));
}

function strip(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: Json) => strip(each));
  return isJsonObject(value) ? withoutNulls(value) : value;
}
