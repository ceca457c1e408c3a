import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { entry, maybe, present, tags, where } from './entries.ts';
import type { Reach } from './reach.ts';

export const NETWORKS = ['vnet-hub', 'vnet-spoke'] as const;
export type NetworkKey = (typeof NETWORKS)[number];

/** Two zones of the one name, each in a group of its own and seen by one network. */
export const ZONE_OF: Readonly<Record<NetworkKey, string>> = {
  'vnet-hub': 'privatelink.azurecr.io',
  'vnet-spoke': 'spoke-zone',
};

export const RANGE_OF: Readonly<Record<NetworkKey, string>> = { 'vnet-hub': '10.20', 'vnet-spoke': '10.30' };

/** None of them is, or says, the home region of a registry. */
export const REPLICA_KEYS = ['northamerica', 'uksouth', 'norwayeast'] as const;

/** Of grants, which the file may protect. */
export const GRANT_KEYS = ['pull', 'push', 'read'] as const;

export interface RegistryParts {
  readonly common: JsonObject;
  readonly sku: string;
  readonly access: string;
  readonly ranges: readonly string[];
  readonly premium: JsonObject;
  readonly policies: JsonObject;
  readonly endpoints: Readonly<Record<NetworkKey, JsonObject | undefined>>;
  readonly replications: Readonly<Record<string, JsonObject | undefined>>;
  readonly approvals: JsonObject;
  readonly identity: JsonObject | undefined;
  readonly encryption: JsonObject | undefined;
  readonly domains: JsonObject | undefined;
  readonly children: Children;
  readonly logs: JsonObject | undefined;
  /** By the key of the grant. */
  readonly grants: Readonly<Record<string, JsonObject | undefined>>;
}

/** What a registry is written into: what of it refers to nothing is left out. */
export interface Surroundings {
  readonly networks: readonly NetworkKey[];
  readonly identities: readonly string[];
  readonly vaults: readonly string[];
  readonly workspaces: readonly string[];
  /** As they are referred to. */
  readonly certificates: readonly string[];
  readonly dnsZones: readonly string[];
  /** Where the registry is, by its group. */
  homeOf(common: JsonObject): string;
}

export function registry(reach: Reach): fc.Arbitrary<RegistryParts> {
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
    endpoints: fc.record({ 'vnet-hub': maybe(endpoint(reach)), 'vnet-spoke': maybe(endpoint(reach)) }),
    replications: where<RegistryParts['replications']>(reach.replicas, replications(), {}),
    approvals: where<JsonObject>(reach.others, approvals(), {}),
    identity: where<JsonObject | undefined>(reach.identities, maybe(identity()), undefined),
    encryption: where<JsonObject | undefined>(reach.keys, maybe(encryption()), undefined),
    domains: where<JsonObject | undefined>(reach.domains, maybe(domains(reach)), undefined),
    children: where(reach.children, children(), NO_CHILDREN),
    logs: where<JsonObject | undefined>(reach.logs, maybe(logs()), undefined),
    grants: where<RegistryParts['grants']>(reach.identities, grants(), {}),
  });
}

function endpoint(reach: Reach): fc.Arbitrary<JsonObject> {
  const keepers = [
    'zoneGroup',
    ...(reach.records ? ['records', 'external'] : []),
    ...(reach.others ? ['policy'] : []),
  ];
  return entry(
    {},
    {
      tags: tags(),
      resourceGroup: fc.constant('rg-b'),
      isNamed: fc.constant(true),
      ...(keepers.length > 1 && { manage: fc.constantFrom(...keepers) }),
      ...(reach.staticIps && { isStatic: fc.constant(true) }),
      ...(reach.others && {
        asking: entry({ approval: fc.constant('manual') }, { requestMessage: fc.constant('ticket 4711') }),
      }),
    },
  );
}

function replications(): fc.Arbitrary<RegistryParts['replications']> {
  const settings = {
    globalRouting: fc.boolean(),
    zoneRedundancy: fc.boolean(),
    tags: tags(),
    protect: fc.boolean(),
  };
  return fc.record({
    northamerica: maybe(entry({ location: fc.constant('canadacentral') }, settings)),
    uksouth: maybe(entry({}, settings)),
    norwayeast: maybe(entry({}, settings)),
  });
}

