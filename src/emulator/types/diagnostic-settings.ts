import { keyOf, parseArmPath } from '../arm-path.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError, EmulatorBug, resourceNotFound } from '../errors.ts';
import { arrayAt, booleanAt, type Json, type JsonObject, numberAt, objectAt, stringAt } from '../json.ts';
import { diagnosticVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { type Categories, categoriesOf, isSubscription, settingNotFound } from './diagnostic-categories.ts';
import { workspaceType } from './workspace-body.ts';

interface SettingData {
  /** By property; ids as they were sent. */
  readonly sinks: Readonly<Partial<Record<Sink, string>>>;
  readonly eventHubName: string | undefined;
  readonly destinationType: string | undefined;
  readonly logs: readonly Wanted[];
  readonly metrics: readonly Wanted[];
}

/** One entry of logs or metrics. */
interface Wanted {
  readonly category: string | undefined;
  readonly categoryGroup: string | undefined;
  readonly enabled: boolean;
  readonly keeps: boolean;
  readonly days: number;
}

type Setting = StoredObject<SettingData> & { readonly scope: string };

const sinkNames = ['storageAccountId', 'workspaceId', 'eventHubAuthorizationRuleId'] as const;
type Sink = (typeof sinkNames)[number];

const settingType = 'Microsoft.Insights/diagnosticSettings';

/** All synchronous, an extension resource of what it tells of. */
export const diagnosticSettings: ResourceType = {
  type: settingType,
  apiVersions: diagnosticVersions,
  tracked: false,
  view: (_cloud, object) => view(object as Setting, 'read'),
  listAtScope: (call) => settingsOf(call.cloud, scopeOf(call)),
  put,
  remove: (call) => {
    call.cloud.world.remove(call.target.key);
    return { status: 200 };
  },
  absent: (call) => {
    if (call.method === 'DELETE') return { status: 204 };
    throw settingNotFound(call);
  },
};

// test_acr_create_with_audits #7: 200 also for a new one.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<SettingData>(target.key);
  const categories = categoriesOf(scopeOf(call));
  if (!categories) throw refused('The resource type of the scope does not support diagnostic settings.');
  if (!before) checkRoom(call);
  const data = dataIn(call);
  checkContent(data, categories);
  checkWorkspace(call, data.sinks.workspaceId);
  refuseShared(call, data, categories);
  const setting: Setting = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: settingType,
    data,
    scope: scopeOf(call),
  };
  cloud.world.put(setting);
  return { status: 200, body: view(setting, 'written') };
}

