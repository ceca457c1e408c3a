import { type Call, type Cloud, normalLocation } from '../cloud.ts';
import { ArmError, badRequest, notImplemented } from '../errors.ts';
import {
  at,
  isObject,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringMapAt,
} from '../json.ts';
import type { StoredObject } from '../world.ts';
import { stamp } from './registry-stamps.ts';

export const workspaceType = 'Microsoft.OperationalInsights/workspaces';

export interface WorkspaceData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly customerId: string;
  readonly etag: string;
  readonly state: WorkspaceState;
  readonly sku: WorkspaceSku;
  readonly retentionInDays: number;
  readonly dailyQuotaGb: number;
  readonly features: JsonObject;
  /** The other properties, with their defaults. */
  readonly others: JsonObject;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly skuAt: number;
}

export type WorkspaceState = 'Creating' | 'Restoring' | 'Updating' | 'Succeeded' | 'Failed';
export type Workspace = StoredObject<WorkspaceData>;

interface WorkspaceSku {
  readonly name: string;
  readonly capacityReservationLevel?: number;
}

/** What a caller says of a workspace. */
export type Asked = Pick<
  WorkspaceData,
  'tags' | 'sku' | 'retentionInDays' | 'dailyQuotaGb' | 'features' | 'others'
>;

/**
 * What a workspace says after the write. What is not sent stays as it was, as in one that comes back from its deletion
 * (Workspace_v1api20210601_CRUD #2: a retention of 36 days). Assumption: in every PUT; tags are replaced as a whole.
 */
export function askedOf(call: Call, before: WorkspaceData | undefined): Asked {
  const { body, method } = call;
  refuseUnbuilt(body);
  const property = (name: string) => at(body, 'properties', name);
  const sku = skuOf(body, before?.sku);
  const others = Object.keys(otherDefaults).map((name) => [
    name,
    property(name) ?? before?.others[name] ?? otherDefaults[name],
  ]);
  const asked: Asked = {
    tags: stringMapAt(body, 'tags') ?? (method === 'PATCH' ? before?.tags : undefined),
    sku,
    retentionInDays:
      numberAt(body, 'properties', 'retentionInDays') ??
      before?.retentionInDays ??
      (sku.name === 'Free' ? 7 : 30),
    dailyQuotaGb:
      numberAt(body, 'properties', 'workspaceCapping', 'dailyQuotaGb') ?? before?.dailyQuotaGb ?? -1,
    features: { ...(before?.features ?? defaultFeatures), ...objectAt(body, 'properties', 'features') },
    others: Object.fromEntries(others) as JsonObject,
  };
  checkAsked(asked);
  return asked;
}

// test_acr_create_with_audits #1.
const defaultFeatures: JsonObject = {
  legacy: 0,
  searchVersion: 1,
  enableLogAccessUsingOnlyResourcePermissions: true,
};

// The first two are recorded; the others are shown only once they were sent (assumption).
const otherDefaults: JsonObject = {
  publicNetworkAccessForIngestion: 'Enabled',
  publicNetworkAccessForQuery: 'Enabled',
  forceCmkForQuery: undefined,
  defaultDataCollectionRuleResourceId: undefined,
};

function refuseUnbuilt(body: unknown): void {
  if (objectAt(body, 'identity')) throw notImplemented('identities of workspaces');
  for (const name of ['replication', 'failover'])
    if (at(body, 'properties', name) !== undefined) throw notImplemented(`${name} of workspaces`);
}

// monitor.md; Standalone comes back as PerGB2018 (Workspace_v1api20210601_CRUD #2).
const skus: Readonly<Record<string, string>> = {
  pergb2018: 'PerGB2018',
  standalone: 'PerGB2018',
  capacityreservation: 'CapacityReservation',
  free: 'Free',
  pernode: 'PerNode',
  lacluster: 'LACluster',
};

// That Standard and Premium are not to be had any more: monitor.md. Code and text: assumption.
function skuOf(body: unknown, before: WorkspaceSku | undefined): WorkspaceSku {
  const sent = stringAt(body, 'properties', 'sku', 'name');
  if (sent === undefined) return before ?? { name: 'PerGB2018' };
  const name = skus[sent.toLowerCase()];
  if (name === undefined) throw badRequest(`The pricing tier ${sent} is not supported for workspaces.`);
  const level = numberAt(body, 'properties', 'sku', 'capacityReservationLevel');
  if (name !== 'CapacityReservation') return { name };
  if (level === undefined || level < 100 || level % 100 !== 0)
    throw badRequest(
      'The capacity reservation level of a workspace has to be a multiple of 100 from 100 on.',
    );
  return { name, capacityReservationLevel: level };
}

// The ranges are documented (monitor.md); codes and texts are assumed.
function checkAsked({ sku, retentionInDays, dailyQuotaGb, others }: Asked): void {
  const isAllowed =
    sku.name === 'Free' ? retentionInDays === 7 : retentionInDays >= 30 && retentionInDays <= 730;
  if (!Number.isInteger(retentionInDays) || !isAllowed)
    throw badRequest(
      `A retention of ${retentionInDays} days is not supported for the pricing tier ${sku.name}.`,
    );
  if (dailyQuotaGb !== -1 && dailyQuotaGb <= 0)
    throw badRequest('The daily quota of a workspace has to be -1 or more than 0.');
  for (const name of ['publicNetworkAccessForIngestion', 'publicNetworkAccessForQuery'])
    if (others[name] !== 'Enabled' && others[name] !== 'Disabled')
      throw badRequest(`The property ${name} of a workspace has to be Enabled or Disabled.`);
}

/** The region that a body names. */
export function locationIn(body: unknown): string {
  const location = normalLocation(stringAt(body, 'location') ?? '');
  if (location !== '') return location;
  throw new ArmError(400, 'LocationRequired', 'The location property is required for this definition.', {
    cause: 'gateway',
  });
}

// Members and values as in test_acr_create_with_audits #1 and test_monitor_log_analytics_workspace_update_sku #4.
export function workspaceView(cloud: Cloud, workspace: Workspace): JsonObject {
  const { id, name, type, data } = workspace;
  return {
    properties: {
      customerId: data.customerId,
      provisioningState: data.state,
      sku: { ...data.sku, lastSkuUpdate: stamp(data.skuAt, 'Z') },
      retentionInDays: data.retentionInDays,
      features: data.features,
      workspaceCapping: {
        dailyQuotaGb: data.dailyQuotaGb,
        quotaNextResetTime: stamp(nextReset(cloud, data.customerId), 'Z'),
        dataIngestionStatus: 'RespectQuota',
      },
      ...shown(data.others),
      createdDate: stamp(data.createdAt, 'Z'),
      modifiedDate: stamp(data.modifiedAt, 'Z'),
    },
    location: data.location,
    tags: data.tags,
    id,
    name,
    type,
    etag: data.etag,
  };
}

const dayMs = 86_400_000;

// At an hour of its own, each day: those recorded are full hours within the next day.
function nextReset(cloud: Cloud, customerId: string): number {
  const ofDay = Math.floor(cloud.chance.fractionOf(`quota ${customerId}`) * 24) * 3_600_000;
  const today = Math.floor(cloud.now() / dayMs) * dayMs + ofDay;
  return today > cloud.now() ? today : today + dayMs;
}

function shown(others: JsonObject): Record<string, Json> {
  const told = Object.entries(others).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return Object.fromEntries(told.map(([name, value]) => [name, isObject(value) ? { ...value } : value]));
}
