import { type Answer, type Call, type Cloud, normalLocation, type ResourceType } from '../cloud.ts';
import { EmulatorBug, movedLocation } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt, stringsAt } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import { registryVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { registryType } from './registry-body.ts';
import { settledRegistry } from './registry-children.ts';
import { childNotFound, registryRefusal } from './registry-errors.ts';
import { checkRoom, limitsOf } from './registry-limits.ts';
import { systemData } from './registry-stamps.ts';
import { replicationsOf } from './replication-body.ts';

interface WebhookData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly status: string;
  readonly scope: string;
  readonly actions: readonly string[];
  /** Only `getCallbackConfig` shows these two (test_acr_create_webhook #9, #17). */
  readonly serviceUri: string;
  readonly customHeaders: Readonly<Record<string, string>>;
}

const webhookType = `${registryType}/webhooks`;

/** All synchronous; nothing is ever called (test_acr_create_webhook #6 to #28, test_tag_update_by_patch #17 to #55). */
export const registryWebhooks: ResourceType = {
  type: webhookType,
  apiVersions: registryVersions,
  versioned: members(since('2020-11-01-preview'), 'systemData'),
  tracked: true,
  listedBySubscription: false,
  view: (_cloud, object) => view(object as StoredObject<WebhookData>),
  put,
  patch,
  remove: (call) => {
    call.cloud.world.remove(call.target.key);
    return { status: 200 };
  },
  // Assumption: as those of scope maps (test_repository_token_create #5).
  absent: (call) => {
    if (call.method === 'DELETE') return { status: 204 };
    throw childNotFound(call.target.name);
  },
  actions: {
    'POST getcallbackconfig': callbackConfig,
    'POST ping': ({ cloud }) => ({ status: 200, body: { id: cloud.chance.guid() } }),
  },
};

/** How many the registry has. */
export function webhookCount(cloud: Cloud, registryId: string): number {
  return cloud.world.inCollection(`${registryId.toLowerCase()}/webhooks`).length;
}

function put(call: Call): Answer {
  const { cloud, target, body } = call;
  const before = cloud.world.get<WebhookData>(target.key);
  const location = normalLocation(stringAt(body, 'location') ?? '');
  const serviceUri = stringAt(body, 'properties', 'serviceUri');
  const actions = stringsAt(body, 'properties', 'actions') ?? [];
  if (location === '') throw registryRefusal('The location property is required for this definition.');
  if (serviceUri === undefined) throw registryRefusal('The webhook needs a service URI.');
  if (!before) checkCreation(call, location);
  else if (location !== before.data.location)
    throw movedLocation(before.name, target.group, before.data.location);
  return save(call, before, {
    location,
    tags: stringMapAt(body, 'tags') ?? {},
    createdAt: before?.data.createdAt ?? cloud.now(),
    modifiedAt: cloud.now(),
    status: stringAt(body, 'properties', 'status') ?? 'enabled',
    scope: stringAt(body, 'properties', 'scope') ?? '',
    actions,
    serviceUri,
    customHeaders: stringMapAt(body, 'properties', 'customHeaders') ?? {},
  });
}

// Tags are replaced as a whole (test_tag_update_by_patch #20, #23).
function patch(call: Call): Answer {
  const { cloud, body } = call;
  const before = webhookOf(call);
  const { data } = before;
  return save(call, before, {
    ...data,
    tags: stringMapAt(body, 'tags') ?? data.tags,
    modifiedAt: cloud.now(),
    status: stringAt(body, 'properties', 'status') ?? data.status,
    scope: stringAt(body, 'properties', 'scope') ?? data.scope,
    actions: stringsAt(body, 'properties', 'actions') ?? data.actions,
    serviceUri: stringAt(body, 'properties', 'serviceUri') ?? data.serviceUri,
    customHeaders: stringMapAt(body, 'properties', 'customHeaders') ?? data.customHeaders,
  });
}

// The name's rule is the schema's (arm-types), the number of webhooks the SKU table's (containerregistry.md). Assumption: that
// its region has to be one of the registry's, and codes and texts of all that is refused.
function checkCreation(call: Call, location: string): void {
  const { cloud, target } = call;
  const registry = settledRegistry(call);
  const { sku, location: home } = registry.data;
  if (!/^[a-zA-Z0-9]{5,50}$/.test(target.name))
    throw registryRefusal(
      `The name ${target.name} of a webhook is invalid: it must be 5 to 50 letters or digits.`,
    );
  const regions = [home, ...replicationsOf(cloud, registry.id).map(({ data }) => data.location)];
  if (!regions.includes(location))
    throw registryRefusal(
      `The registry ${registry.name} is not in ${location}, where its webhook ${target.name} is to be.`,
    );
  checkRoom(sku, 'webhooks', webhookCount(cloud, registry.id), limitsOf(sku).webhooks);
}

const webhookActions = ['push', 'delete', 'quarantine', 'chart_push', 'chart_delete'];

// Assumption: codes and texts.
function checkContent({ actions, status, serviceUri }: WebhookData): void {
  if (actions.length === 0) throw registryRefusal('The webhook needs at least one action.');
  const unknown = actions.find((action) => !webhookActions.includes(action));
  if (unknown !== undefined)
    throw registryRefusal(`The action '${unknown}' of a webhook is not one of ${webhookActions.join(', ')}.`);
  if (status !== 'enabled' && status !== 'disabled')
    throw registryRefusal(`The status '${status}' of a webhook is neither enabled nor disabled.`);
  if (!URL.canParse(serviceUri) || !/^https?:$/.test(new URL(serviceUri).protocol))
    throw registryRefusal('The service URI of a webhook has to be an address with http or https.');
}

function save(call: Call, before: StoredObject<WebhookData> | undefined, data: WebhookData): Answer {
  checkContent(data);
  const webhook: StoredObject<WebhookData> = {
    id: before?.id ?? call.target.id,
    name: before?.name ?? call.target.name,
    type: webhookType,
    data,
  };
  call.cloud.world.put(webhook);
  return { status: 200, body: view(webhook) };
}

function callbackConfig(call: Call): Answer {
  const { serviceUri, customHeaders } = webhookOf(call).data;
  return { status: 200, body: { serviceUri, customHeaders } };
}

function webhookOf(call: Call): StoredObject<WebhookData> {
  const webhook = call.cloud.world.get<WebhookData>(call.target.key);
  if (!webhook) throw new EmulatorBug('The front door answers for absent objects.');
  return webhook;
}

function view({ id, name, type, data }: StoredObject<WebhookData>): JsonObject {
  const { status, scope, actions } = data;
  return {
    type,
    id,
    name,
    location: data.location,
    tags: data.tags,
    systemData: systemData(data.createdAt, data.modifiedAt),
    properties: { status, scope, actions, provisioningState: 'Succeeded' },
  };
}