function dataIn({ body }: Call): SettingData {
  const property = (name: string) => stringAt(body, 'properties', name);
  const partner = property('marketplacePartnerId');
  if (partner !== undefined) throw noPartner(partner);
  const sinks = sinkNames.flatMap((name): [Sink, string][] => {
    const id = property(name);
    if (id === undefined) return [];
    if (!/^\/(subscriptions|providers)\//i.test(id)) throw invalidId(name, id);
    return [[name, id]];
  });
  return {
    sinks: Object.fromEntries(sinks),
    eventHubName: property('eventHubName'),
    destinationType: property('logAnalyticsDestinationType'),
    logs: (arrayAt(body, 'properties', 'logs') ?? []).map(wantedIn),
    metrics: (arrayAt(body, 'properties', 'metrics') ?? []).map(wantedIn),
  };
}

// Insights_v1api20210501preview_CreationAndDeletion #9: without a retention policy none is kept.
function wantedIn(entry: Json): Wanted {
  const retention = objectAt(entry, 'retentionPolicy');
  return {
    category: stringAt(entry, 'category'),
    categoryGroup: stringAt(entry, 'categoryGroup'),
    enabled: booleanAt(entry, 'enabled') ?? false,
    keeps: booleanAt(retention, 'enabled') ?? false,
    days: numberAt(retention, 'days') ?? 0,
  };
}

// The texts on categories: issues hashicorp/terraform#20534 and Azure/Azure-Landing-Zones#2053; that the others are refused is
// documented (monitor.md), their texts are assumed.
function checkContent(
  { sinks, logs, metrics }: SettingData,
  { logs: known, metrics: knownMetrics, groups }: Categories,
): void {
  if (Object.keys(sinks).length === 0) throw refused('At least one data sink needs to be specified.');
  if (![...logs, ...metrics].some(({ enabled }) => enabled))
    throw refused('At least one category of logs or metrics needs to be enabled.');
  for (const { category, categoryGroup } of logs) {
    if ((category === undefined) === (categoryGroup === undefined))
      throw refused('Each log needs either a category or a category group.');
    if (category !== undefined && !includes(known, category))
      throw refused(`Category '${category}' is not supported.`);
    if (categoryGroup !== undefined && !includes(Object.keys(groups), categoryGroup))
      throw refused(`Category group '${categoryGroup}' is not supported.`);
  }
  for (const { category = '' } of metrics) {
    if (includes(knownMetrics, category)) continue;
    const supported = knownMetrics.map((name) => `'${name}'`).join(', ');
    throw refused(`Metric category '${category}' is not supported, supported categories are: ${supported}.`);
  }
  const named = [...logs, ...metrics].map(({ category, categoryGroup }) =>
    keyOf(category ?? `group ${categoryGroup}`),
  );
  if (new Set(named).size < named.length) throw refused('A category cannot be named twice.');
}

function includes(names: readonly string[], sought: string): boolean {
  return names.some((name) => keyOf(name) === keyOf(sought));
}

// The rule and the limit: monitor.md. Codes and texts are assumed.
function checkRoom(call: Call): void {
  const { name } = call.target;
  if (name.length > 260 || /[<>*%&:\\?+/]/.test(name))
    throw refused(`The name of the diagnostic setting '${name}' is invalid.`);
  if (settingsOf(call.cloud, scopeOf(call)).length >= 5)
    throw refused('A resource cannot have more than 5 diagnostic settings.');
}

// Storage accounts and event hubs are believed, since their types are not built. Assumption: how a missing workspace is refused.
function checkWorkspace({ cloud }: Call, id: string | undefined): void {
  if (id === undefined || cloud.world.get(id)?.type === workspaceType) return;
  const { group = '', names = [] } = parseArmPath(id) ?? {};
  throw resourceNotFound(workspaceType, names, group);
}

/** No two settings of a resource send one category to one place: code and text as many have quoted them. */
function refuseShared(call: Call, data: SettingData, categories: Categories): void {
  const mine = enabledIn(data, categories);
  for (const other of settingsOf(call.cloud, scopeOf(call))) {
    if (keyOf(other.id) === call.target.key) continue;
    const theirs = enabledIn(other.data, categories);
    const category = mine.find((name) => theirs.includes(name));
    const sink = sinkNames.find((name) => {
      const id = data.sinks[name];
      return id !== undefined && keyOf(id) === keyOf(other.data.sinks[name] ?? '');
    });
    if (category === undefined || sink === undefined) continue;
    throw new ArmError(
      409,
      'Conflict',
      `Data sink '${data.sinks[sink]}' is already used in diagnostic setting '${other.name}' for category '${category}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
      { shape: 'flat' },
    );
  }
}

function enabledIn(
  { logs, metrics }: SettingData,
  { logs: known, metrics: knownMetrics, groups }: Categories,
): readonly string[] {
  const enabled = (entries: readonly Wanted[]) => entries.filter((entry) => entry.enabled);
  const grouped = Object.entries(groups).filter(([group]) =>
    enabled(logs).some(({ categoryGroup }) => keyOf(categoryGroup ?? '') === keyOf(group)),
  );
  const all = [
    ...enabled(logs).map(({ category }) => category),
    ...grouped.flatMap(([, names]) => names),
    ...enabled(metrics).map(({ category }) => category),
  ];
  return [...known, ...knownMetrics].filter((name) => all.some((each) => keyOf(each ?? '') === keyOf(name)));
}

function settingsOf(cloud: Cloud, scope: string): readonly Setting[] {
  const all = cloud.world.ofType(settingType) as readonly Setting[];
  return all.filter((setting) => keyOf(setting.scope) === keyOf(scope));
}

function scopeOf({ target }: Call): string {
  if (target.scope === undefined) throw new EmulatorBug('A diagnostic setting has no scope.');
  return target.scope;
}

// test_acr_create_with_audits #7, #8 and, of a subscription, test_monitor_diagnostic_settings_subscription #2, #9.
function view(setting: Setting, how: 'written' | 'read'): JsonObject {
  const { name, scope, data } = setting;
  const id = `${scope.toLowerCase()}/providers/microsoft.insights/diagnosticSettings/${name}`;
  if (isSubscription(scope)) {
    const logs = data.logs.map(({ category, enabled }) => ({ category, enabled, categoryGroup: null }));
    const hub = data.eventHubName === undefined ? {} : { eventHubName: data.eventHubName };
    const properties = { ...data.sinks, ...hub, logs };
    return { id: id.slice(1), type: settingType, name, location: 'global', properties };
  }
  return {
    id,
    type: settingType,
    name,
    location: null,
    kind: null,
    tags: null,
    properties: {
      storageAccountId: data.sinks.storageAccountId ?? null,
      serviceBusRuleId: null,
      workspaceId: data.sinks.workspaceId ?? null,
      eventHubAuthorizationRuleId: data.sinks.eventHubAuthorizationRuleId ?? null,
      eventHubName: data.eventHubName ?? null,
      metrics: metricsView(setting, how),
      logs: data.logs.map(({ category, categoryGroup, ...rest }) => ({
        category: category ?? null,
        categoryGroup: categoryGroup ?? null,
        ...enabledView(rest),
      })),
      logAnalyticsDestinationType: data.destinationType ?? null,
    },
    identity: null,
  };
}

// Only the answer to a write has a grain of time (test_acr_create_with_audits #7, #8), only a later one the metrics that were not
// sent (Insights_v1api20210501preview_CreationAndDeletion #9, #10).
function metricsView({ scope, data }: Setting, how: 'written' | 'read'): JsonObject[] {
  const grain = how === 'written' ? { timeGrain: 'PT1M' } : {};
  const sent = data.metrics.map(({ category, ...rest }) => ({ ...grain, category, ...enabledView(rest) }));
  if (how === 'written') return sent;
  const named = data.metrics.map(({ category = '' }) => category);
  const others = (categoriesOf(scope)?.metrics ?? []).filter((name) => !includes(named, name));
  const off = { enabled: false, keeps: false, days: 0 };
  return [...sent, ...others.map((category) => ({ category, ...enabledView(off) }))];
}

function enabledView({ enabled, keeps, days }: Pick<Wanted, 'enabled' | 'keeps' | 'days'>): JsonObject {
  return { enabled, retentionPolicy: { enabled: keeps, days } };
}

function refused(message: string): ArmError {
  return new ArmError(400, 'BadRequest', message, { shape: 'flat' });
}

// test_monitor_diagnostic_settings_marketplace_id #11. There are no partners here.
function noPartner(id: string): ArmError {
  return refused(
    `The marketplace partner resource: ${id.toLowerCase()} was not found or does not support the required functionality.`,
  );
}

// Recalled: code and text.
function invalidId(name: string, id: string): ArmError {
  return new ArmError(
    400,
    'LinkedInvalidPropertyId',
    `Property id '${id}' at path 'properties.${name}' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`,
    { cause: 'gateway' },
  );
}
