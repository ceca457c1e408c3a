import { randomBytes } from 'node:crypto';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { pfxOf } from '../../src/features/certificates/pfx-write.ts';
import { SECRETS_ROLE } from '../../src/features/custom-domains/compile.ts';
import { firewallProperties } from '../../src/features/public-front/firewall.ts';
import { gatewayProperties } from '../../src/features/public-front/gateway-body.ts';
import { rewriteRules } from '../../src/features/public-front/rewrites.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { issue } from '../authorities.ts';
import { GROUP } from '../lab.ts';
import { certificateIn } from '../scenarios/secrets.ts';
import { AT, ID, SUBSCRIPTION } from '../scenarios/stacks.ts';

/** One object of a type, and all that its contract suite needs to know to put it through its life. */
export interface Sample {
  readonly address: string;
  readonly id: string;
  /** What must be there first, made by somebody else, in this order. */
  readonly needs: readonly Theirs[];
  /** Who must be allowed to read what, beside. */
  readonly reader?: Reader;
  readonly managed: JsonObject;
  /** Defaults that only the creating PUT sends. */
  readonly initial?: JsonObject;
  /** The managed body after an update. */
  readonly changed: JsonObject;
  /** Keys of what must not be written at the same time. */
  readonly keys: readonly string[];
  /** How the API lets somebody else change the object: the whole of it, or a part. */
  readonly theirMethod: 'PUT' | 'PATCH';
  /** A managed value that somebody else changed. */
  readonly drift: Edit;
  /** What others put on or into it, which is none of ours and stays. */
  readonly foreign: readonly Foreign[];
  /** Changes that Azure does not take in place; together they touch every immutable path of the type but: */
  readonly replaced: readonly Replaced[];
  /** Immutable paths that the suite cannot touch, each with the reason. */
  readonly untouched?: Readonly<Record<string, string>>;
  /** Why it shares no key with the object it hangs below, where that is so. */
  readonly besideParent?: string;
  /** Azure answers it without a provisioning state. */
  readonly stateless?: true;
  /** Azure has no state for a creation that failed. */
  readonly neverFails?: true;
  /** What is deleted is kept, and its name taken, until this is asked for. */
  readonly purged?: string;
}

export interface Reader {
  readonly identity: string;
  readonly scope: string;
  /** The GUID of a role. */
  readonly role: string;
}

/** An object of somebody else. */
export interface Theirs {
  readonly id: string;
  readonly body: JsonObject;
}

export interface Edit {
  readonly path: string;
  readonly value: Json;
}

/** `kept` says where to look for it, where that is not the path that was written. */
export type Foreign = { readonly what: string } & ((Edit & { readonly kept?: Edit }) | Theirs);

export interface Replaced {
  readonly what: string;
  readonly managed: JsonObject;
  readonly paths: readonly string[];
}

const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const OTHER_ZONE = `${NETWORK}/privateDnsZones/privatelink.example.com`;
const DNS_ZONE = `${NETWORK}/dnsZones/contoso.com`;
const OTHER_NETWORK = `${NETWORK}/virtualNetworks/other`;
const REPLICA = `${ID.registry}/replications/northeurope`;
const IDENTITIES = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const IDENTITY = `${IDENTITIES}/builder`;
const ASSIGNMENT = `${ID.registry}/providers/Microsoft.Authorization/roleAssignments/5d3f2a10-6b1e-5f43-9a53-0c4b7d1f2e11`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
const WORKSPACE = `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs-images`;
const SETTING = `${ID.registry}/providers/Microsoft.Insights/diagnosticSettings/audit`;
const LOCK = `${ID.registry}/providers/Microsoft.Authorization/locks/images`;
const PUSHES = ['repositories/team/app/content/read', 'repositories/team/app/content/write'] as const;
const BESIDE = 'children of one registry are written side by side, which Azure takes';
const SET = `${ID.registry}/credentialSets/docker-hub`;
const NO_EDGE_ZONES = 'the emulator has no edge zones';
const ZONES_ARE_GLOBAL = 'private DNS knows no location but global';

const group: Theirs = { id: GROUP, body: { location: 'westeurope' } };
const zone: Theirs = { id: ID.zone, body: { location: 'global' } };
const otherZone: Theirs = { id: OTHER_ZONE, body: { location: 'global' } };
const dnsZone: Theirs = { id: DNS_ZONE, body: { location: 'global' } };
const registry: Theirs = { id: ID.registry, body: { location: 'westeurope', sku: { name: 'Premium' } } };
const otherRegistry: Theirs = { ...registry, id: `${ID.registry}two` };
const logs: Theirs = {
  id: WORKSPACE,
  body: { location: 'westeurope', properties: { sku: { name: 'PerGB2018' } } },
};
const network = networkAt(ID.network, 'westeurope', '10.20');
const otherNetwork = networkAt(OTHER_NETWORK, 'northeurope', '10.30');

function networkAt(id: string, location: string, range: string): Theirs {
  const subnets = ['endpoints', 'more'].map((name, index) => ({
    name,
    properties: { addressPrefix: `${range}.${index + 1}.0/24` },
  }));
  return {
    id,
    body: { location, properties: { addressSpace: { addressPrefixes: [`${range}.0.0/16`] }, subnets } },
  };
}

