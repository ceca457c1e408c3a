import { AuthorizationManagementClient } from '@azure/arm-authorization';
import { DnsManagementClient } from '@azure/arm-dns';
import { KeyVaultManagementClient } from '@azure/arm-keyvault';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { type ApplicationGateway, NetworkManagementClient } from '@azure/arm-network';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { ResourceManagementClient } from '@azure/arm-resources';
import { afterEach, describe, expect, it } from 'vitest';
import { resourceTypes } from '../../../src/emulator/types/index.ts';
import { FOREIGN_TYPES, MANAGED_TYPES, READ_ONLY_TYPES } from '../../../src/providers/azure/index.ts';
import {
  dnsZone,
  endpoint,
  endpointBody,
  group,
  homeReplica,
  identity,
  link,
  linkBody,
  network,
  networkBody,
  registry,
  registryBody,
  replica,
  subnet,
  subscription,
  zone,
  zoneBody,
  zoneGroup,
} from '../../emulator/arm.ts';
import {
  gateway,
  gatewayBody,
  gatewayNetworkBody,
  policyBody,
  publicIp,
  publicIpBody,
  wafPolicy,
} from '../../emulator/gateway.ts';
import { vault, vaultBody } from '../../emulator/vault.ts';
import { namesOf, refusalOf } from './client.ts';
import { FRONT_LIVES, frontClients } from './front-lives.ts';
import { overTls } from './over-tls.ts';

// Every type that acrctl writes or reads, and some that it does not yet, through its life with Microsoft's own clients: over TLS, signed in with a
// secret, and told of the emulator by nothing but the option `endpoint`.

const sdk = overTls();
const RG = 'rg-images';
const ZONE = 'privatelink.azurecr.io';

function clients() {
  const at = [sdk.credential, subscription, sdk.options] as const;
  return {
    grants: new AuthorizationManagementClient(...at),
    identities: new ManagedServiceIdentityClient(...at),
    keyVaults: new KeyVaultManagementClient(...at),
    networks: new NetworkManagementClient(...at),
    dns: new PrivateDnsManagementClient(...at),
    publicDns: new DnsManagementClient(...at),
    resources: new ResourceManagementClient(...at),
    ...frontClients(...at),
  };
}

/** The life of one object. */
interface Life {
  readonly id: string;
  /** Made before by somebody else, in this order. */
  readonly needs: readonly (readonly [id: string, body: unknown])[];
  /** Does with the client all that the type has, and looks at what it gets. */
  live(client: ReturnType<typeof clients>): Promise<void>;
}

