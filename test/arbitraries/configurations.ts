import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { certificates } from './certificates.ts';
import { entry, maybe, present, tags, where } from './entries.ts';
import { MAY_EXIST, withExisting } from './existing.ts';
import { CORE, type Reach } from './reach.ts';
import {
  GRANT_KEYS,
  NETWORKS,
  type NetworkKey,
  RANGE_OF,
  REPLICA_KEYS,
  registry,
  registryEntry,
  ZONE_OF,
} from './registries.ts';

/** A configuration as it is written. JSON is YAML, so `textOf` gives the file. */
export type Configuration = JsonObject;

export function textOf(configuration: Configuration): string {
  return JSON.stringify(configuration, null, 2);
}

/**
 * Valid configurations of one stack: every kind of entry, SKU and access, in two groups and two regions, and what
 * `reach` adds. Between any two of them there is a way that Azure takes: what it refuses to change in use, such as the
 * range of a subnet with endpoints in it, is the same in all. They shrink towards the bare group.
 */
export function configurations(reach: Reach = CORE): fc.Arbitrary<Configuration> {
  const parts = fc.record({
    tags: tags(),
    group: entry({ location: fc.constantFrom('northeurope', 'westeurope') }, { tags: tags() }),
    identities: where<Readonly<Record<string, JsonObject | undefined>>>(
      reach.identities,
      fc.record({ builder: maybe(identity()), 'images-cmk': maybe(identity()) }),
      {},
    ),
    vaults: where<Readonly<Record<string, JsonObject | undefined>>>(
      reach.keys || reach.domains,
      fc.record({ 'kv-images': maybe(vault(reach)), 'kv-other': maybe(vault(reach)) }),
      {},
    ),
    workspaces: where<Readonly<Record<string, JsonObject | undefined>>>(
      reach.logs,
      fc.record({ logs: maybe(workspace()), 'more-logs': maybe(workspace()) }),
      {},
    ),
    networks: fc.record({
      'vnet-hub': maybe(network('vnet-hub')),
      'vnet-spoke': maybe(network('vnet-spoke')),
    }),
    dnsZones: fc.record({ 'contoso.com': maybe(dnsZone()), 'contoso.net': maybe(dnsZone()) }),
    zones: fc.record({ 'vnet-hub': maybe(zone()), 'vnet-spoke': maybe(zone()) }),
    registries: fc.record({ contosoimages: maybe(registry(reach)), ContosoOther: maybe(registry(reach)) }),
    isListed: where(reach.existing, fc.boolean(), true),
    existing: where<readonly (readonly string[])[]>(reach.existing, fc.subarray([...MAY_EXIST]), []),
  });
  return parts.map(({ tags: everywhere, group, workspaces, dnsZones, zones, ...given }) => {
    const { identities, vaults, networks, registries } = given;
    const known = NETWORKS.filter((key) => networks[key] !== undefined);
    const around = {
      networks: known,
      identities: present(identities).map(([key]) => key),
      vaults: present(vaults).map(([key]) => key),
      workspaces: present(workspaces).map(([key]) => key),
      certificates: present(vaults).flatMap(([vault, { certificates: each = {} }]) =>
        Object.keys(each as JsonObject).map((key) => `${vault}/${key}`),
      ),
      dnsZones: present(dnsZones).map(([key]) => key),
      homeOf: ({ resourceGroup }: JsonObject) =>
        resourceGroup === undefined ? HOME : String(group['location']),
    };
    const written = present(registries).map(
      ([key, each]) => [key, registryEntry(key, each, around)] as const,
    );
    const used = written.flatMap(([, each]) => zonesOf(each));
    const zoned = NETWORKS.filter((key) => zones[key] !== undefined || used.includes(ZONE_OF[key]));
    const configuration: Configuration = {
      apiVersion: 'acrctl/v1',
      stack: 'images-prod',
      azure: {
        subscription: SUBSCRIPTION,
        resourceGroup: 'rg-images',
        location: HOME,
        tags: everywhere,
      },
      resourceGroups: { ...(given.isListed && { 'rg-images': {} }), 'rg-b': group },
      ...(reach.identities && { identities: Object.fromEntries(present(identities)) }),
      ...((reach.keys || reach.domains) && {
        keyVaults: Object.fromEntries(
          present(vaults).map(([key, each]) => [key, reachedBy(written, key, each)] as const),
        ),
      }),
      ...(reach.logs && { workspaces: Object.fromEntries(present(workspaces)) }),
      networks: Object.fromEntries(present(networks)),
      privateDnsZones: Object.fromEntries(
        zoned.map((key) => [ZONE_OF[key], zoneEntry(key, zones[key] ?? {}, known)]),
      ),
      dnsZones: Object.fromEntries(present(dnsZones)),
      registries: Object.fromEntries(written),
    };
    return given.existing.reduce(withExisting, configuration);
  });
}