const OTHERS = '/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups';

function approvals(): fc.Arbitrary<JsonObject> {
  const rule = (endpoints: readonly string[]) =>
    entry(
      { endpoints: fc.constant([...endpoints]), decision: fc.constantFrom('approve', 'reject') },
      { description: fc.constant('as agreed') },
    );
  return entry(
    {},
    {
      build: rule([`${OTHERS}/rg-build/providers/Microsoft.Network/privateEndpoints/*`]),
      test: rule([`${OTHERS}/rg-test/providers/Microsoft.Network/privateEndpoints/one`, `${OTHERS}/rg-x/*`]),
    },
  );
}

function identity(): fc.Arbitrary<JsonObject> {
  return entry({ user: fc.subarray(['builder', 'images-cmk']) }, { system: fc.boolean() });
}

function encryption(): fc.Arbitrary<JsonObject> {
  return entry(
    {
      vault: fc.constantFrom('kv-images', 'kv-other'),
      as: fc.constantFrom('builder', 'images-cmk', 'system'),
    },
    // manual needs a version, which is only known of a key that is there.
    { rotation: fc.constant('auto'), grant: fc.constantFrom('manage', 'external') },
  );
}

function domains(reach: Reach): fc.Arbitrary<JsonObject> {
  const vault = fc.constantFrom('kv-images', 'kv-other');
  return entry(
    {
      as: fc.constantFrom('builder', 'images-cmk', 'system', 'system'),
      registry: vault,
      data: vault,
      zone: fc.constantFrom('contoso.com', 'contoso.net'),
    },
    {
      isPrinted: fc.constant(true),
      grant: fc.constantFrom('manage', 'external'),
      isolation: fc.constantFrom('shared', 'perCertificate'),
      tlsVault: fc.constant('shared'),
      // From the ticket on there is no way to a file without the names.
      onboarding: reach.keys
        ? fc.constantFrom('notRequested', 'requested', 'active')
        : fc.constant('notRequested'),
    },
  );
}

/** By section of the registry. A token names a scope map that is perhaps not there. */
type Children = Readonly<Record<'scopeMaps' | 'tokens' | 'cacheRules' | 'webhooks', Entries>>;
type Entries = Readonly<Record<string, JsonObject | undefined>>;

const NO_CHILDREN: Children = { scopeMaps: {}, tokens: {}, cacheRules: {}, webhooks: {} };

function children(): fc.Arbitrary<Children> {
  const permissions = fc.subarray(['pull', 'push', 'delete', 'readMetadata'], { minLength: 1 });
  const map = entry(
    { repositories: fc.dictionary(fc.constantFrom('team/app', 'base/*'), permissions, { minKeys: 1 }) },
    {},
  );
  const token = entry(
    { scopeMap: fc.constantFrom('builders', 'readers', '_repositories_pull') },
    { enabled: fc.boolean(), protect: fc.boolean() },
  );
  const source = fc.constantFrom('ghcr.io/team/app', 'quay.io/team/app');
  const rule = (targetRepository: string) =>
    entry({ sourceRepository: source, targetRepository: fc.constant(targetRepository) }, {});
  const hook = entry(
    {
      serviceUri: fc.constantFrom('https://hooks.contoso.com/one', 'https://hooks.contoso.com/two'),
      actions: fc.subarray(['push', 'delete', 'chartPush'], { minLength: 1 }),
    },
    {
      scope: fc.constantFrom('', 'team/app:*'),
      enabled: fc.boolean(),
      version: fc.integer({ min: 1, max: 3 }),
      customHeaders: fc.constant({ 'X-Source': 'registry' }),
      tags: tags(),
    },
  );
  return fc.record({
    scopeMaps: fc.record({ builders: maybe(map), readers: maybe(map) }),
    tokens: fc.record({ 'build-machine': maybe(token), 'edge-site': maybe(token) }),
    cacheRules: fc.record({ first: maybe(rule('cached/first')), second: maybe(rule('cached/second')) }),
    webhooks: fc.record({ onpush: maybe(hook), ondelete: maybe(hook) }),
  });
}

