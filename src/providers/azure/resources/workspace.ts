import type { Json, JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, lowerCase, members, tags } from './canonical.ts';
import { overlaid, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const normalise = body({
  location,
  tags,
  properties: members({
    sku: members({ name: skuName, capacityReservationLevel: asIs }),
    retentionInDays: asIs,
    workspaceCapping: members({ dailyQuotaGb: asIs }),
  }),
});

/**
 * A Log Analytics workspace. Its deletion is done at once and soft: made again with its name, group and region it comes back
 * as `Restoring`, with its data (recorded: Workspace_v1api20210601_CRUD #2), so that nothing tells the two apart.
 */
export const workspace: ResourceType = {
  type: ARM_TYPE.workspace,
  apiVersion: '2025-02-01',
  label: 'Log Analytics workspace',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  // As azure-cli updates one: PUT of what was read (recorded: test_monitor_log_analytics_workspace_update_sku #4).
  update: (change) => ({ method: 'PUT', body: overlaid(writable(change.live), change, normalise) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 30, update: 10, delete: 5 },
  deadlineMs: 30 * 60_000,
};

/** Read as `pergb2018` or `PerGB2018`; `Standalone` comes back as the same (monitor.md). */
function skuName(value: Json): Json | undefined {
  const name = lowerCase(value);
  return name === 'standalone' ? 'pergb2018' : name;
}

function writable(live: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, etag: _etag, systemData: _data, ...rest } = live;
  return without((member) => SERVER_OWNED.has(member), rest);
}

/** Read-only in the type definitions of 2025-02-01, or answered without standing there (the two last). */
const SERVER_OWNED: ReadonlySet<string> = new Set([
  'createdDate',
  'customerId',
  'dataIngestionStatus',
  'lastSkuUpdate',
  'modifiedDate',
  'principalId',
  'privateLinkScopedResources',
  'provisioningState',
  'quotaNextResetTime',
  'tenantId',
  'unifiedSentinelBillingOnly',
  'legacy',
  'searchVersion',
]);