/** The addresses of all that may be deleted or replaced only when it is named. */
export const GUARDED: readonly string[] = [
  ...['kv-images', 'kv-other'].map((key) => `keyVaults.${key}`),
  ...['logs', 'more-logs'].map((key) => `workspaces.${key}`),
  ...['contosoimages', 'ContosoOther'].flatMap((key) => [
    `registries.${key}`,
    ...NETWORKS.map((name) => `registries.${key}.network.privateEndpoints.${name}`),
    ...REPLICA_KEYS.map((name) => `registries.${key}.replications.${name}`),
    ...GRANT_KEYS.map((name) => `registries.${key}.roleAssignments.${name}`),
  ]),
];

const SUBSCRIPTION = '00000000-0000-0000-0000-0000000000aa';
const HOME = 'westeurope';

function identity(): fc.Arbitrary<JsonObject> {
  return entry({}, { resourceGroup: fc.constant('rg-b'), tags: tags() });
}

function workspace(): fc.Arbitrary<JsonObject> {
  return entry(
    {},
    {
      resourceGroup: fc.constant('rg-b'),
      tags: tags(),
      retentionDays: fc.constantFrom(30, 90, 365),
      dailyQuotaGb: fc.constantFrom<Json>(5, 'unlimited'),
    },
  );
}

/**
 * With the one key that registries name, and perhaps another, and certificates. Where files are applied nothing stands that Azure
 * takes only once, and a vault that was deleted comes back: then the file says what it goes by, which no plan sees before.
 */
function vault(reach: Reach): fc.Arbitrary<JsonObject> {
  const authorization = fc.constantFrom('rbac', 'accessPolicies');
  const key = entry({}, { type: fc.constant('RSA'), size: fc.constantFrom(2048, 3072, 4096) });
  return entry(
    {
      ...(reach.keys && { registry: key }),
      ...(reach.domains && { certificates: certificates() }),
      ...(!reach.keys && { authorization }),
      recover: fc.constant(true),
    },
    {
      ...(reach.keys && {
        resourceGroup: fc.constant('rg-b'),
        retentionDays: fc.constantFrom(7, 90),
        spare: key,
        authorization,
      }),
      tags: tags(),
      sku: fc.constantFrom('standard', 'premium'),
      network: entry(
        {},
        { publicAccess: fc.constantFrom('enabled', 'disabled'), trustedServices: fc.constant(true) },
      ),
    },
  ).map(({ registry: used, spare, ...rest }) => ({
    ...rest,
    ...(reach.keys && {
      keys: { ...(used !== undefined && { registry: used }), ...(spare !== undefined && { spare }) },
    }),
  }));
}

/** Registries read the certificates of their names from no vault that is closed. */
function reachedBy(
  registries: readonly (readonly [string, JsonObject])[],
  key: string,
  { network: gates, ...rest }: JsonObject,
): JsonObject {
  const isRead = JSON.stringify(registries).includes(`"certificate":"${key}/`);
  return { ...rest, ...(gates !== undefined && !isRead && { network: gates }) };
}

function network(key: NetworkKey): fc.Arbitrary<JsonObject> {
  const range = RANGE_OF[key];
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

function dnsZone(): fc.Arbitrary<JsonObject> {
  return entry({}, { resourceGroup: fc.constant('rg-b'), tags: tags() });
}

function zone(): fc.Arbitrary<JsonObject> {
  const link = entry({}, { resolutionPolicy: fc.constantFrom('default', 'nxDomainRedirect'), tags: tags() });
  return entry({}, { tags: tags(), link });
}

function zoneEntry(key: NetworkKey, { link, ...rest }: JsonObject, known: readonly string[]): JsonObject {
  const place: JsonObject = key === 'vnet-hub' ? {} : { name: ZONE_OF['vnet-hub'], resourceGroup: 'rg-b' };
  return { ...rest, ...place, links: known.includes(key) ? { [key]: link ?? {} } : {} };
}

/** The keys of the zones that the endpoints of a registry name. */
function zonesOf(registryOfFile: JsonObject): readonly string[] {
  const { privateEndpoints = {} } = registryOfFile['network'] as JsonObject;
  return Object.values(privateEndpoints as Readonly<Record<string, { dns: { zone?: Json } }>>).flatMap(
    ({ dns }) => (dns.zone === undefined ? [] : [String(dns.zone)]),
  );
}