/** To one of two workspaces. */
function logs(): fc.Arbitrary<JsonObject> {
  return entry(
    {
      workspace: fc.constantFrom('logs', 'more-logs'),
      categories: fc.subarray(['ContainerRegistryLoginEvents', 'ContainerRegistryRepositoryEvents'], {
        minLength: 1,
      }),
    },
    {},
  );
}

/** Each key has a role of its own, so that no grant stands twice. */
function grants(): fc.Arbitrary<RegistryParts['grants']> {
  const grant = (role: string) =>
    maybe(
      entry(
        { role: fc.constant(role), to: fc.constantFrom('builder', 'images-cmk', PRINCIPAL) },
        { protect: fc.boolean() },
      ),
    );
  return fc.record({
    pull: grant('AcrPull'),
    push: grant('AcrPush'),
    read: grant('acdd72a7-3385-48ef-bd42-f606fba81ae7'),
  });
}

const PRINCIPAL = '11111111-2222-3333-4444-555555555555';

/** What only Premium has stands at no other; a registry that is opened says that its export is on. */
export function registryEntry(name: string, parts: RegistryParts, around: Surroundings): JsonObject {
  const { sku, access, ranges, premium, policies, approvals: rules } = parts;
  const common: JsonObject = {
    ...parts.common,
    sku,
    ...identityParts(parts, around),
    ...childParts(parts),
    ...logParts(parts.logs, around),
  };
  if (sku !== 'Premium')
    return { ...common, policies: { export: true }, network: { publicAccess: 'enabled' } };
  const replicas = Object.fromEntries(present(parts.replications));
  const endpoints = endpointEntries(name, parts, around);
  const { dataEndpoints, ...rest } = premium;
  const encrypted = { ...common, ...encryptionParts(parts.encryption, common, around) };
  const named = { ...encrypted, ...domainParts(name, parts, encrypted, around) };
  const hasData = Object.keys(endpoints).length > 0 || 'customDomains' in named || dataEndpoints;
  return {
    ...named,
    ...(Object.keys(replicas).length > 0 && { replications: replicas }),
    policies: { ...policies, export: access !== 'disabled' },
    network: {
      ...rest,
      publicAccess: access,
      ...(access === 'selected' && { allowedIpRanges: ranges }),
      ...((dataEndpoints !== undefined || 'customDomains' in named) && { dataEndpoints: hasData }),
      privateEndpoints: endpoints,
      ...(Object.keys(rules).length > 0 && { approvals: rules }),
    },
  };
}

function childParts({ children: wanted }: RegistryParts): JsonObject {
  const maps = Object.fromEntries(present(wanted.scopeMaps));
  const sections = {
    scopeMaps: maps,
    tokens: Object.fromEntries(
      present(wanted.tokens).map(([key, token]) => {
        const map = String(token['scopeMap']);
        return [key, { ...token, scopeMap: map in maps ? map : '_repositories_pull' }] as const;
      }),
    ),
    cacheRules: Object.fromEntries(present(wanted.cacheRules)),
    webhooks: Object.fromEntries(present(wanted.webhooks)),
  };
  return Object.fromEntries(Object.entries(sections).filter(([, each]) => Object.keys(each).length > 0));
}

function identityParts({ identity: own, grants: wanted }: RegistryParts, around: Surroundings): JsonObject {
  const isKnown = (key: Json) => around.identities.includes(String(key));
  const user = ((own?.['user'] ?? []) as readonly Json[]).filter(isKnown);
  const system = own?.['system'];
  const given = {
    ...(user.length > 0 && { user }),
    ...(system !== undefined && { system }),
  };
  const granted = present(wanted).flatMap(([key, { to = '', ...rest }]) => {
    const who: JsonObject = to === PRINCIPAL ? { principalId: to, principalType: 'group' } : { identity: to };
    return to === PRINCIPAL || isKnown(to) ? [[key, { ...rest, ...who }] as const] : [];
  });
  return {
    ...(Object.keys(given).length > 0 && { identity: given }),
    ...(granted.length > 0 && { roleAssignments: Object.fromEntries(granted) }),
  };
}

