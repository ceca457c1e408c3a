import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, leaves, listAt, setPath } from '../../../src/core/path.ts';
import type { ReadableType, ResourceType } from '../../../src/core/resource-type.ts';
import { differences, overlay } from '../../../src/engine/diff.ts';
import {
  FOREIGN_TYPES,
  MANAGED_TYPES,
  READ_ONLY_TYPES,
  RESOURCE_TYPES,
} from '../../../src/providers/azure/index.ts';
import { asAzureAnswers, choices, memberNames, oddBodies } from '../../arbitraries/bodies.ts';
import { ENDPOINT, LIVE, NIC, SUBNET, VNET, ZONE } from './bodies.ts';
import { LIVE_BESIDE, LIVE_FRONT } from './front-bodies.ts';

const SEQUENCES: ReadonlySet<string> = new Set(['dnsServers']);
const SUBNETS = LIVE.vnet.properties.subnets;

/** A live body of each type, with what Azure adds and what others put there. */
const SAMPLE: Readonly<Record<string, JsonObject>> = {
  'Microsoft.Resources/resourceGroups': LIVE.group,
  'Microsoft.Network/virtualNetworks': LIVE.vnet,
  'Microsoft.Network/virtualNetworks/subnets': SUBNETS[0],
  'Microsoft.ContainerRegistry/registries': LIVE.registry,
  'Microsoft.Network/privateEndpoints': LIVE.endpoint,
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': LIVE.zoneGroup,
  'Microsoft.Network/privateDnsZones': LIVE.zone,
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': LIVE.link,
  'Microsoft.Network/privateDnsZones/A': LIVE.record,
  'Microsoft.Network/dnsZones': LIVE.dnsZone,
  'Microsoft.Network/dnsZones/CNAME': LIVE.cname,
  'Microsoft.Network/dnsZones/A': LIVE_FRONT.alias,
  'Microsoft.Network/publicIPAddresses': LIVE_FRONT.publicAddress,
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies': LIVE_FRONT.wafPolicy,
  'Microsoft.Network/applicationGateways': LIVE_FRONT.gateway,
  'Microsoft.Network/trafficManagerProfiles': LIVE_FRONT.profile,
  'Microsoft.Network/trafficManagerProfiles/azureEndpoints': LIVE_FRONT.endpoint,
  'Microsoft.OperationalInsights/workspaces': LIVE_BESIDE.workspace,
  'Microsoft.Insights/diagnosticSettings': LIVE_BESIDE.setting,
  'Microsoft.Authorization/locks': LIVE_BESIDE.lock,
  'Microsoft.Security/pricings': LIVE_BESIDE.pricing,
  'Microsoft.ContainerRegistry/registries/replications': LIVE.replication,
  'Microsoft.ContainerRegistry/registries/scopeMaps': LIVE.scopeMap,
  'Microsoft.ContainerRegistry/registries/tokens': LIVE.token,
  'Microsoft.ContainerRegistry/registries/credentialSets': LIVE.credentialSet,
  'Microsoft.ContainerRegistry/registries/cacheRules': LIVE.cacheRule,
  'Microsoft.ContainerRegistry/registries/webhooks': LIVE.webhook,
  'Microsoft.ContainerRegistry/registries/privateEndpointConnections': LIVE.connection,
  'Microsoft.ManagedIdentity/userAssignedIdentities': LIVE.identity,
  'Microsoft.Authorization/roleAssignments': LIVE.roleAssignment,
  'Microsoft.KeyVault/vaults': LIVE.vault,
  'Microsoft.KeyVault/vaults/keys': LIVE.vaultKey,
  'Microsoft.KeyVault/vaults/secrets': LIVE.vaultSecret,
  'Microsoft.KeyVault/vaults/accessPolicies': LIVE.accessPolicy,
  'Microsoft.Resources/providers': LIVE.provider,
  'Microsoft.Network/networkInterfaces': {
    id: NIC,
    location: 'westeurope',
    properties: {
      provisioningState: 'Succeeded',
      ipConfigurations: ['registry', 'registry_data_westeurope'].map((member, at) => ({
        name: member,
        properties: {
          privateIPAddress: `10.20.1.${4 + at}`,
          subnet: { id: SUBNET },
          privateLinkConnectionProperties: {
            groupId: 'registry',
            requiredMemberName: member,
            fqdns: [`${member}.azurecr.io`, 'b'],
          },
        },
      })),
      privateEndpoint: { id: ENDPOINT },
    },
  },
};