const GROUP = [group, { location: 'westeurope' }] as const;
const NETWORK = [network, networkBody] as const;
const REGISTRY = [registry, registryBody] as const;
const ZONE_THERE = [zone, zoneBody] as const;
const ENDPOINT = [endpoint, endpointBody()] as const;
const GRANT = 'aaaaaaaa-0000-4000-a000-000000000001';
const PULL = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`;
const DNS_ZONE = 'contoso.com';
const TAGS = { owner: 'platform' };

/** By type, as MANAGED_TYPES names it. */
const LIVES: Readonly<Record<string, Life>> = {
  ...FRONT_LIVES,
  'Microsoft.Resources/resourceGroups': {
    id: group,
    needs: [],
    live: async ({ resources: { resourceGroups } }) => {
      const made = await resourceGroups.createOrUpdate(RG, { location: 'westeurope' });
      expect(await resourceGroups.checkExistence(RG)).toEqual({ body: true });
      expect(await resourceGroups.get(RG)).toEqual(made);
      expect(await resourceGroups.update(RG, { tags: TAGS })).toEqual({ ...made, tags: TAGS });
      const filter = "tagName eq 'owner' and tagValue eq 'platform'";
      expect(await namesOf(resourceGroups.list({ filter }))).toEqual([RG]);
      await resourceGroups.beginDeleteAndWait(RG);
      expect(await resourceGroups.checkExistence(RG)).toEqual({ body: false });
    },
  },
  'Microsoft.Network/virtualNetworks': {
    id: network,
    needs: [GROUP],
    live: async ({ networks: { virtualNetworks } }) => {
      const body = { location: 'westeurope', addressSpace: { addressPrefixes: ['10.20.0.0/16'] } };
      const made = await virtualNetworks.beginCreateOrUpdateAndWait(RG, 'hub', body);
      expect(await virtualNetworks.get(RG, 'hub')).toEqual(made);
      expect((await virtualNetworks.updateTags(RG, 'hub', { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(virtualNetworks.list(RG))).toEqual(['hub']);
      await virtualNetworks.beginDeleteAndWait(RG, 'hub');
      expect(await refusalOf(virtualNetworks.get(RG, 'hub'))).toBe('404 ResourceNotFound');
    },
  },
  'Microsoft.Network/virtualNetworks/subnets': {
    id: subnet,
    needs: [GROUP, [network, { ...networkBody, properties: { ...networkBody.properties, subnets: [] } }]],
    live: async ({ networks: { subnets } }) => {
      const at = [RG, 'hub', 'endpoints'] as const;
      const made = await subnets.beginCreateOrUpdateAndWait(...at, { addressPrefix: '10.20.1.0/24' });
      expect(made).toMatchObject({ id: subnet, addressPrefix: '10.20.1.0/24' });
      expect(await subnets.get(...at)).toEqual(made);
      expect(await namesOf(subnets.list(RG, 'hub'))).toEqual(['endpoints']);
      await subnets.beginDeleteAndWait(...at);
      expect(await namesOf(subnets.list(RG, 'hub'))).toEqual([]);
    },
  },
  'Microsoft.Network/networkInterfaces': {
    id: `${group}/providers/Microsoft.Network/networkInterfaces/web`,
    needs: [GROUP, NETWORK],
    live: async ({ networks: { networkInterfaces } }) => {
      const made = await networkInterfaces.beginCreateOrUpdateAndWait(RG, 'web', {
        location: 'westeurope',
        ipConfigurations: [{ name: 'first', subnet: { id: subnet } }],
      });
      expect(made.ipConfigurations?.map(({ privateIPAddress }) => privateIPAddress)).toEqual(['10.20.1.4']);
      expect(await networkInterfaces.get(RG, 'web')).toEqual(made);
      expect((await networkInterfaces.updateTags(RG, 'web', { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(networkInterfaces.list(RG))).toEqual(['web']);
      await networkInterfaces.beginDeleteAndWait(RG, 'web');
      expect(await namesOf(networkInterfaces.list(RG))).toEqual([]);
    },
  },
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies': {
    id: wafPolicy,
    needs: [GROUP],
    live: async ({ networks: { webApplicationFirewallPolicies: policies } }) => {
      const { location, properties } = policyBody;
      await policies.createOrUpdate(RG, 'front', { location, ...properties });
      // The client waits for nothing here; looking twice is enough.
      await policies.get(RG, 'front');
      const made = await policies.get(RG, 'front');
      expect(made).toMatchObject({ provisioningState: 'Succeeded', policySettings: { mode: 'Prevention' } });
      expect(await policies.createOrUpdate(RG, 'front', made)).toEqual(made);
      expect((await policies.createOrUpdate(RG, 'front', { ...made, tags: TAGS })).tags).toEqual(TAGS);
      await policies.get(RG, 'front');
      await policies.get(RG, 'front');
      expect(await namesOf(policies.list(RG))).toEqual(['front']);
      await policies.beginDeleteAndWait(RG, 'front');
      expect(await namesOf(policies.list(RG))).toEqual([]);
    },
  },
  'Microsoft.Network/applicationGateways': {
    id: gateway,
    needs: [GROUP, [network, gatewayNetworkBody], [publicIp, publicIpBody], [wafPolicy, policyBody]],
    live: async ({ networks: { applicationGateways } }) => {
      const made = await applicationGateways.beginCreateOrUpdateAndWait(RG, 'front', plainGateway());
      expect(made).toMatchObject({ provisioningState: 'Succeeded', operationalState: 'Running' });
      expect(await applicationGateways.get(RG, 'front')).toEqual(made);
      expect((await applicationGateways.updateTags(RG, 'front', { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(applicationGateways.list(RG))).toEqual(['front']);
      await applicationGateways.beginDeleteAndWait(RG, 'front');
      expect(await namesOf(applicationGateways.list(RG))).toEqual([]);
    },
  },
  'Microsoft.Network/privateEndpoints': {
    id: endpoint,
    needs: [GROUP, NETWORK, REGISTRY],
    live: async ({ networks: { privateEndpoints } }) => {
      const made = await privateEndpoints.beginCreateOrUpdateAndWait(RG, 'images-hub', {
        location: 'westeurope',
        subnet: { id: subnet },
        privateLinkServiceConnections: [
          { name: 'images', privateLinkServiceId: registry, groupIds: ['registry'] },
        ],
      });
      expect(
        made.privateLinkServiceConnections?.map((each) => each.privateLinkServiceConnectionState?.status),
      ).toEqual(['Approved']);
      expect(await privateEndpoints.get(RG, 'images-hub')).toEqual(made);
      expect(await namesOf(privateEndpoints.list(RG))).toEqual(['images-hub']);
      await privateEndpoints.beginDeleteAndWait(RG, 'images-hub');
      expect(await namesOf(privateEndpoints.list(RG))).toEqual([]);
    },
  },
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': {
    id: zoneGroup,
    needs: [GROUP, NETWORK, REGISTRY, ZONE_THERE, ENDPOINT],
    live: async ({ networks: { privateDnsZoneGroups } }) => {
      const at = [RG, 'images-hub', 'default'] as const;
      const made = await privateDnsZoneGroups.beginCreateOrUpdateAndWait(...at, {
        privateDnsZoneConfigs: [{ name: 'registry', privateDnsZoneId: zone }],
      });
      expect(made.privateDnsZoneConfigs?.[0]?.recordSets).toHaveLength(2);
      expect(await privateDnsZoneGroups.get(...at)).toEqual(made);
      expect(await namesOf(privateDnsZoneGroups.list('images-hub', RG))).toEqual(['default']);
      await privateDnsZoneGroups.beginDeleteAndWait(...at);
      expect(await namesOf(privateDnsZoneGroups.list('images-hub', RG))).toEqual([]);
    },
  },
  'Microsoft.Network/privateDnsZones': {
    id: zone,
    needs: [GROUP],
    live: async ({ dns: { privateZones } }) => {
      const made = await privateZones.createOrUpdate(RG, ZONE, { location: 'global' });
      expect(await privateZones.get(RG, ZONE)).toEqual(made);
      expect((await privateZones.update(RG, ZONE, { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(privateZones.listByResourceGroup(RG))).toEqual([ZONE]);
      await privateZones.delete(RG, ZONE);
      expect(await namesOf(privateZones.listByResourceGroup(RG))).toEqual([]);
    },
  },
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': {
    id: link,
    needs: [GROUP, NETWORK, ZONE_THERE],
    live: async ({ dns: { virtualNetworkLinks } }) => {
      const at = [RG, ZONE, 'hub'] as const;
      const made = await virtualNetworkLinks.createOrUpdate(...at, {
        location: linkBody.location,
        ...linkBody.properties,
      });
      expect(made).toMatchObject({ virtualNetwork: { id: network }, registrationEnabled: false });
      expect(await virtualNetworkLinks.get(...at)).toMatchObject({ virtualNetworkLinkState: 'Completed' });
      expect((await virtualNetworkLinks.update(...at, { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(virtualNetworkLinks.list(RG, ZONE))).toEqual(['hub']);
      await virtualNetworkLinks.delete(...at);
      expect(await namesOf(virtualNetworkLinks.list(RG, ZONE))).toEqual([]);
    },
  },
  'Microsoft.Network/privateDnsZones/A': {
    id: `${zone}/A/contosoimages`,
    needs: [GROUP, ZONE_THERE],
    live: async ({ dns: { recordSets } }) => {
      const at = [RG, ZONE, 'A', 'contosoimages'] as const;
      const aRecords = [{ ipv4Address: '10.20.1.5' }];
      const made = await recordSets.createOrUpdate(...at, { ttl: 3600, aRecords });
      expect(await recordSets.get(...at)).toEqual(made);
      expect(await recordSets.update(...at, { ttl: 10 })).toMatchObject({ ttl: 10, aRecords });
      expect(await namesOf(recordSets.listByType(RG, ZONE, 'A'))).toEqual(['contosoimages']);
      await recordSets.delete(...at);
      expect(await namesOf(recordSets.listByType(RG, ZONE, 'A'))).toEqual([]);
    },
  },
  'Microsoft.Network/dnsZones': {
    id: dnsZone,
    needs: [GROUP],
    live: async ({ publicDns: { zones, recordSets } }) => {
      const made = await zones.createOrUpdate(RG, DNS_ZONE, { location: 'global' });
      expect(made).toMatchObject({ zoneType: 'Public', numberOfRecordSets: 2 });
      expect(made.nameServers).toHaveLength(4);
      expect(await zones.get(RG, DNS_ZONE)).toEqual(made);
      expect((await zones.update(RG, DNS_ZONE, { tags: TAGS })).tags).toEqual(TAGS);
      const apex = await recordSets.get(RG, DNS_ZONE, '@', 'NS');
      expect(apex.nsRecords?.map(({ nsdname }) => nsdname)).toEqual(made.nameServers);
      expect(await namesOf(zones.listByResourceGroup(RG))).toEqual([DNS_ZONE]);
      expect(await namesOf(zones.list())).toEqual([DNS_ZONE]);
      await zones.beginDeleteAndWait(RG, DNS_ZONE);
      expect(await namesOf(zones.listByResourceGroup(RG))).toEqual([]);
    },
  },
  'Microsoft.Network/dnsZones/A': {
    id: `${dnsZone}/A/front`,
    needs: [GROUP, [dnsZone, zoneBody], [publicIp, publicIpBody]],
    live: async ({ publicDns: { recordSets } }) => {
      const at = [RG, DNS_ZONE, 'front', 'A'] as const;
      const targetResource = { id: publicIp };
      const made = await recordSets.createOrUpdate(...at, { ttl: 3600, targetResource });
      expect(made).toMatchObject({ fqdn: `front.${DNS_ZONE}.`, targetResource });
      expect(await recordSets.get(...at)).toEqual(made);
      expect(await recordSets.update(...at, { ttl: 60 })).toMatchObject({ ttl: 60, targetResource });
      expect(await namesOf(recordSets.listByType(RG, DNS_ZONE, 'A'))).toEqual(['front']);
      await recordSets.delete(...at);
      expect(await namesOf(recordSets.listByType(RG, DNS_ZONE, 'A'))).toEqual([]);
    },
  },
  'Microsoft.Network/publicIPAddresses': {
    id: publicIp,
    needs: [GROUP],
    live: async ({ networks }) => {
      const { publicIPAddresses } = networks;
      const at = [RG, 'front'] as const;
      const made = await publicIPAddresses.beginCreateOrUpdateAndWait(...at, {
        location: 'westeurope',
        sku: { name: 'Standard' },
        publicIPAllocationMethod: 'Static',
      });
      expect(made).toMatchObject({ provisioningState: 'Succeeded', publicIPAllocationMethod: 'Static' });
      expect(made.ipAddress).toMatch(/^\d+\./);
      expect(await publicIPAddresses.get(...at)).toEqual(made);
      expect(await publicIPAddresses.updateTags(...at, { tags: { owner: 'images' } })).toMatchObject({
        tags: { owner: 'images' },
      });
      expect(await namesOf(publicIPAddresses.list(RG))).toEqual(['front']);
      expect(await networks.checkDnsNameAvailability('westeurope', 'images')).toEqual({ available: true });
      await publicIPAddresses.beginDeleteAndWait(...at);
      expect(await namesOf(publicIPAddresses.listAll())).toEqual([]);
    },
  },
  'Microsoft.Network/dnsZones/CNAME': {
    id: `${dnsZone}/CNAME/images`,
    needs: [GROUP, [dnsZone, zoneBody]],
    live: async ({ publicDns: { recordSets } }) => {
      const at = [RG, DNS_ZONE, 'images', 'CNAME'] as const;
      const cnameRecord = { cname: 'contosoimages.azurecr.io' };
      const made = await recordSets.createOrUpdate(...at, {
        ttl: 3600,
        cnameRecord,
        metadata: { by: 'hand' },
      });
      expect(made).toMatchObject({ fqdn: `images.${DNS_ZONE}.`, cnameRecord, metadata: { by: 'hand' } });
      expect(await recordSets.get(...at)).toEqual(made);
      expect(await recordSets.update(...at, { ttl: 60 })).toMatchObject({ ttl: 60, cnameRecord });
      expect(await namesOf(recordSets.listByType(RG, DNS_ZONE, 'CNAME'))).toEqual(['images']);
      expect(await namesOf(recordSets.listByDnsZone(RG, DNS_ZONE))).toEqual(['@', '@', 'images']);
      expect(await namesOf(recordSets.listAllByDnsZone(RG, DNS_ZONE))).toEqual(['@', '@', 'images']);
      await recordSets.delete(...at);
      expect(await namesOf(recordSets.listByType(RG, DNS_ZONE, 'CNAME'))).toEqual([]);
    },
  },
  'Microsoft.ContainerRegistry/registries': {
    id: registry,
    needs: [GROUP],
    live: async ({ registries: { registries } }) => {
      const at = [RG, 'contosoimages'] as const;
      const made = await registries.create(...at, { location: 'westeurope', sku: { name: 'Premium' } });
      expect(await registries.get(...at)).toEqual(made);
      expect(await registries.update(...at, { publicNetworkAccess: 'Disabled' })).toMatchObject({
        publicNetworkAccess: 'Disabled',
      });
      expect(await namesOf(registries.listByResourceGroup(RG))).toEqual(['contosoimages']);
      await registries.delete(...at);
      expect(await namesOf(registries.listByResourceGroup(RG))).toEqual([]);
    },
  },
  'Microsoft.ContainerRegistry/registries/replications': {
    id: replica,
    needs: [GROUP, REGISTRY],
    live: async ({ registries: { replications } }) => {
      const at = [RG, 'contosoimages', 'northeurope'] as const;
      const made = await replications.create(...at, { location: 'northeurope' });
      expect(made).toMatchObject({ id: replica, provisioningState: 'Succeeded' });
      expect(await replications.get(...at)).toMatchObject({ status: { displayStatus: 'Ready' } });
      expect((await replications.update(...at, { tags: TAGS })).tags).toEqual(TAGS);
      const home = homeReplica.split('/').at(-1);
      expect(await namesOf(replications.list(RG, 'contosoimages'))).toEqual(['northeurope', home]);
      await replications.delete(...at);
      expect(await namesOf(replications.list(RG, 'contosoimages'))).toEqual([home]);
    },
  },
  'Microsoft.ContainerRegistry/registries/privateEndpointConnections': {
    id: `${registry}/privateEndpointConnections/*`,
    needs: [GROUP, NETWORK, REGISTRY, [endpoint, endpointBody({ manual: true })]],
    live: async ({ registries: { privateEndpointConnections } }) => {
      const [name = ''] = await namesOf(privateEndpointConnections.list(RG, 'contosoimages'));
      const at = [RG, 'contosoimages', name] as const;
      const pending = await privateEndpointConnections.get(...at);
      expect(pending.privateLinkServiceConnectionState?.status).toBe('Pending');
      const approved = await privateEndpointConnections.createOrUpdate(...at, {
        privateLinkServiceConnectionState: { status: 'Approved', description: 'fine' },
      });
      expect(approved.privateLinkServiceConnectionState?.status).toBe('Approved');
      await privateEndpointConnections.delete(...at);
      expect(await namesOf(privateEndpointConnections.list(RG, 'contosoimages'))).toEqual([]);
    },
  },
  'Microsoft.ManagedIdentity/userAssignedIdentities': {
    id: identity,
    needs: [GROUP],
    live: async ({ identities: { userAssignedIdentities } }) => {
      const made = await userAssignedIdentities.createOrUpdate(RG, 'puller', { location: 'westeurope' });
      expect(await userAssignedIdentities.get(RG, 'puller')).toEqual(made);
      expect((await userAssignedIdentities.update(RG, 'puller', { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(userAssignedIdentities.listByResourceGroup(RG))).toEqual(['puller']);
      await userAssignedIdentities.delete(RG, 'puller');
      expect(await namesOf(userAssignedIdentities.listByResourceGroup(RG))).toEqual([]);
    },
  },
  'Microsoft.Authorization/roleAssignments': {
    id: `${registry}/providers/Microsoft.Authorization/roleAssignments/${GRANT}`,
    needs: [GROUP, REGISTRY],
    live: async ({ grants: { roleAssignments } }) => {
      const made = await roleAssignments.create(registry, GRANT, {
        roleDefinitionId: PULL,
        principalId: '11111111-2222-3333-4444-555555555555',
        principalType: 'ServicePrincipal',
      });
      expect(made.scope).toBe(registry);
      expect((await roleAssignments.get(registry, GRANT)).id).toBe(made.id);
      expect(await namesOf(roleAssignments.listForScope(registry))).toEqual([GRANT]);
      await roleAssignments.delete(registry, GRANT);
      expect(await namesOf(roleAssignments.listForScope(registry))).toEqual([]);
    },
  },
  'Microsoft.KeyVault/vaults': {
    id: vault,
    needs: [GROUP],
    live: async ({ keyVaults: { vaults } }) => {
      const at = [RG, 'kv-images'] as const;
      const { location, properties } = vaultBody();
      const body = {
        location,
        properties: { ...properties, sku: { family: 'A', name: 'standard' } },
      } as const;
      const made = await vaults.createOrUpdate(...at, body, { updateIntervalInMs: 0 });
      expect(await vaults.get(...at)).toEqual(made);
      expect((await vaults.update(...at, { tags: TAGS })).tags).toEqual(TAGS);
      expect(await namesOf(vaults.listByResourceGroup(RG))).toEqual(['kv-images']);
      await vaults.delete(...at);
      expect(await namesOf(vaults.listByResourceGroup(RG))).toEqual([]);
      expect(await namesOf(vaults.listDeleted())).toEqual(['kv-images']);
    },
  },
  'Microsoft.KeyVault/vaults/keys': {
    id: `${vault}-of-keys/keys/registry`,
    needs: [GROUP, [`${vault}-of-keys`, vaultBody()]],
    live: async ({ keyVaults: { keys } }) => {
      const at = [RG, 'kv-images-of-keys', 'registry'] as const;
      const made = await keys.createIfNotExist(...at, { properties: { kty: 'RSA' } });
      expect(await keys.createIfNotExist(...at, { properties: { kty: 'EC' } })).toEqual(made);
      expect(await keys.get(...at)).toEqual(made);
      expect(await namesOf(keys.list(RG, 'kv-images-of-keys'))).toEqual(['registry']);
    },
  },
  'Microsoft.KeyVault/vaults/secrets': {
    id: `${vault}-of-secrets/secrets/images`,
    needs: [GROUP, [`${vault}-of-secrets`, vaultBody()]],
    live: async ({ keyVaults: { secrets } }) => {
      const at = [RG, 'kv-images-of-secrets', 'images'] as const;
      const made = await secrets.createOrUpdate(...at, { properties: { value: 'one' } });
      expect(await secrets.get(...at)).toEqual(made);
      const next = await secrets.createOrUpdate(...at, { properties: { value: 'two' } });
      expect(next.properties.secretUriWithVersion).not.toBe(made.properties.secretUriWithVersion);
      expect((await secrets.update(...at, { tags: { a: 'b' } })).tags).toEqual({ a: 'b' });
      expect(await namesOf(secrets.list(RG, 'kv-images-of-secrets'))).toEqual(['images']);
    },
  },
};

const NAMED = [...MANAGED_TYPES, ...FOREIGN_TYPES, ...READ_ONLY_TYPES].map(({ type }) => type);
/**
 * They have no objects, so tests of their own: resources.test.ts registers and reads, key-vault.test.ts adds to the list of a
 * vault, and every subscription has its pricings.
 */
