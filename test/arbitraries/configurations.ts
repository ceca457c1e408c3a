import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';

/** A configuration as it is written. JSON is YAML, so `textOf` gives the file. */
export type Configuration = JsonObject;

export function textOf(configuration: Configuration): string {
  return JSON.stringify(configuration, null, 2);
}

/**
 * Valid configurations of one stack: every kind of entry, SKU and access, in two groups and two regions. Between any
 * two of them there is a way that Azure takes: what it refuses to change in use, such as the range of a subnet with
 * endpoints in it, is the same in all. They shrink towards the bare group.
 */
export function configurations(): fc.Arbitrary<Configuration> {
  const parts = fc.record({
    tags: tags(),
    group: entry({ location: fc.constantFrom('northeurope', 'westeurope') }, { tags: tags() }),
    networks: fc.record({ 'vnet-hub': maybe(network('10.20')), 'vnet-spoke': maybe(network('10.30')) }),
    zones: fc.record({ 'vnet-hub': maybe(zone()), 'vnet-spoke': maybe(zone()) }),
    registries: fc.record({ contosoimages: maybe(registry()), ContosoOther: maybe(registry()) }),
  });
  return parts.map(({ tags: everywhere, group, networks, zones, registries }) => {
    const known = NETWORKS.filter((key) => networks[key] !== undefined);
    const written = present(registries).map(
      ([key, entry]) => [key, registryEntry(key, entry, known)] as const,
    );
    const used = written.flatMap(([, entry]) => endpointKeys(entry));
    const zoned = NETWORKS.filter((key) => zones[key] !== undefined || used.includes(key));
    return {
      apiVersion: 'acrctl/v1',
      stack: 'images-prod',
      azure: {
        subscription: SUBSCRIPTION,
        resourceGroup: 'rg-images',
        location: 'westeurope',
        tags: everywhere,
      },
      resourceGroups: { 'rg-images': {}, 'rg-b': group },
      networks: Object.fromEntries(present(networks)),
      privateDnsZones: Object.fromEntries(
        zoned.map((key) => [ZONE_OF[key], zoneEntry(key, zones[key] ?? {}, known)]),
      ),
      registries: Object.fromEntries(written),
    };
  });
}

/** The addresses of all that may be deleted or replaced only when it is named. */
export const GUARDED: readonly string[] = ['contosoimages', 'ContosoOther'].flatMap((key) => [
  `registries.${key}`,
  ...['vnet-hub', 'vnet-spoke'].map((name) => `registries.${key}.network.privateEndpoints.${name}`),
]);

const SUBSCRIPTION = '00000000-0000-0000-0000-0000000000aa';
const NETWORKS = ['vnet-hub', 'vnet-spoke'] as const;
type NetworkKey = (typeof NETWORKS)[number];

/** Two zones of the one name, each in a group of its own and seen by one network. */
const ZONE_OF: Readonly<Record<NetworkKey, string>> = {
  'vnet-hub': 'privatelink.azurecr.io',
  'vnet-spoke': 'spoke-zone',
};

function network(range: string): fc.Arbitrary<JsonObject> {
  return entry(
    {},
    {
      resourceGroup: fc.constant('rg-b'),
      location: fc.constantFrom('westeurope', 'northeurope'),
      tags: tags(),
      dnsServers: fc.subarray([`${range}.9.4`, `${range}.9.5`]),
      isWide: fc.constant(true),
      other: entry({ prefix: fc.constantFrom(`${range}.2.0/24`, `${range}.3.0/25`) }, { ...POLICIES }),
      endpoints: entry({}, { ...POLICIES }),
    },
  ).map(({ isWide, other, endpoints, ...rest }) => ({
    ...rest,
    addressSpace: [
      `${range}.0.0/16`,
      ...(isWide === undefined ? [] : [range.replace('10.', '10.1') + '.0.0/16']),
    ],
    subnets: {
      endpoints: { prefix: `${range}.1.0/24`, ...(endpoints as JsonObject | undefined) },
      ...(other !== undefined && { other }),
    },
  }));
}

const POLICIES = {
  privateEndpointNetworkPolicies: fc.constantFrom('disabled', 'enabled', 'routeTableEnabled'),
} as const;

function zone(): fc.Arbitrary<JsonObject> {
  const link = entry({}, { resolutionPolicy: fc.constantFrom('default', 'nxDomainRedirect'), tags: tags() });
  return entry({}, { tags: tags(), link });
}

function zoneEntry(key: NetworkKey, { link, ...rest }: JsonObject, known: readonly string[]): JsonObject {
  const place: JsonObject = key === 'vnet-hub' ? {} : { name: ZONE_OF['vnet-hub'], resourceGroup: 'rg-b' };
  return { ...rest, ...place, links: known.includes(key) ? { [key]: link ?? {} } : {} };
}

