import type { IdCase, ListOrder } from './api.ts';
import type { Chance } from './chance.ts';
import { isObject, type Json, type JsonObject } from './json.ts';

/** How answers are shown beyond what they say: for tests of clients that must not care. */
export interface Presentation {
  readonly listOrder: ListOrder;
  readonly idCase: IdCase;
}

// Arrays whose order ARM does not promise. Their natural order here is the recorded one.
const unordered: ReadonlySet<string> = new Set([
  'AAAARecords',
  'ARecords',
  'aRecords',
  'aaaaRecords',
  'applicationGatewayIPConfigurations',
  'applicationGateways',
  'applicationSecurityGroups',
  'backendAddressPools',
  'backendHttpSettingsCollection',
  'customDnsConfigs',
  'dataEndpointHostNames',
  'delegations',
  'endpoints',
  'extensions',
  'frontendIPConfigurations',
  'frontendPorts',
  'gatewayIPConfigurations',
  'httpListeners',
  'ipAddresses',
  'ipConfigurations',
  'ipRules',
  'logs',
  'metrics',
  'pathBasedRules',
  'privateDnsZoneConfigs',
  'privateEndpointConnections',
  'privateEndpoints',
  'probes',
  'recordSets',
  'redirectConfigurations',
  'requestRoutingRules',
  'requiredMembers',
  'rewriteRuleSets',
  'serviceEndpoints',
  'sslCertificates',
  'subnets',
  'trustedRootCertificates',
  'urlPathMaps',
]);

/** The body as it goes out. */
export function present(body: JsonObject, presentation: Presentation, chance: Chance): JsonObject {
  const { listOrder, idCase } = presentation;
  if (listOrder === 'sorted' && idCase === 'as-sent') return body;
  return show(body, undefined, presentation, chance) as JsonObject;
}

/** Puts what a list returns in the asked order; `keyOf` gives what is sorted by. */
export function inOrder<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  order: ListOrder,
  chance: Chance,
): readonly Item[] {
  const sorted = items.toSorted((left, right) => compare(key(left), key(right)));
  switch (order) {
    case 'sorted':
      return sorted;
    case 'reversed':
      return sorted.reverse();
    case 'shuffled':
      return sorted
        .map((item) => [chance.fractionOf(`order ${key(item)}`), item] as const)
        .sort(([left], [right]) => left - right)
        .map(([, item]) => item);
  }
}

function show(
  value: Json | undefined,
  name: string | undefined,
  presentation: Presentation,
  chance: Chance,
): Json | undefined {
  if (typeof value === 'string')
    return value.startsWith('/subscriptions/') ? cased(value, presentation.idCase) : value;
  if (Array.isArray(value)) {
    const shown = value.map((item) => show(item, undefined, presentation, chance) as Json);
    return name !== undefined && unordered.has(name)
      ? reordered(shown, presentation.listOrder, chance)
      : shown;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, member]) => [
    key,
    show(member, key, presentation, chance),
  ]);
  return Object.fromEntries(members);
}

function reordered(items: readonly Json[], order: ListOrder, chance: Chance): readonly Json[] {
  if (order === 'sorted') return items;
  if (order === 'reversed') return items.toReversed();
  return inOrder(items, (item) => JSON.stringify(item), order, chance);
}

function cased(id: string, idCase: IdCase): string {
  if (idCase === 'as-sent') return id;
  return idCase === 'lower' ? id.toLowerCase() : id.toUpperCase();
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