const WITHOUT_OBJECTS = [
  'Microsoft.Resources/providers',
  'Microsoft.KeyVault/vaults/accessPolicies',
  'Microsoft.Security/pricings',
];

afterEach(async () => {
  await sdk.arm.finish(await sdk.arm.remove(group));
});

describe('with the official clients over TLS, on a token for a secret', () => {
  it.each(Object.entries(LIVES))(
    '%s is made, read, listed, changed and deleted as far as it can be',
    async (type, life) => {
      for (const [id, body] of life.needs) await sdk.arm.make(id, body);
      sdk.arm.emulator.clearRequests();
      await life.live(clients());
      expect([...doneTo(life.id)].toSorted()).toEqual(possible(type).toSorted());
      expect(sdk.arm.emulator.requests().map(({ path }) => path)).toContain(
        `/${sdk.arm.emulator.tenantId}/oauth2/v2.0/token`,
      );
    },
  );

  it('leaves out no type that acrctl knows', () => {
    const here = [...Object.keys(LIVES), ...WITHOUT_OBJECTS];
    expect(NAMED.filter((type) => !here.includes(type))).toEqual([]);
    // The emulator may be ahead of the providers.
    const built = [...NAMED, ...resourceTypes.map(({ type }) => type)];
    expect(here.filter((type) => !built.includes(type))).toEqual([]);
  });
});

