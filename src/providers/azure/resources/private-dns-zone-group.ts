import type { Json, JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { armId, body, members, setOf } from './canonical.ts';
import { writableNetworkBody } from './network-body.ts';
import { desiredAt, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/**
 * Which zones an endpoint writes its records to. A config is known by its zone: its name is a label (Azure Policy
 * and the portal give others than ours), and its record sets are what the group does (observed-behaviour.md 3.6).
 */
export const privateDnsZoneGroup: ResourceType = {
  type: ARM_TYPE.zoneGroup,
  apiVersion: '2025-05-01',
  label: 'zone group',
  // No collection: an endpoint has one group, so its list would cost the request that the read costs.
  normalise: body({
    properties: members({
      privateDnsZoneConfigs: setOf(members({ properties: members({ privateDnsZoneId: armId }) })),
    }),
  }),
  settled: settlementOf,
  immutable: [],
  fills: ['properties.privateDnsZoneConfigs'],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: updated(change) }),
  serialise: (id, group) => [foldId(parentId(id)), ...(group === undefined ? [] : zonesOf(group))],
  conditional: false,
  seconds: { create: 10, update: 10, delete: 10 },
  deadlineMs: 30 * 60_000,
};

/** The wanted configs, under the name that the live one for the same zone has. */
function updated(change: UpdateInput): JsonObject {
  const writable = without((member) => SERVER_OWNED.has(member), writableNetworkBody(change.live));
  if (!change.paths.some((path) => isAtOrBelow(path, CONFIGS))) return writable;
  const live = new Map(configsOf(writable).map((config) => [zoneOf(config), config]));
  const wanted = configsOf({ properties: { privateDnsZoneConfigs: desiredAt(change.desired, CONFIGS) } });
  const configs = wanted.map((config) => live.get(zoneOf(config)) ?? config);
  return setPath(writable, CONFIGS, configs);
}

/** Of a config. Unlike other sub-objects of Microsoft.Network, one is sent without its id (schema of 2025-05-01). */
const SERVER_OWNED: ReadonlySet<string> = new Set(['id', 'recordSets']);

const CONFIGS = 'properties.privateDnsZoneConfigs';

function configsOf(group: JsonObject): readonly JsonObject[] {
  const configs = getPath(group, CONFIGS);
  return Array.isArray(configs) ? configs.filter((entry: Json) => isJsonObject(entry)) : [];
}

function zoneOf(config: JsonObject): string | undefined {
  const zone = getPath(config, 'properties.privateDnsZoneId');
  return typeof zone === 'string' ? foldId(zone) : undefined;
}

function zonesOf(group: JsonObject): readonly string[] {
  return [...new Set(configsOf(group).flatMap((config) => zoneOf(config) ?? []))];
}