interface RegistryParts {
  readonly common: JsonObject;
  readonly sku: string;
  readonly access: string;
  readonly ranges: readonly string[];
  readonly premium: JsonObject;
  readonly policies: JsonObject;
  readonly endpoints: Readonly<Record<NetworkKey, JsonObject | undefined>>;
}

function registry(): fc.Arbitrary<RegistryParts> {
  return fc.record({
    common: entry(
      {},
      {
        tags: tags(),
        resourceGroup: fc.constant('rg-b'),
        adminUser: fc.boolean(),
        anonymousPull: fc.constant(false),
        zoneRedundancy: fc.boolean(),
        ignore: fc.subarray(['tags.Stage', 'properties.policies.retentionPolicy']),
      },
    ),
    sku: fc.constantFrom('Basic', 'Standard', 'Premium', 'Premium', 'Premium'),
    access: fc.constantFrom('enabled', 'selected', 'disabled'),
    ranges: fc.subarray(['203.0.113.0/24', '198.51.100.7', '192.0.2.0/25'], { minLength: 1 }),
    premium: entry(
      {},
      {
        trustedServices: fc.boolean(),
        networkRuleBypassAllowedForTasks: fc.boolean(),
        dataEndpoints: fc.boolean(),
      },
    ),
    policies: entry(
      {},
      { retentionDays: fc.constantFrom<Json>(0, 30, 'disabled'), quarantine: fc.boolean() },
    ),
    endpoints: fc.record({ 'vnet-hub': maybe(endpoint()), 'vnet-spoke': maybe(endpoint()) }),
  });
}

function endpoint(): fc.Arbitrary<JsonObject> {
  return entry({}, { tags: tags(), resourceGroup: fc.constant('rg-b'), isNamed: fc.constant(true) });
}

/** What only Premium has stands at no other; a registry that is opened says that its export is on. */
function registryEntry(name: string, parts: RegistryParts, known: readonly string[]): JsonObject {
  const { common, sku, access, ranges, premium, policies, endpoints } = parts;
  if (sku !== 'Premium')
    return { ...common, sku, policies: { export: true }, network: { publicAccess: 'enabled' } };
  const led = present(endpoints).filter(([key]) => known.includes(key));
  const { dataEndpoints, ...rest } = premium;
  return {
    ...common,
    sku,
    policies: { ...policies, export: access !== 'disabled' },
    network: {
      ...rest,
      publicAccess: access,
      ...(access === 'selected' && { allowedIpRanges: ranges }),
      ...(dataEndpoints !== undefined && { dataEndpoints: led.length > 0 || dataEndpoints }),
      privateEndpoints: Object.fromEntries(
        led.map(([key, { isNamed, ...each }]) => [
          key,
          {
            ...each,
            ...(isNamed !== undefined && { name: `${key}-of-${name}` }),
            subnet: `${key}/endpoints`,
            dns: { zone: ZONE_OF[key as NetworkKey] },
          },
        ]),
      ),
    },
  };
}

function endpointKeys(registryOfFile: JsonObject): readonly string[] {
  const { privateEndpoints } = registryOfFile['network'] as JsonObject;
  return Object.keys((privateEndpoints ?? {}) as JsonObject);
}

/** Azure keeps the spelling of a name; values may be any text that a file can hold. */
function tags(): fc.Arbitrary<JsonObject> {
  return fc.dictionary(
    fc.constantFrom('owner', 'Stage', 'cost centre', 'a.b', '__proto__x', 'größe', 'x"[1]'),
    fc.oneof(fc.constantFrom('', 'platform', 'Prod', '10%'), fc.string({ unit: PRINTABLE, maxLength: 12 })),
    { maxKeys: 3 },
  );
}

const PRINTABLE = fc.constantFrom(...'aZ0 .:,#"\'\\[]{}&*!|>%@`/-_=?~', 'é', '世', '🙂');

/** An entry that has some keys always and others sometimes. */
function entry(
  always: Readonly<Record<string, fc.Arbitrary<Json>>>,
  sometimes: Readonly<Record<string, fc.Arbitrary<Json>>>,
): fc.Arbitrary<JsonObject> {
  return fc.record(
    { ...always, ...sometimes },
    { requiredKeys: Object.keys(always) },
  ) as fc.Arbitrary<JsonObject>;
}

function maybe<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 3 });
}

function present<Value>(
  entries: Readonly<Record<string, Value | undefined>>,
): readonly (readonly [string, Value])[] {
  return Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
}