/** The gateway of the emulator's tests, as the client writes it: `properties` are its own members. */
function plainGateway(): ApplicationGateway {
  const flat = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(flat);
    if (typeof value !== 'object' || value === null) return value;
    const { properties = {}, ...rest } = value as Readonly<Record<string, unknown>>;
    const members = Object.entries({ ...rest, ...(properties as object) });
    return Object.fromEntries(members.map(([name, member]) => [name, flat(member)]));
  };
  return flat(gatewayBody()) as ApplicationGateway;
}

/** What the emulator has for a type beside reads, as its own list of types says. */
function possible(type: string): readonly string[] {
  const { put, patch, remove, listed } = resourceTypes.find((each) => each.type === type) ?? {};
  return [
    'GET',
    ...(listed === false ? [] : ['list']),
    ...(put ? ['PUT'] : []),
    ...(patch ? ['PATCH'] : []),
    ...(remove ? ['DELETE'] : []),
  ];
}

/** What was asked of an object and of its collection, each once; a name `*` stands for any. */
function doneTo(id: string): ReadonlySet<string> {
  const collection = id.toLowerCase().slice(0, id.lastIndexOf('/'));
  const names = id.toLowerCase().slice(collection.length + 1);
  const done = new Set<string>();
  for (const { method, path } of sdk.arm.emulator.requests()) {
    const asked = decodeURIComponent(path).replaceAll(/\/+/g, '/').toLowerCase();
    const name = asked.startsWith(`${collection}/`) ? asked.slice(collection.length + 1) : undefined;
    if (method === 'GET' && asked === collection) done.add('list');
    else if (name !== undefined && (names === '*' || name === names) && method !== 'HEAD') done.add(method);
  }
  return done;
}
