import { parseArmPath } from '../arm-path.ts';
import type { Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import { diagnosticVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';

/** What a type can tell of itself. */
export interface Categories {
  readonly logs: readonly string[];
  readonly metrics: readonly string[];
  /** Groups of logs by their names. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

const categoryType = 'Microsoft.Insights/diagnosticSettingsCategories';

/** Nobody makes them: each scope has those of its type. */
export const diagnosticCategories: ResourceType = {
  type: categoryType,
  apiVersions: diagnosticVersions,
  versioned: members(since('2021-05-01-preview'), 'properties.categoryGroups'),
  tracked: false,
  view: (_cloud, object) => view(object as Category),
  listAtScope: ({ cloud, target }) => categoryObjects(cloud, target.scope ?? ''),
  builtIn: (cloud, collection) =>
    categoryObjects(cloud, collection.slice(0, collection.lastIndexOf('/providers/'))),
  absent: (call) => {
    throw settingNotFound(call);
  },
};

/** Undefined for a scope that has no diagnostic settings. */
export function categoriesOf(scope: string): Categories | undefined {
  const path = parseArmPath(scope);
  if (!path) return undefined;
  const type = [path.namespace, ...path.kinds].join('/').toLowerCase();
  const [logs, metrics, audit] = byType[path.namespace === undefined ? typeWithout(path.group) : type] ?? [];
  if (!logs || !metrics) return undefined;
  const groups =
    logs.length === 0 || isSubscription(scope) ? {} : { allLogs: logs, ...(audit ? { audit } : {}) };
  return { logs, metrics, groups };
}

export function isSubscription(scope: string): boolean {
  return scope.split('/').filter(Boolean).length === 2;
}

function typeWithout(group: string | undefined): string {
  return group === undefined ? 'subscription' : 'group';
}

/** The form is recorded (observed-behaviour.md, section 5), code and text are assumed. */
export function settingNotFound({ target }: Call): ArmError {
  return new ArmError(404, 'ResourceNotFound', `The resource '${target.id}' could not be found.`, {
    shape: 'flat',
  });
}

type Known = readonly [logs: readonly string[], metrics: readonly string[], audit?: readonly string[]];

const someMetrics = ['AllMetrics'];
const registryLogs = ['ContainerRegistryRepositoryEvents', 'ContainerRegistryLoginEvents'];

// monitor.md has registries, gateways and vaults; of security groups and the subscription:
// test_monitor_diagnostic_settings_scenario #7, test_monitor_diagnostic_settings_subscription #2. The others are recalled.
const byType: Readonly<Record<string, Known>> = {
  'microsoft.containerregistry/registries': [registryLogs, someMetrics, registryLogs],
  'microsoft.keyvault/vaults': [['AuditEvent', 'AzurePolicyEvaluationDetails'], someMetrics, ['AuditEvent']],
  'microsoft.network/applicationgateways': [
    ['ApplicationGatewayAccessLog', 'ApplicationGatewayPerformanceLog', 'ApplicationGatewayFirewallLog'],
    someMetrics,
  ],
  'microsoft.network/networksecuritygroups': [
    ['NetworkSecurityGroupEvent', 'NetworkSecurityGroupRuleCounter'],
    [],
  ],
  'microsoft.network/virtualnetworks': [['VMProtectionAlerts'], someMetrics],
  'microsoft.network/publicipaddresses': [
    ['DDoSProtectionNotifications', 'DDoSMitigationFlowLogs', 'DDoSMitigationReports'],
    someMetrics,
  ],
  'microsoft.network/trafficmanagerprofiles': [['ProbeHealthStatusEvents'], someMetrics],
  'microsoft.network/networkinterfaces': [[], someMetrics],
  'microsoft.network/privateendpoints': [[], someMetrics],
  'microsoft.network/dnszones': [[], someMetrics],
  'microsoft.network/privatednszones': [[], someMetrics],
  'microsoft.operationalinsights/workspaces': [['Audit', 'SummaryLogs'], someMetrics, ['Audit']],
  subscription: [
    [
      'Administrative',
      'Security',
      'ServiceHealth',
      'Alert',
      'Recommendation',
      'Policy',
      'Autoscale',
      'ResourceHealth',
    ],
    [],
  ],
};

type Category = StoredObject<{ readonly kind: 'Logs' | 'Metrics'; readonly groups: readonly string[] }>;

function categoryObjects(cloud: Cloud, scope: string): readonly Category[] {
  const own = cloud.world.get(scope)?.id ?? scope;
  const categories = categoriesOf(own);
  if (!categories) return [];
  const object = (name: string, kind: 'Logs' | 'Metrics'): Category => ({
    id: `${own}/providers/${categoryType}/${name}`,
    name,
    type: categoryType,
    data: {
      kind,
      groups: Object.keys(categories.groups).filter((group) => categories.groups[group]?.includes(name)),
    },
    scope: own,
  });
  return [
    ...categories.logs.map((name) => object(name, 'Logs')),
    ...categories.metrics.map((name) => object(name, 'Metrics')),
  ];
}

// test_monitor_diagnostic_settings_scenario #7, #8.
function view({ name, scope = '', data }: Category): JsonObject {
  return {
    id: `${scope.toLowerCase()}/providers/microsoft.insights/diagnosticSettingsCategories/${name}`,
    type: 'microsoft.insights/diagnosticSettingsCategories',
    name,
    location: null,
    kind: null,
    tags: null,
    properties: { categoryType: data.kind, categoryGroups: data.groups },
    identity: null,
  };
}
