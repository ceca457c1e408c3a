import { type Answer, type Call, type Cloud, normalLocation, type ResourceType } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt, stringsAt } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import { registryVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { registryType } from './registry-body.ts';
import { childNotFound, registryRefusal } from './registry-errors.ts';
import { systemData } from './registry-stamps.ts';

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

/** They go with their registry. */
export function destroyWebhooks(cloud: Cloud, registryId: string): void {
  for (const { id } of cloud.world.inCollection(`${registryId.toLowerCase()}/webhooks`))
    cloud.world.remove(id);
}

function put(call: Call): Answer {
  const { cloud, target, body } = call;
  const before = cloud.world.get<WebhookData>(target.key);
  const location = normalLocation(stringAt(body, 'location') ?? '');
  const serviceUri = stringAt(body, 'properties', 'serviceUri');
  const actions = stringsAt(body, 'properties', 'actions') ?? [];
  if (location === '') throw registryRefusal('The location property is required for this definition.');
  if (serviceUri === undefined) throw registryRefusal('The webhook needs a service URI.');
  if (actions.length === 0) throw registryRefusal('The webhook needs at least one action.');
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

function save(call: Call, before: StoredObject<WebhookData> | undefined, data: WebhookData): Answer {
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