const ALL: readonly ReadableType[] = [...MANAGED_TYPES, ...FOREIGN_TYPES, ...READ_ONLY_TYPES];
function sampleOf({ type }: ReadableType): JsonObject {
  const sample = SAMPLE[type];
  if (sample === undefined) throw new Error(`There is no sample of ${type}.`);
  return sample;
}
function ownedByEntry({ type }: ReadableType): readonly string[] {
  return [...MANAGED_TYPES, ...FOREIGN_TYPES].find((each) => each.type === type)?.ownedByEntry ?? [];
}

/** Of an entry of a list that is owned entry by entry, all is asked for that acrctl would. */
function withWholeEntries(type: ReadableType, asked: JsonObject): JsonObject {
  return ownedByEntry(type).reduce<JsonObject>((body, list) => {
    const whole = listAt(body, list).map((entry) => {
      const name = String(getPath(entry, 'name'));
      return overlay(
        (getPath(sampleOf(type), `${list}[name=${name}]`) ?? {}) as JsonObject,
        entry as JsonObject,
      );
    });
    return whole.length === 0 ? body : setPath(body, list, whole);
  }, asked);
}

/** Members that are Azure's wherever they stand; no comparison may see them. */
const AZURES =
  /^(etag|provisioningState|systemData|lastUpdatedTime|inventedTomorrow|resourceGuid|recordSets)$/;