const OWNER = { owner: 'platform' };
const tagged = { tags: { owner: 'images', tier: 'gold' } };
const foreignTag: Foreign = { what: 'a tag', path: 'tags.theirs', value: 'kept' };
const wipedOwner: Edit = { path: 'tags.owner', value: 'them' };

const ENDPOINT = {
  location: 'westeurope',
  tags: OWNER,
  properties: {
    customNetworkInterfaceName: 'contosoimages-hub-nic',
    subnet: { id: ID.subnet },
    privateLinkServiceConnections: [
      { name: 'hub', properties: { privateLinkServiceId: ID.registry, groupIds: ['registry'] } },
    ],
  },
};
const { privateLinkServiceConnections: CONNECTIONS, ...UNCONNECTED } = ENDPOINT.properties;

const REGISTRY = {
  location: 'westeurope',
  sku: { name: 'Premium' },
  tags: OWNER,
  properties: {
    publicNetworkAccess: 'Enabled',
    networkRuleSet: { defaultAction: 'Deny', ipRules: [{ value: '203.0.113.0/24' }] },
    policies: { retentionPolicy: { days: 30, status: 'enabled' } },
  },
};

const GRANT = {
  roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d`,
  principalId: '11111111-2222-3333-4444-555555555555',
};
const ANOTHER_ROLE = GRANT.roleDefinitionId.replace(/[^/]+$/, '8311e382-0749-4cb8-b61a-304f252e45ec');
/** What says of a principal that the directory need not be asked. */
const KIND = { principalType: 'ServicePrincipal' };

const FRONT = 'publicFronts.images';
const REGION = `${FRONT}.regions.westeurope`;
const GATEWAY = `${NETWORK}/applicationGateways/front`;
const PUBLIC_ADDRESS = {
  location: 'westeurope',
  tags: OWNER,
  sku: { name: 'Standard', tier: 'Regional' },
  properties: { publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4' },
};
const frontAddress: Theirs = { id: `${NETWORK}/publicIPAddresses/theirs`, body: PUBLIC_ADDRESS };
const otherAddress: Theirs = { id: `${NETWORK}/publicIPAddresses/other`, body: PUBLIC_ADDRESS };
const frontNetwork = networkAt(OTHER_NETWORK, 'westeurope', '10.40');
const frontIdentity: Theirs = { id: `${IDENTITIES}/front`, body: { location: 'westeurope' } };
const frontPolicy: Theirs = {
  id: `${NETWORK}/ApplicationGatewayWebApplicationFirewallPolicies/front`,
  body: policyWith({ countries: ['KP'], mode: 'Prevention' }),
};

const frontVault: Theirs = {
  id: `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-front`,
  body: {
    location: 'westeurope',
    properties: { sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true },
  },
};
const issued = issue({ name: 'registry.contoso.com', hosts: ['*.contoso.com'] });
const frontSecret: Theirs = {
  id: `${frontVault.id}/secrets/registry`,
  body: {
    properties: {
      contentType: 'application/x-pkcs12',
      value: pfxOf(certificateIn(issued.keyPem + issued.certificate), randomBytes).toString('base64'),
    },
  },
};

function policyWith({ countries, mode }: { readonly countries: string[]; readonly mode: string }) {
  const waf = { mode: mode as 'Prevention', geo: { mode: 'block' as const, countries } };
  return { location: 'westeurope', tags: OWNER, properties: firewallProperties(waf, false) };
}

/** The body that acrctl makes, by the example's names. */
function gatewayWith({
  dataHost,
  max,
  subnet = 'endpoints',
}: {
  dataHost: string;
  max: number;
  subnet?: string;
}) {
  const secretId = 'https://kv-front.vault.azure.net/secrets/registry';
  const [login, data] = ['contosoimages.azurecr.io', 'contosoimages.westeurope.data.azurecr.io'];
  const host = 'registry.contoso.com';
  return {
    location: 'westeurope',
    tags: OWNER,
    identity: { type: 'UserAssigned', userAssignedIdentities: { [frontIdentity.id]: {} } },
    properties: gatewayProperties({
      id: GATEWAY,
      subnetId: `${OTHER_NETWORK}/subnets/${subnet}`,
      publicAddressId: frontAddress.id,
      policyId: frontPolicy.id,
      capacity: { min: 1, max },
      registry: {
        host,
        target: login,
        privateName: 'contosoimages.privatelink.azurecr.io',
        secretId,
        probe: { path: '/v2/', status: '401' },
      },
      data: {
        host: dataHost,
        target: data,
        privateName: 'contosoimages.westeurope.data.privatelink.azurecr.io',
        secretId,
        probe: { path: '/', status: '403' },
      },
      rules: rewriteRules({ from: login, to: host }, [{ region: 'westeurope', from: data, to: dataHost }]),
    }),
  };
}

function aliasOf({ id }: Theirs, ttl: number): JsonObject {
  return { properties: { TTL: ttl, targetResource: { id } } };
}

const PROFILE = `${NETWORK}/trafficManagerProfiles/images-tm`;

function profileWith(routing: string, ttl: number, relativeName = 'contoso-images'): JsonObject {
  return {
    location: 'global',
    tags: OWNER,
    properties: {
      profileStatus: 'Enabled',
      trafficRoutingMethod: routing,
      dnsConfig: { relativeName, ttl },
      monitorConfig: {
        protocol: 'HTTPS',
        port: 443,
        path: '/v2/',
        intervalInSeconds: 30,
        timeoutInSeconds: 10,
        toleratedNumberOfFailures: 3,
        customHeaders: [{ name: 'host', value: 'registry.contoso.com' }],
        expectedStatusCodeRanges: [{ min: 401, max: 401 }],
      },
    },
  };
}

function labelled(name: string): Theirs {
  const properties = { ...PUBLIC_ADDRESS.properties, dnsSettings: { domainNameLabel: `contoso-${name}` } };
  return { id: `${NETWORK}/publicIPAddresses/${name}`, body: { ...PUBLIC_ADDRESS, properties } };
}

function endpointAt(name: string, weight: number): JsonObject {
  return { properties: { targetResourceId: labelled(name).id, endpointStatus: 'Enabled', weight } };
}

const zoneConfigs = (...zones: readonly Theirs[]): JsonObject => ({
  properties: {
    privateDnsZoneConfigs: zones.map(({ id }, index) => ({
      name: `zone-${index}`,
      properties: { privateDnsZoneId: id },
    })),
  },
});

/** By type. A type of `RESOURCE_TYPES` that is not here fails the suite. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  'Microsoft.Resources/resourceGroups': {
    address: AT.group,
    id: ID.group,
    needs: [],
    managed: { location: 'West Europe', tags: OWNER },
    changed: { location: 'westeurope', ...tagged },
    keys: [ID.group],
    theirMethod: 'PATCH',
    drift: wipedOwner,
    foreign: [foreignTag],
    replaced: [
      { what: 'its region', managed: { location: 'northeurope', tags: OWNER }, paths: ['location'] },
      {
        what: 'who manages it',
        managed: { location: 'westeurope', tags: OWNER, managedBy: ID.registry },
        paths: ['managedBy'],
      },
    ],
  },

  'Microsoft.Network/virtualNetworks': {
    address: AT.network,
    id: ID.network,
    needs: [group],
    managed: {
      location: 'westeurope',
      tags: OWNER,
      properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] } },
    },
    initial: { properties: { privateEndpointVNetPolicies: 'Basic' } },
    changed: {
      location: 'westeurope',
      ...tagged,
      properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16', '10.21.0.0/16'] } },
    },
    keys: [ID.network],
    theirMethod: 'PUT',
    drift: {
      path: 'properties.addressSpace.addressPrefixes',
      value: ['10.20.0.0/16', '10.99.0.0/16'],
    },
    foreign: [
      foreignTag,
      { what: 'a property', path: 'properties.dhcpOptions', value: { dnsServers: ['10.20.9.9'] } },
      {
        what: 'a subnet',
        id: `${ID.network}/subnets/theirs`,
        body: {
          properties: { addressPrefix: '10.20.9.0/24', delegations: [], defaultOutboundAccess: false },
        },
      },
    ],
    replaced: [
      {
        what: 'its region',
        managed: {
          location: 'northeurope',
          tags: OWNER,
          properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] } },
        },
        paths: ['location'],
      },
    ],
    untouched: { extendedLocation: NO_EDGE_ZONES },
  },

  'Microsoft.Network/virtualNetworks/subnets': {
    address: AT.subnet,
    id: `${ID.network}/subnets/ours`,
    needs: [group, network],
    managed: { properties: { addressPrefix: '10.20.7.0/24' } },
    initial: { properties: { privateEndpointNetworkPolicies: 'Disabled' } },
    changed: { properties: { addressPrefix: '10.20.7.0/25', privateEndpointNetworkPolicies: 'Enabled' } },
    keys: [ID.network],
    theirMethod: 'PUT',
    drift: { path: 'properties.addressPrefix', value: '10.20.8.0/24' },
    foreign: [
      { what: 'a property', path: 'properties.privateLinkServiceNetworkPolicies', value: 'Disabled' },
      {
        what: 'a service endpoint',
        path: 'properties.serviceEndpoints',
        value: [{ provisioningState: 'Succeeded', service: 'Microsoft.Storage', locations: ['*'] }],
      },
    ],
    replaced: [],
  },

  'Microsoft.ContainerRegistry/registries': {
    address: AT.registry,
    id: ID.registry,
    needs: [group],
    managed: REGISTRY,
    initial: { properties: { adminUserEnabled: false, anonymousPullEnabled: false } },
    changed: {
      ...REGISTRY,
      ...tagged,
      properties: {
        ...REGISTRY.properties,
        networkRuleSet: { defaultAction: 'Deny', ipRules: [] },
        policies: { retentionPolicy: { days: 45, status: 'enabled' } },
      },
    },
    keys: [ID.registry],
    theirMethod: 'PATCH',
    drift: { path: 'properties.policies.retentionPolicy', value: { days: 7, status: 'enabled' } },
    foreign: [
      foreignTag,
      { what: 'a property', path: 'properties.adminUserEnabled', value: true },
      { what: 'a policy', path: 'properties.policies.quarantinePolicy', value: { status: 'enabled' } },
    ],
    replaced: [
      { what: 'its region', managed: { ...REGISTRY, location: 'northeurope' }, paths: ['location'] },
    ],
    untouched: {
      'properties.encryption.status': 'comes with a key, which test/scenarios/encryption.test.ts has',
    },
  },

  'Microsoft.Network/privateEndpoints': {
    address: AT.endpoint,
    id: ID.endpoint,
    needs: [group, network, otherNetwork, registry, otherRegistry],
    managed: ENDPOINT,
    changed: { ...ENDPOINT, ...tagged },
    keys: [ID.endpoint, ID.registry, ID.network],
    theirMethod: 'PUT',
    drift: wipedOwner,
    foreign: [
      foreignTag,
      {
        what: 'a security group',
        path: 'properties.applicationSecurityGroups',
        value: [{ id: `${NETWORK}/applicationSecurityGroups/theirs` }],
      },
    ],
    replaced: [
      {
        what: 'its network, and with it its region',
        managed: {
          ...ENDPOINT,
          location: 'northeurope',
          properties: { ...ENDPOINT.properties, subnet: { id: `${OTHER_NETWORK}/subnets/endpoints` } },
        },
        paths: ['location', 'properties.subnet.id'],
      },
      {
        what: 'the name of its interface',
        managed: {
          ...ENDPOINT,
          properties: { ...ENDPOINT.properties, customNetworkInterfaceName: 'another-nic' },
        },
        paths: ['properties.customNetworkInterfaceName'],
      },
      {
        what: 'its addresses',
        managed: {
          ...ENDPOINT,
          properties: {
            ...ENDPOINT.properties,
            ipConfigurations: ['registry', 'registry_data_westeurope'].map((memberName, index) => ({
              name: memberName,
              properties: { groupId: 'registry', memberName, privateIPAddress: `10.20.1.${index + 40}` },
            })),
          },
        },
        paths: ['properties.ipConfigurations'],
      },
      {
        what: 'the kind of its approval',
        managed: {
          ...ENDPOINT,
          properties: { ...UNCONNECTED, manualPrivateLinkServiceConnections: CONNECTIONS },
        },
        paths: ['properties.manualPrivateLinkServiceConnections'],
      },
      {
        what: 'its target',
        managed: {
          ...ENDPOINT,
          properties: {
            ...UNCONNECTED,
            privateLinkServiceConnections: [
              { name: 'hub', properties: { privateLinkServiceId: otherRegistry.id, groupIds: ['registry'] } },
            ],
          },
        },
        paths: ['properties.privateLinkServiceConnections'],
      },
    ],
    untouched: {
      extendedLocation: NO_EDGE_ZONES,
      'properties.ipVersionType': 'the emulator has no IPv6',
    },
  },

  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': {
    address: AT.zoneGroup,
    id: ID.zoneGroup,
    needs: [group, network, registry, zone, otherZone, { id: ID.endpoint, body: ENDPOINT }],
    managed: zoneConfigs(zone),
    changed: zoneConfigs(zone, otherZone),
    keys: [ID.endpoint, ID.zone],
    theirMethod: 'PUT',
    drift: { path: 'properties.privateDnsZoneConfigs', value: [] },
    foreign: [
      {
        what: 'the name of its config',
        path: 'properties.privateDnsZoneConfigs',
        value: [{ name: 'by-policy', properties: { privateDnsZoneId: ID.zone } }],
        kept: {
          path: 'properties.privateDnsZoneConfigs[name=by-policy].properties.privateDnsZoneId',
          value: ID.zone,
        },
      },
    ],
    replaced: [],
  },

  'Microsoft.Network/privateDnsZones': {
    address: AT.zone,
    id: ID.zone,
    needs: [group, network],
    managed: { location: 'global', tags: OWNER },
    changed: { location: 'global', ...tagged },
    keys: [ID.zone],
    theirMethod: 'PATCH',
    drift: wipedOwner,
    foreign: [
      foreignTag,
      {
        what: 'a record',
        id: `${ID.zone}/A/theirs`,
        body: { properties: { ttl: 10, aRecords: [{ ipv4Address: '10.1.1.1' }] } },
      },
      {
        what: 'a link',
        id: `${ID.zone}/virtualNetworkLinks/theirs`,
        body: {
          location: 'global',
          properties: { virtualNetwork: { id: ID.network }, registrationEnabled: false },
        },
      },
    ],
    replaced: [],
    untouched: { location: ZONES_ARE_GLOBAL },
  },

  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': {
    address: AT.link,
    id: ID.link,
    needs: [group, network, otherNetwork, zone],
    managed: linkTo(ID.network),
    changed: { ...linkTo(ID.network), ...tagged },
    keys: [ID.zone],
    theirMethod: 'PATCH',
    drift: { path: 'properties.registrationEnabled', value: true },
    foreign: [
      foreignTag,
      { what: 'a property', path: 'properties.resolutionPolicy', value: 'NxDomainRedirect' },
    ],
    replaced: [
      { what: 'its network', managed: linkTo(OTHER_NETWORK), paths: ['properties.virtualNetwork.id'] },
    ],
    untouched: { location: ZONES_ARE_GLOBAL },
  },

  'Microsoft.Network/privateDnsZones/A': {
    address: `${AT.endpoint}.records.registry`,
    id: ID.record,
    needs: [group, zone],
    managed: recordsOf('10.20.1.5', '10.20.1.4'),
    changed: recordsOf('10.20.1.7'),
    keys: [ID.zone],
    theirMethod: 'PUT',
    drift: { path: 'properties.ttl', value: 3600 },
    foreign: [{ what: 'an entry of its metadata', path: 'properties.metadata.theirs', value: 'kept' }],
    replaced: [],
    stateless: true,
  },

  'Microsoft.Network/dnsZones': {
    address: 'dnsZones["contoso.com"]',
    id: DNS_ZONE,
    needs: [group],
    managed: { location: 'global', tags: OWNER },
    changed: { location: 'global', ...tagged },
    keys: [DNS_ZONE],
    theirMethod: 'PATCH',
    drift: wipedOwner,
    foreign: [
      foreignTag,
      {
        what: 'a record',
        id: `${DNS_ZONE}/CNAME/theirs`,
        body: { properties: { TTL: 10, CNAMERecord: { cname: 'www.example.com' } } },
      },
    ],
    replaced: [],
    untouched: { location: 'public DNS knows no location but global' },
    stateless: true,
  },

  'Microsoft.Network/dnsZones/CNAME': {
    address: `${AT.registry}.customDomains.registry.cname`,
    id: `${DNS_ZONE}/CNAME/images`,
    needs: [group, dnsZone],
    managed: cnameTo('contosoimages.azurecr.io', 3600),
    changed: cnameTo('another.azurecr.io', 60),
    keys: [DNS_ZONE],
    theirMethod: 'PUT',
    drift: { path: 'properties.CNAMERecord.cname', value: 'elsewhere.example.com' },
    foreign: [{ what: 'an entry of its metadata', path: 'properties.metadata.theirs', value: 'kept' }],
    replaced: [],
    neverFails: true,
  },

  'Microsoft.Network/dnsZones/A': {
    address: `${FRONT}.record`,
    id: `${DNS_ZONE}/A/registry`,
    needs: [group, dnsZone, frontAddress, otherAddress],
    managed: aliasOf(frontAddress, 3600),
    changed: aliasOf(otherAddress, 60),
    keys: [DNS_ZONE],
    theirMethod: 'PUT',
    drift: { path: 'properties.targetResource.id', value: otherAddress.id },
    foreign: [{ what: 'an entry of its metadata', path: 'properties.metadata.theirs', value: 'kept' }],
    replaced: [],
    neverFails: true,
  },

  'Microsoft.Network/publicIPAddresses': {
    address: `${REGION}.publicAddress`,
    id: `${NETWORK}/publicIPAddresses/front`,
    needs: [group],
    managed: PUBLIC_ADDRESS,
    changed: { ...PUBLIC_ADDRESS, ...tagged },
    keys: [`${NETWORK}/publicIPAddresses/front`],
    theirMethod: 'PUT',
    drift: wipedOwner,
    foreign: [
      foreignTag,
      { what: 'how long it is kept', path: 'properties.idleTimeoutInMinutes', value: 10 },
    ],
    replaced: [
      { what: 'its region', managed: { ...PUBLIC_ADDRESS, location: 'northeurope' }, paths: ['location'] },
      { what: 'its zones', managed: { ...PUBLIC_ADDRESS, zones: ['1', '2'] }, paths: ['zones'] },
    ],
    untouched: {
      sku: 'acrctl makes Standard alone',
      'properties.publicIPAddressVersion': 'acrctl makes IPv4 alone',
      'properties.publicIPAllocationMethod': 'a Standard one is static',
    },
  },

  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies': {
    address: `${REGION}.wafPolicy`,
    id: frontPolicy.id,
    needs: [group],
    managed: policyWith({ countries: ['KP'], mode: 'Prevention' }),
    changed: { ...policyWith({ countries: ['KP', 'SY'], mode: 'Detection' }), ...tagged },
    keys: [frontPolicy.id],
    theirMethod: 'PUT',
    drift: { path: 'properties.policySettings.mode', value: 'Detection' },
    foreign: [
      foreignTag,
      {
        what: 'a custom rule',
        path: 'properties.customRules[name=Theirs]',
        value: {
          name: 'Theirs',
          priority: 1,
          ruleType: 'MatchRule',
          action: 'Block',
          state: 'Enabled',
          matchConditions: [
            {
              matchVariables: [{ variableName: 'RequestHeaders', selector: 'X-Bad' }],
              operator: 'Contains',
              matchValues: ['/x'],
            },
          ],
        },
        kept: { path: 'properties.customRules[name=Theirs].priority', value: 1 },
      },
    ],
    replaced: [
      {
        what: 'its region',
        managed: { ...policyWith({ countries: ['KP'], mode: 'Prevention' }), location: 'northeurope' },
        paths: ['location'],
      },
    ],
  },

  'Microsoft.Network/applicationGateways': {
    address: REGION,
    id: GATEWAY,
    needs: [group, frontNetwork, frontAddress, frontPolicy, frontIdentity, frontVault, frontSecret],
    reader: { identity: frontIdentity.id, scope: frontSecret.id, role: SECRETS_ROLE },
    managed: gatewayWith({ dataHost: 'registry-data.contoso.com', max: 10 }),
    changed: { ...gatewayWith({ dataHost: 'layers.contoso.com', max: 20 }), ...tagged },
    keys: [GATEWAY],
    theirMethod: 'PUT',
    drift: { path: 'properties.probes[name=registry].properties.path', value: '/' },
    foreign: [
      foreignTag,
      {
        what: 'a port',
        path: 'properties.frontendPorts[name=theirs]',
        value: { name: 'theirs', properties: { port: 80 } },
        kept: { path: 'properties.frontendPorts[name=theirs].properties.port', value: 80 },
      },
    ],
    replaced: [
      {
        what: 'its zones',
        managed: { ...gatewayWith({ dataHost: 'registry-data.contoso.com', max: 10 }), zones: ['1', '2'] },
        paths: ['zones'],
      },
      {
        what: 'its subnet',
        managed: gatewayWith({ dataHost: 'registry-data.contoso.com', max: 10, subnet: 'more' }),
        paths: ['properties.gatewayIPConfigurations[name=gateway].properties.subnet.id'],
      },
    ],
    untouched: { location: 'its subnet and its address are in the same region' },
  },

  'Microsoft.Network/trafficManagerProfiles': {
    address: `${FRONT}.trafficManager`,
    id: PROFILE,
    needs: [group, labelled('theirs')],
    managed: profileWith('Performance', 60),
    changed: { ...profileWith('Weighted', 30), ...tagged },
    keys: [PROFILE],
    theirMethod: 'PATCH',
    drift: { path: 'properties.trafficRoutingMethod', value: 'Priority' },
    foreign: [
      foreignTag,
      {
        what: 'an endpoint',
        id: `${PROFILE}/azureEndpoints/theirs`,
        body: endpointAt('theirs', 1),
      },
    ],
    replaced: [
      {
        what: 'its name in DNS',
        managed: profileWith('Performance', 60, 'another-name'),
        paths: ['properties.dnsConfig.relativeName'],
      },
    ],
    untouched: { location: 'Traffic Manager knows no location but global' },
    stateless: true,
    neverFails: true,
  },

  'Microsoft.Network/trafficManagerProfiles/azureEndpoints': {
    address: `${REGION}.endpoint`,
    id: `${PROFILE}/azureEndpoints/westeurope`,
    needs: [group, labelled('theirs'), labelled('other'), { id: PROFILE, body: profileWith('Weighted', 60) }],
    managed: endpointAt('theirs', 1),
    changed: endpointAt('other', 7),
    keys: [PROFILE],
    theirMethod: 'PUT',
    drift: { path: 'properties.weight', value: 500 },
    foreign: [{ what: 'that it is always served', path: 'properties.alwaysServe', value: 'Enabled' }],
    replaced: [],
    stateless: true,
    neverFails: true,
  },

  'Microsoft.ContainerRegistry/registries/replications': {
    address: `${AT.registry}.replications.northeurope`,
    id: REPLICA,
    needs: [group, registry],
    managed: { location: 'North Europe', tags: OWNER, properties: { regionEndpointEnabled: true } },
    initial: { properties: { zoneRedundancy: 'Enabled' } },
    changed: { location: 'northeurope', ...tagged, properties: { regionEndpointEnabled: false } },
    keys: [REPLICA],
    besideParent: 'replicas of one registry are made side by side, which Azure takes',
    theirMethod: 'PATCH',
    drift: { path: 'properties.regionEndpointEnabled', value: false },
    foreign: [foreignTag],
    replaced: [
      {
        what: 'its region',
        managed: { location: 'swedencentral', tags: OWNER, properties: { regionEndpointEnabled: true } },
        paths: ['location'],
      },
    ],
  },

  'Microsoft.ContainerRegistry/registries/scopeMaps': {
    address: `${AT.registry}.scopeMaps.builders`,
    id: `${ID.registry}/scopeMaps/builders`,
    needs: [group, registry],
    managed: { properties: { description: 'Builds push here.', actions: [...PUSHES] } },
    changed: { properties: { description: 'Builds pull here.', actions: [PUSHES[0]] } },
    keys: [`${ID.registry}/scopeMaps/builders`],
    besideParent: BESIDE,
    theirMethod: 'PATCH',
    drift: { path: 'properties.actions', value: ['repositories/other/content/read'] },
    foreign: [
      {
        what: 'a token',
        id: `${ID.registry}/tokens/theirs`,
        body: { properties: { scopeMapId: `${ID.registry}/scopeMaps/builders`, status: 'enabled' } },
      },
    ],
    replaced: [],
  },

  'Microsoft.ContainerRegistry/registries/tokens': {
    address: `${AT.registry}.tokens.build-machine`,
    id: `${ID.registry}/tokens/build-machine`,
    needs: [group, registry],
    managed: { properties: { scopeMapId: `${ID.registry}/scopeMaps/_repositories_pull` } },
    initial: { properties: { status: 'enabled' } },
    changed: { properties: { scopeMapId: `${ID.registry}/scopeMaps/_repositories_push` } },
    keys: [`${ID.registry}/tokens/build-machine`],
    besideParent: BESIDE,
    theirMethod: 'PATCH',
    drift: { path: 'properties.scopeMapId', value: `${ID.registry}/scopeMaps/_repositories_admin` },
    foreign: [{ what: 'whether it is enabled', path: 'properties.status', value: 'disabled' }],
    replaced: [],
  },

  'Microsoft.ContainerRegistry/registries/credentialSets': {
    address: `${AT.registry}.credentialSets.docker-hub`,
    id: SET,
    needs: [group, registry],
    managed: credentialsFor('docker.io', 'user'),
    changed: credentialsFor('docker.io', 'robot'),
    keys: [SET],
    besideParent: BESIDE,
    theirMethod: 'PATCH',
    drift: {
      path: 'properties.authCredentials',
      value: credentialsFor('docker.io', 'theirs').properties.authCredentials,
    },
    foreign: [
      {
        what: 'a cache rule',
        id: `${ID.registry}/cacheRules/theirs`,
        body: {
          properties: {
            sourceRepository: 'docker.io/library/nginx',
            targetRepository: 'nginx',
            credentialSetResourceId: SET,
          },
        },
      },
    ],
    replaced: [
      {
        what: 'another login server',
        managed: credentialsFor('quay.io', 'user'),
        paths: ['properties.loginServer'],
      },
    ],
  },

  'Microsoft.ContainerRegistry/registries/cacheRules': {
    address: `${AT.registry}.cacheRules.ubuntu`,
    id: `${ID.registry}/cacheRules/ubuntu`,
    needs: [group, registry, { id: SET, body: credentialsFor('quay.io', 'user') }],
    managed: cached('quay.io/team/ubuntu', 'ubuntu', ''),
    changed: cached('quay.io/team/ubuntu', 'ubuntu', SET),
    keys: [`${ID.registry}/cacheRules/ubuntu`],
    besideParent: BESIDE,
    theirMethod: 'PATCH',
    drift: { path: 'properties.credentialSetResourceId', value: SET },
    foreign: [
      {
        what: 'a lock',
        id: `${ID.registry}/cacheRules/ubuntu/providers/Microsoft.Authorization/locks/theirs`,
        body: { properties: { level: 'CanNotDelete' } },
      },
    ],
    replaced: [
      {
        what: 'another source',
        managed: cached('quay.io/other/ubuntu', 'ubuntu', ''),
        paths: ['properties.sourceRepository'],
      },
      {
        what: 'another target',
        managed: cached('quay.io/team/ubuntu', 'team/ubuntu', ''),
        paths: ['properties.targetRepository'],
      },
    ],
  },

  'Microsoft.ContainerRegistry/registries/webhooks': {
    address: `${AT.registry}.webhooks.onpush`,
    id: `${ID.registry}/webhooks/onpush`,
    needs: [
      group,
      registry,
      { id: `${ID.registry}/replications/northeurope`, body: { location: 'northeurope', properties: {} } },
    ],
    managed: hook('westeurope', ['push']),
    initial: { properties: { status: 'enabled', scope: '' } },
    changed: hook('westeurope', ['push', 'delete']),
    keys: [`${ID.registry}/webhooks/onpush`],
    besideParent: BESIDE,
    theirMethod: 'PATCH',
    drift: { path: 'properties.actions', value: ['delete'] },
    foreign: [
      { what: 'a tag', path: 'tags.theirs', value: 'kept' },
      { what: 'whether it is enabled', path: 'properties.status', value: 'disabled' },
      { what: 'of what it tells', path: 'properties.scope', value: 'team/app' },
    ],
    replaced: [
      {
        what: 'another region',
        managed: hook('northeurope', ['push']),
        paths: ['location'],
      },
    ],
    neverFails: true,
  },

  'Microsoft.ManagedIdentity/userAssignedIdentities': {
    address: 'identities.builder',
    id: IDENTITY,
    needs: [group],
    managed: { location: 'West Europe', tags: OWNER },
    changed: { location: 'westeurope', ...tagged },
    keys: [IDENTITY],
    theirMethod: 'PATCH',
    drift: wipedOwner,
    foreign: [foreignTag, { what: 'a property', path: 'properties.isolationScope', value: 'Regional' }],
    replaced: [
      { what: 'its region', managed: { location: 'northeurope', tags: OWNER }, paths: ['location'] },
    ],
    stateless: true,
  },

  'Microsoft.OperationalInsights/workspaces': {
    address: 'workspaces.logs-images',
    id: WORKSPACE,
    needs: [group],
    managed: { location: 'westeurope', tags: OWNER, properties: { retentionInDays: 90 } },
    initial: { properties: { sku: { name: 'PerGB2018' } } },
    changed: {
      location: 'westeurope',
      ...tagged,
      properties: {
        sku: { name: 'CapacityReservation', capacityReservationLevel: 100 },
        retentionInDays: 365,
        workspaceCapping: { dailyQuotaGb: 5 },
      },
    },
    keys: [WORKSPACE],
    theirMethod: 'PUT',
    drift: { path: 'properties.retentionInDays', value: 31 },
    foreign: [
      foreignTag,
      { what: 'a property', path: 'properties.publicNetworkAccessForQuery', value: 'Disabled' },
      { what: 'a feature', path: 'properties.features.disableLocalAuth', value: true },
    ],
    replaced: [
      {
        what: 'its region',
        managed: { location: 'northeurope', tags: OWNER, properties: { retentionInDays: 90 } },
        paths: ['location'],
      },
    ],
  },

  'Microsoft.Insights/diagnosticSettings': {
    address: `${AT.registry}.diagnostics.audit`,
    id: SETTING,
    needs: [group, registry, logs],
    managed: settingTo({ workspaceId: WORKSPACE }, 'ContainerRegistryLoginEvents'),
    changed: {
      properties: {
        ...settingTo({ workspaceId: WORKSPACE }, 'ContainerRegistryRepositoryEvents').properties,
        metrics: [{ category: 'AllMetrics', enabled: true }],
      },
    },
    keys: [SETTING],
    theirMethod: 'PUT',
    drift: {
      path: 'properties.logs',
      value: [{ category: 'ContainerRegistryRepositoryEvents', enabled: true }],
    },
    foreign: [
      {
        what: 'the kind of its tables',
        path: 'properties.logAnalyticsDestinationType',
        value: 'Dedicated',
      },
    ],
    replaced: [],
    stateless: true,
  },

  'Microsoft.Authorization/locks': {
    address: `${AT.registry}.locks.images`,
    id: LOCK,
    needs: [group, registry],
    managed: { properties: { level: 'CanNotDelete' } },
    changed: { properties: { level: 'ReadOnly' } },
    keys: [LOCK],
    theirMethod: 'PUT',
    drift: { path: 'properties.level', value: 'ReadOnly' },
    foreign: [{ what: 'a note', path: 'properties.notes', value: 'kept' }],
    replaced: [],
    stateless: true,
  },

  'Microsoft.KeyVault/vaults': {
    address: 'keyVaults.kv-images',
    id: VAULT,
    needs: [group],
    managed: {
      location: 'West Europe',
      tags: OWNER,
      properties: {
        sku: { family: 'A', name: 'standard' },
        publicNetworkAccess: 'Enabled',
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [{ value: '203.0.113.7' }] },
      },
    },
    initial: {
      properties: { enableRbacAuthorization: false, accessPolicies: [], softDeleteRetentionInDays: 90 },
    },
    changed: {
      location: 'westeurope',
      ...tagged,
      properties: {
        sku: { family: 'A', name: 'premium' },
        publicNetworkAccess: 'Disabled',
        networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny', ipRules: [] },
      },
    },
    keys: [VAULT],
    theirMethod: 'PATCH',
    drift: { path: 'properties.publicNetworkAccess', value: 'Disabled' },
    foreign: [
      foreignTag,
      {
        what: 'an access policy',
        path: 'properties.accessPolicies',
        value: [
          {
            tenantId: EMULATOR_TENANT,
            objectId: GRANT.principalId,
            permissions: { secrets: ['get'] },
          },
        ],
      },
      { what: 'a setting', path: 'properties.enabledForDeployment', value: true },
    ],
    replaced: [],
    untouched: {
      location: 'a deleted vault keeps its name, so that no plan makes one again: a guard refuses it',
    },
    neverFails: true,
    purged: `${SUBSCRIPTION}/providers/Microsoft.KeyVault/locations/westeurope/deletedVaults/kv-images/purge`,
  },

  'Microsoft.Authorization/roleAssignments': {
    address: `${AT.registry}.roleAssignments.builder`,
    id: ASSIGNMENT,
    needs: [group, registry],
    managed: { properties: { ...GRANT, ...KIND } },
    changed: {
      properties: {
        ...GRANT,
        ...KIND,
        condition:
          "@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringEqualsIgnoreCase 'images/base'",
        conditionVersion: '2.0',
      },
    },
    keys: [ASSIGNMENT],
    theirMethod: 'PUT',
    drift: { path: 'properties.description', value: 'theirs' },
    foreign: [
      {
        what: 'a property',
        path: 'properties.delegatedManagedIdentityResourceId',
        value: `${IDENTITIES}/theirs`,
      },
    ],
    replaced: [
      {
        what: 'its principal',
        managed: {
          properties: { ...GRANT, ...KIND, principalId: '99999999-2222-3333-4444-555555555555' },
        },
        paths: ['properties.principalId'],
      },
      {
        what: 'its role',
        managed: { properties: { ...GRANT, ...KIND, roleDefinitionId: ANOTHER_ROLE } },
        paths: ['properties.roleDefinitionId'],
      },
    ],
    stateless: true,
  },
};

/** To these places and no other. */
function settingTo(places: JsonObject, category: string) {
  const nowhere = {
    workspaceId: null,
    eventHubAuthorizationRuleId: null,
    eventHubName: null,
    storageAccountId: null,
  };
  return { properties: { ...nowhere, ...places, logs: [{ category, enabled: true }], metrics: [] } };
}

function recordsOf(...addresses: readonly string[]): JsonObject {
  const aRecords = addresses.map((ipv4Address) => ({ ipv4Address }));
  return { properties: { ttl: 10, aRecords } };
}

function cnameTo(cname: string, ttl: number): JsonObject {
  return { properties: { TTL: ttl, CNAMERecord: { cname } } };
}

function linkTo(id: string): JsonObject {
  return {
    location: 'global',
    tags: OWNER,
    properties: { virtualNetwork: { id }, registrationEnabled: false },
  };
}

function credentialsFor(loginServer: string, user: string) {
  const secret = (name: string) => `https://kv-platform.vault.azure.net/secrets/${name}`;
  return {
    identity: { type: 'SystemAssigned' },
    properties: {
      loginServer,
      authCredentials: [
        {
          name: 'Credential1',
          usernameSecretIdentifier: secret(user),
          passwordSecretIdentifier: secret(`${user}-password`),
        },
      ],
    },
  };
}

function cached(sourceRepository: string, targetRepository: string, credentialSetResourceId: string) {
  return { properties: { sourceRepository, targetRepository, credentialSetResourceId } };
}

function hook(location: string, actions: readonly string[]) {
  const serviceUri = 'https://hooks.contoso.com/registry';
  return { location, tags: { 'acrctl-webhook': serviceUri }, properties: { serviceUri, actions } };
}