function logParts(wanted: JsonObject | undefined, around: Surroundings): JsonObject {
  if (wanted === undefined || !around.workspaces.includes(String(wanted['workspace']))) return {};
  return { diagnostics: { audit: wanted } };
}

/** The registry has the identity that it reaches its key with. */
function encryptionParts(
  wanted: JsonObject | undefined,
  { identity: own }: JsonObject,
  around: Surroundings,
): JsonObject {
  if (wanted === undefined) return {};
  const { vault, as, ...rest } = wanted;
  if (!around.vaults.includes(String(vault))) return {};
  const identity = identityWith(as ?? '', own, around);
  if (identity === undefined) return {};
  return { identity, encryption: { key: `${String(vault)}/registry`, identity: as ?? '', ...rest } };
}

/** What a registry has as identities, and the one that it needs; undefined where that is not there. */
function identityWith(as: Json, own: Json | undefined, around: Surroundings): JsonObject | undefined {
  if (as !== 'system' && !around.identities.includes(String(as))) return undefined;
  const { user = [], system } = (own ?? {}) as { readonly user?: readonly Json[]; readonly system?: Json };
  const users = as === 'system' ? user : [...new Set([...user, as])];
  return {
    ...(users.length > 0 && { user: users }),
    ...(as === 'system' ? { system: true } : system !== undefined && { system }),
  };
}

/** One name for the registry and one for each of its regions, in a zone of the file where it has that. */
function domainParts(
  name: string,
  { domains: wanted, common, replications: replicas }: RegistryParts,
  { identity: own }: JsonObject,
  around: Surroundings,
): JsonObject {
  if (wanted === undefined) return {};
  const { as = '', registry: first, data, zone, isPrinted, ...rest } = wanted;
  const identity = identityWith(as, own, around);
  const certificate = `${String(first)}/tls`;
  const ofData = `${String(data)}/tls`;
  if (identity === undefined || ![certificate, ofData].every((each) => around.certificates.includes(each)))
    return {};
  const regions = present(replicas).map(([region, { location }]) => String(location ?? region));
  const host = (label: string) => `${label}.${String(zone)}`;
  const label = name.toLowerCase();
  return {
    identity,
    customDomains: {
      ...rest,
      identity: as,
      dns: isPrinted === undefined && around.dnsZones.includes(String(zone)) ? String(zone) : 'external',
      registry: { host: host(label), certificate },
      data: Object.fromEntries(
        [around.homeOf(common), ...regions].map((region) => [
          region,
          { host: host(`${label}-${region}`), certificate: ofData },
        ]),
      ),
    },
  };
}

function endpointEntries(name: string, parts: RegistryParts, around: Surroundings): JsonObject {
  const led = NETWORKS.filter((key) => around.networks.includes(key));
  return Object.fromEntries(
    led.flatMap((key) => {
      const wanted = parts.endpoints[key];
      if (wanted === undefined) return [];
      const { isNamed, isStatic, manage, asking, ...each } = wanted;
      const isKept = manage !== 'external' && manage !== 'policy';
      const written: JsonObject = {
        ...each,
        ...(asking as JsonObject | undefined),
        ...(isNamed !== undefined && { name: `${key}-of-${name}` }),
        subnet: `${key}/endpoints`,
        dns: { ...(manage !== undefined && { manage }), ...(isKept && { zone: ZONE_OF[key] }) },
        ...(isStatic !== undefined && { staticIps: staticIps(name, key, parts, around) }),
      };
      return [[key, written]];
    }),
  );
}

/** Each registry has its own addresses, so that none is given twice. */
function staticIps(
  name: string,
  key: NetworkKey,
  { common, replications: replicas }: RegistryParts,
  around: Surroundings,
): JsonObject {
  const regions = present(replicas).map(([region, { location }]) => location ?? region);
  const members = [
    'registry',
    ...[around.homeOf(common), ...regions].map((region) => `registry_data_${region}`),
  ];
  const first = name === 'contosoimages' ? 100 : 200;
  return Object.fromEntries(members.map((member, index) => [member, `${RANGE_OF[key]}.1.${first + index}`]));
}