describe.each(ALL.map((type) => [type.label, type] as const))('normalise of a %s', (_, type) => {
  test('takes any body, leaves it as it was, and taken twice is the same as once', () => {
    fc.assert(
      fc.property(oddBodies(sampleOf(type), Object.values(SAMPLE)), (body) => {
        const before = structuredClone(body);
        const once = type.normalise(body);
        expect(body).toEqual(before);
        expect(type.normalise(once)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  test('sees neither case of ids and places, nor order, nor what Azure adds', () => {
    fc.assert(
      fc.property(choices(), (choice) => {
        const answered = type.normalise(asAzureAnswers(sampleOf(type), SEQUENCES, choice));
        expect(answered).toEqual(type.normalise(sampleOf(type)));
        expect(JSON.stringify(answered)).toBe(JSON.stringify(type.normalise(sampleOf(type))));
        expect(memberNames(answered).filter((name) => AZURES.test(name))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('of what was asked for shows no difference to what Azure makes of it', () => {
    const sample = type.normalise(sampleOf(type));
    const asked = fc.subarray(leaves(sample).map(({ path }) => path));
    fc.assert(
      fc.property(asked, choices(), (paths, choice) => {
        const some = paths.reduce<JsonObject>(
          (body, path) => setPath(body, path, getPath(sample, path) ?? null),
          {},
        );
        const wanted = withWholeEntries(type, some);
        const live = type.normalise(asAzureAnswers(sampleOf(type), SEQUENCES, choice));
        expect(differences(type.normalise(wanted), live, ownedByEntry(type))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** What a file may come to ask for, in wire form, and somebody else may have set otherwise. */
const ASKED: Readonly<Record<string, readonly (readonly [string, Json])[]>> = {
  'Microsoft.Resources/resourceGroups': [],
  'Microsoft.Network/virtualNetworks': [
    ['properties.addressSpace.addressPrefixes', ['10.21.0.0/16', '10.20.0.0/16']],
    ['properties.dhcpOptions.dnsServers', ['10.20.0.5', '10.20.0.4']],
    ['properties.enableDdosProtection', true],
    ['properties.flowTimeoutInMinutes', 10],
  ],
  'Microsoft.Network/virtualNetworks/subnets': [
    ['properties.addressPrefix', '10.20.3.0/24'],
    ['properties.privateEndpointNetworkPolicies', 'Enabled'],
    ['properties.networkSecurityGroup', { id: `${VNET}-nsg` }],
    ['properties.delegations', [{ name: 'd', properties: { serviceName: 'Microsoft.Web/serverFarms' } }]],
  ],
  'Microsoft.ContainerRegistry/registries': [
    ['sku.name', 'Standard'],
    ['properties.adminUserEnabled', true],
    ['properties.networkRuleSet.ipRules', [{ action: 'Allow', value: '198.51.100.7/32' }]],
    ['properties.networkRuleSet.defaultAction', 'Allow'],
    ['properties.publicNetworkAccess', 'Disabled'],
    ['properties.policies.retentionPolicy', { days: 30, status: 'enabled' }],
    ['properties.policies.exportPolicy.status', 'disabled'],
    ['properties.dataEndpointEnabled', false],
    ['identity.userAssignedIdentities', { [`${VNET}/userAssignedIdentities/Ours`]: {} }],
  ],
  'Microsoft.Network/privateEndpoints': [],
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': [
    [
      'properties.privateDnsZoneConfigs',
      [
        { name: 'a', properties: { privateDnsZoneId: ZONE } },
        { name: 'b', properties: { privateDnsZoneId: `${ZONE}.other` } },
      ],
    ],
  ],
  'Microsoft.Network/privateDnsZones': [],
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': [
    ['properties.resolutionPolicy', 'NxDomainRedirect'],
  ],
  'Microsoft.Network/privateDnsZones/A': [
    ['properties.ttl', 60],
    ['properties.aRecords', [{ ipv4Address: '10.20.1.9' }]],
    ['properties.metadata["acrctl-stack"]', 'test'],
  ],
  'Microsoft.Network/dnsZones': [],
  'Microsoft.Network/dnsZones/CNAME': [
    ['properties.TTL', 60],
    ['properties.CNAMERecord.cname', 'another.azurecr.io'],
    ['properties.metadata["acrctl-stack"]', 'test'],
  ],
  'Microsoft.Network/dnsZones/A': [
    ['properties.TTL', 60],
    ['properties.metadata["acrctl-stack"]', 'test'],
  ],
  'Microsoft.Network/publicIPAddresses': [['properties.idleTimeoutInMinutes', 10]],
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies': [
    ['properties.policySettings.mode', 'Detection'],
    ['properties.customRules[name=PullOnly].priority', 50],
    ['properties.managedRules.managedRuleSets', [{ ruleSetType: 'OWASP', ruleSetVersion: '3.2' }]],
  ],
  'Microsoft.Network/applicationGateways': [
    ['properties.autoscaleConfiguration.maxCapacity', 20],
    ['properties.probes[name=registry].properties.path', '/v2'],
    ['properties.httpListeners[name=data].properties.hostName', 'layers.contoso.com'],
    [
      'properties.rewriteRuleSets[name=registry].properties.rewriteRules[name=login].conditions[variable=http_resp_Location].pattern',
      'x',
    ],
    ['identity.userAssignedIdentities', { [`${VNET}/userAssignedIdentities/Ours`]: {} }],
  ],
  'Microsoft.Network/trafficManagerProfiles': [
    ['properties.trafficRoutingMethod', 'Weighted'],
    ['properties.dnsConfig', { relativeName: 'other', ttl: 30 }],
  ],
  'Microsoft.Network/trafficManagerProfiles/azureEndpoints': [['properties.weight', 7]],
  'Microsoft.OperationalInsights/workspaces': [['properties.retentionInDays', 30]],
  'Microsoft.Insights/diagnosticSettings': [['properties.workspaceId', `${VNET}/workspaces/other`]],
  'Microsoft.Authorization/locks': [['properties.level', 'ReadOnly']],
  'Microsoft.ContainerRegistry/registries/replications': [['properties.regionEndpointEnabled', false]],
  'Microsoft.ContainerRegistry/registries/scopeMaps': [
    ['properties.description', 'Other words'],
    ['properties.actions', ['repositories/foo/content/read', 'repositories/bar/content/read']],
  ],
  'Microsoft.ContainerRegistry/registries/tokens': [
    ['properties.status', 'disabled'],
    ['properties.scopeMapId', `${VNET}/scopeMaps/other`],
  ],
  'Microsoft.ContainerRegistry/registries/credentialSets': [
    [
      'properties.authCredentials[name=Credential1].passwordSecretIdentifier',
      'https://kv-other.vault.azure.net/secrets/password',
    ],
    ['identity.type', 'None'],
  ],
  'Microsoft.ContainerRegistry/registries/cacheRules': [
    ['properties.credentialSetResourceId', `${VNET}/credentialSets/other`],
  ],
  'Microsoft.ContainerRegistry/registries/webhooks': [
    ['properties.status', 'disabled'],
    ['properties.scope', 'team/app'],
    ['properties.actions', ['push', 'delete']],
    ['tags["acrctl-webhook"]', 'from HOOK_URI; version 2'],
  ],
  'Microsoft.ManagedIdentity/userAssignedIdentities': [['properties.isolationScope', 'Regional']],
  'Microsoft.Authorization/roleAssignments': [['properties.description', 'acrctl-stack=test']],
  'Microsoft.KeyVault/vaults': [
    ['properties.sku.name', 'premium'],
    ['properties.enableRbacAuthorization', true],
    ['properties.enablePurgeProtection', true],
    ['properties.publicNetworkAccess', 'Disabled'],
    ['properties.networkAcls.bypass', 'None'],
    ['properties.networkAcls.defaultAction', 'Allow'],
    ['properties.networkAcls.ipRules', [{ value: '198.51.100.7' }]],
  ],
};

/** A setting of others in every object of the properties, which acrctl has never heard of. */
function withForeign(value: Json): Json {
  if (Array.isArray(value)) return value.map((entry: Json) => withForeign(entry));
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).map(
    ([name, inner]) => [name, isTheirs(name) ? withForeign(inner) : inner] as const,
  );
  return { ...Object.fromEntries(kept), setByOthers: 'kept' };
}

/** Objects in which Azure itself lets nobody put anything. */
function isTheirs(name: string): boolean {
  return !/^(ipRules|customDnsConfigs|networkInterfaces|ipConfigurations?|recordSets|privateEndpoints|privateLinkServiceConnectionState|credentialHealth|systemData)$/.test(
    name,
  );
}

describe.each(RESOURCE_TYPES.map((type) => [type.label, type] as const))('a write of a %s', (_, type) => {
  const inputs = fc.record({
    asked: fc.subarray([...(ASKED[type.type] ?? [])]),
    tags: fc.dictionary(fc.constantFrom('owner', 'Team', 'new'), fc.constantFrom('a', 'b'), { maxKeys: 3 }),
    choice: choices(),
  });

  test('brings what was asked for, keeps what others set, and then nothing differs (I-09, I-19)', () => {
    fc.assert(
      fc.property(inputs, ({ asked, tags, choice }) => {
        const sample = sampleOf(type);
        const foreign = { ...sample, properties: withForeign(sample['properties'] ?? {}) };
        const live = asAzureAnswers(foreign, SEQUENCES, choice);
        const some = asked.reduce<JsonObject>((body, [path, value]) => setPath(body, path, value), {
          ...(type.mark === 'tags' && { tags }),
        });
        const desired = withWholeEntries(type, some);
        const wanted = type.normalise(desired);
        const paths = differences(wanted, type.normalise(live), type.ownedByEntry);
        fc.pre(paths.length > 0 && !isContrary(asked));
        const { method, body } = type.update({ id: String(sample['id']), live, desired, paths, removed: [] });
        const written = method === 'PUT' ? body : merged(live, body);
        expect(differences(wanted, type.normalise(written), type.ownedByEntry)).toEqual([]);
        for (const { path, value } of leaves(live)) {
          if (isKept(type, path, asked)) expect([path, getPath(written, path)]).toEqual([path, value]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

/** Closed, and everybody let in: no file says that, and what is closed counts as letting nobody in. */
function isContrary(asked: readonly (readonly [string, Json])[]): boolean {
  const paths = asked.map(([path]) => path);
  return ['properties.publicNetworkAccess', 'properties.networkRuleSet.defaultAction'].every((path) =>
    paths.includes(path),
  );
}

/** Whether a leaf of a live body is somebody else's and must survive: foreign settings, and tags of other names. */
function isKept(type: ResourceType, path: string, asked: readonly (readonly [string, Json])[]): boolean {
  if (/^tags\.(?!owner$|Team$|team$|new$)/.test(path)) return type.mark === 'tags';
  // A zone holds nothing but tags, and its properties are counters. What an alias leads to is no setting beside a name.
  if (!path.includes('setByOthers') || /^(private|public) DNS zone$/.test(type.label)) return false;
  if (path.startsWith('properties.targetResource')) return false;
  return !asked.some(([written]) => isAtOrBelow(path, written));
}

/** PATCH as ARM does it: objects are merged, null takes out, lists and the map of tags are replaced. */
function merged(live: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...live };
  for (const [name, value] of Object.entries(patch)) {
    const old = live[name];
    if (value === null) delete result[name];
    else
      result[name] = name !== 'tags' && isJsonObject(value) && isJsonObject(old) ? merged(old, value) : value;
  }
  return result;
}
