import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { getPath, isJsonObject, leafPaths, setPath } from '../../../src/core/path.ts';
import type { ResourceType } from '../../../src/core/resource-type.ts';
import { nameOf } from '../../../src/providers/azure/arm-id.ts';
import { RESOURCE_TYPES } from '../../../src/providers/azure/index.ts';
import { privateEndpointConnection } from '../../../src/providers/azure/resources/connection.ts';
import { userAssignedIdentity } from '../../../src/providers/azure/resources/identity.ts';
import { privateDnsZone } from '../../../src/providers/azure/resources/private-dns-zone.ts';
import { privateDnsZoneGroup } from '../../../src/providers/azure/resources/private-dns-zone-group.ts';
import { privateEndpoint } from '../../../src/providers/azure/resources/private-endpoint.ts';
import { provider } from '../../../src/providers/azure/resources/provider.ts';
import { publicIpAddress } from '../../../src/providers/azure/resources/public-ip-address.ts';
import { recordSet } from '../../../src/providers/azure/resources/record-set.ts';
import { registry } from '../../../src/providers/azure/resources/registry.ts';
import { replication } from '../../../src/providers/azure/resources/replication.ts';
import { resourceGroup } from '../../../src/providers/azure/resources/resource-group.ts';
import { roleAssignment } from '../../../src/providers/azure/resources/role-assignment.ts';
import { subnet } from '../../../src/providers/azure/resources/subnet.ts';
import { vault } from '../../../src/providers/azure/resources/vault.ts';
import { virtualNetwork } from '../../../src/providers/azure/resources/virtual-network.ts';
import { virtualNetworkLink } from '../../../src/providers/azure/resources/virtual-network-link.ts';
import { faultsIn } from '../../contract/arm-types/faults.ts';
import { hasSchemas, microsoftSchema, readOnlyIn } from '../../contract/arm-types/microsoft.ts';
import { requireAllowed } from '../../contract/sent-bodies.ts';
import {
  ASSIGNMENT,
  CONNECTION,
  ENDPOINT,
  IDENTITY,
  LINK,
  LIVE,
  RECORD,
  REGISTRY,
  REPLICA,
  SUBNET,
  VAULT,
  VNET,
  ZONE,
  ZONE_GROUP,
} from './bodies.ts';

/** The request for a desired body: everything that it names and live does not have. */
function updateOf(
  type: ResourceType,
  live: JsonObject,
  desired: JsonObject,
  removed: readonly string[] = [],
) {
  const form = type.normalise(live);
  const wanted = type.normalise(desired);
  const paths = leafPaths(wanted).filter(
    (path) => JSON.stringify(getPath(wanted, path)) !== JSON.stringify(getPath(form, path)),
  );
  return type.update({ id: String(live['id']), live, desired, paths, removed });
}

const subnetLive: JsonObject = LIVE.vnet.properties.subnets[0];

describe('a registry is patched', () => {
  const check = (desired: JsonObject, expected: JsonObject, removed: readonly string[] = []) =>
    expect(updateOf(registry, LIVE.registry, desired, removed)).toEqual({ method: 'PATCH', body: expected });

  test('with nothing but what differs', () =>
    check(
      { location: 'West Europe', properties: { adminUserEnabled: true, publicNetworkAccess: 'Enabled' } },
      { properties: { adminUserEnabled: true } },
    ));

  test('with the default action beside its rules, which must name one, at its live value', () => {
    const ipRules = [{ action: 'Allow', value: '198.51.100.0/24' }];
    check(
      { properties: { networkRuleSet: { ipRules } } },
      { properties: { networkRuleSet: { defaultAction: 'Deny', ipRules } } },
    );
    check(
      { properties: { networkRuleSet: { defaultAction: 'Allow', ipRules: [{ value: '203.0.113.7/32' }] } } },
      { properties: { networkRuleSet: { defaultAction: 'Allow' } } },
    );
  });

  test('with its default action once it is no longer closed: what stood there counted for nothing', () => {
    const live = {
      properties: {
        publicNetworkAccess: 'Disabled',
        networkRuleSet: { defaultAction: 'Allow', ipRules: [{ value: '1.1.1.1' }] },
      },
    };
    const networkRuleSet = { defaultAction: 'Deny', ipRules: [{ value: '1.1.1.1' }] };
    const desired = { properties: { publicNetworkAccess: 'Enabled', networkRuleSet } };
    const paths = ['properties.publicNetworkAccess'];
    expect(registry.update({ id: REGISTRY, live, desired, paths, removed: [] }).body).toEqual({
      properties: { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Deny' } },
    });
  });

  test('with live values, not later ones, beside the paths of an early step', () => {
    const desired = { properties: { networkRuleSet: { defaultAction: 'Deny', ipRules: [] } } };
    const live = {
      properties: { networkRuleSet: { defaultAction: 'Allow', ipRules: [{ value: '1.1.1.1' }] } },
    };
    const paths = ['properties.networkRuleSet.ipRules'];
    expect(registry.update({ id: REGISTRY, live, desired, paths, removed: [] }).body).toEqual({
      properties: { networkRuleSet: { defaultAction: 'Allow', ipRules: [] } },
    });
  });

  test('with a policy as one, its neighbours not at all', () =>
    check(
      { properties: { policies: { retentionPolicy: { days: 30 }, exportPolicy: { status: 'enabled' } } } },
      { properties: { policies: { retentionPolicy: { days: 30, status: 'disabled' } } } },
    ));

  test('with all tags: those of others kept, ours set, what was ours and goes left out', () =>
    check({ tags: { Team: 'platform' } }, { tags: { Team: 'platform' } }, ['tags.owner']));

  test('with identities of others kept and ours that go set to null', () => {
    const live: JsonObject = {
      ...LIVE.registry,
      identity: { type: 'userAssigned', userAssignedIdentities: { '/Theirs': {}, '/Ours/Old': {} } },
    };
    const desired = { identity: { type: 'UserAssigned', userAssignedIdentities: { '/ours/new': {} } } };
    const removed = ['identity.userAssignedIdentities["/ours/old"]'];
    expect(updateOf(registry, live, desired, removed).body).toEqual({
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: { '/ours/new': {}, '/Theirs': {}, '/Ours/Old': null },
      },
    });
  });
});

test('a replica is patched, with nothing that PATCH does not take', () => {
  const desired = {
    location: 'northeurope',
    tags: { owner: 'images' },
    properties: { regionEndpointEnabled: false, zoneRedundancy: 'Enabled' },
  };
  expect(updateOf(replication, LIVE.replication, desired)).toEqual({
    method: 'PATCH',
    body: { tags: { team: 'images', owner: 'images' }, properties: { regionEndpointEnabled: false } },
  });
  // A repair names every path.
  const paths = ['location', 'properties.regionEndpointEnabled'];
  expect(
    replication.update({ id: REPLICA, live: LIVE.replication, desired, paths, removed: [] }).body,
  ).toEqual({ properties: { regionEndpointEnabled: false } });
});

describe('what is only others is decided, never described', () => {
  test('a connection, with the endpoint that asks', () => {
    const decision = { status: 'Approved', description: 'approved for the build agents' };
    const desired = { properties: { privateLinkServiceConnectionState: decision } };
    expect(updateOf(privateEndpointConnection, LIVE.connection, desired)).toEqual({
      method: 'PUT',
      body: {
        properties: { privateEndpoint: { id: ENDPOINT }, privateLinkServiceConnectionState: decision },
      },
    });
  });

  test('a resource provider, by a POST behind its id', () =>
    expect(updateOf(provider, LIVE.provider, { registrationState: 'Registered' })).toEqual({
      method: 'POST',
      action: 'register',
      body: {},
    }));

  test('a registration that is under way is waited for, and nothing else is', () => {
    for (const [word, settlement] of [
      ['Registering', 'running'],
      ['Unregistering', 'running'],
      ['Registered', 'done'],
      ['NotRegistered', 'done'],
    ] as const)
      expect(provider.settled({ registrationState: word })).toBe(settlement);
  });
});

test('any PATCH of a registry names what differs and nothing more', () => {
  const flag = fc.option(fc.boolean(), { nil: undefined });
  const word = (...words: string[]) => fc.option(fc.constantFrom(...words), { nil: undefined });
  const wanted = fc.record({
    adminUserEnabled: flag,
    anonymousPullEnabled: flag,
    dataEndpointEnabled: flag,
    networkRuleBypassOptions: word('AzureServices', 'None'),
    publicNetworkAccess: word('Enabled', 'Disabled'),
  });
  fc.assert(
    fc.property(wanted, (properties) => {
      const desired = JSON.parse(JSON.stringify({ properties })) as JsonObject;
      const live: JsonObject = LIVE.registry.properties;
      const differing = Object.entries(desired['properties'] as JsonObject).filter(
        ([name, value]) => live[name] !== value,
      );
      const { body } = updateOf(registry, LIVE.registry, desired);
      expect(body).toEqual(differing.length === 0 ? {} : { properties: Object.fromEntries(differing) });
    }),
  );
});

describe('a PUT keeps what others put on the object', () => {
  const check = (type: ResourceType, live: JsonObject, desired: JsonObject, kept: readonly string[]) => {
    const { method, body } = updateOf(type, live, desired);
    expect(method).toBe('PUT');
    for (const path of kept) expect(getPath(body, path), path).toEqual(getPath(live, path));
    const form = type.normalise(body);
    for (const path of leafPaths(type.normalise(desired))) {
      expect(getPath(form, path), path).toEqual(getPath(type.normalise(desired), path));
    }
    return body;
  };

  test('foreign subnets, peerings, name servers and tags of a network', () => {
    const body = check(
      virtualNetwork,
      LIVE.vnet,
      { properties: { addressSpace: { addressPrefixes: ['10.20.0.0/15'] } } },
      [
        'tags',
        'properties.dhcpOptions',
        'properties.subnets[name=of-others].properties.addressPrefix',
        'properties.subnets[name=of-others].properties.defaultOutboundAccess',
        'properties.subnets[name=endpoints].properties.privateEndpointNetworkPolicies',
        'properties.virtualNetworkPeerings[name=to-spoke].properties.remoteVirtualNetwork',
      ],
    );
    expect(JSON.stringify(body)).not.toMatch(/etag|provisioningState|resourceGuid|purpose/);
  });

  test('the ranges and the address of a public address, without what it is in use for', () => {
    const live = {
      id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/publicIPAddresses/front',
      location: 'westeurope',
      sku: { name: 'Standard', tier: 'Regional' },
      properties: {
        provisioningState: 'Succeeded',
        ipAddress: '203.0.113.7',
        ipConfiguration: { id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/x' },
        ipTags: [{ ipTagType: 'RoutingPreference', tag: 'Internet' }],
        publicIPAllocationMethod: 'Static',
      },
    };
    const body = check(
      publicIpAddress,
      live,
      { properties: { dnsSettings: { domainNameLabel: 'contoso' } } },
      ['properties.ipTags', 'properties.ipAddress'],
    );
    expect(getPath(body, 'properties.ipConfiguration')).toBeUndefined();
  });

  test('any setting that this tool has never heard of', () => {
    const strange = fc.dictionary(
      fc.stringMatching(/^x[A-Za-z]{1,8}$/),
      // As it comes off the wire: JSON has no negative zero.
      fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json),
    );
    fc.assert(
      fc.property(fc.constantFrom(virtualNetwork, subnet, privateEndpoint), strange, (type, foreign) => {
        const known: JsonObject =
          type === subnet ? subnetLive : type === virtualNetwork ? LIVE.vnet : LIVE.endpoint;
        const live = { ...known, properties: { ...(known['properties'] as JsonObject), foreign: [foreign] } };
        const { body } = updateOf(type, live, { properties: { privateEndpointNetworkPolicies: 'Enabled' } });
        expect(getPath(body, 'properties.foreign')).toEqual(JSON.parse(JSON.stringify([foreign])));
      }),
    );
  });

  test('a tag that is called like something Azure owns', () => {
    const live = { ...LIVE.vnet, tags: { purpose: 'hub', etag: 'x' } };
    check(virtualNetwork, live, { properties: { enableDdosProtection: true } }, ['tags']);
  });

  test('policies and groups of a subnet, whose prefix is sent in one spelling', () => {
    const live: JsonObject = {
      ...subnetLive,
      properties: { ...LIVE.vnet.properties.subnets[0].properties, networkSecurityGroup: { id: '/nsg' } },
    };
    const body = check(subnet, live, { properties: { addressPrefixes: ['10.20.2.0/24'] } }, [
      'properties.networkSecurityGroup',
      'properties.privateLinkServiceNetworkPolicies',
    ]);
    expect(getPath(body, 'properties.addressPrefix')).toBeUndefined();
    expect(Object.keys(body)).toEqual(['properties']);
    expect(JSON.stringify(body)).not.toMatch(/ipConfigurations|privateEndpoints"|purpose/);
  });

  test('the connection of an endpoint under its own name', () => {
    const connection = {
      name: 'ours',
      properties: { privateLinkServiceId: REGISTRY, groupIds: ['registry'] },
    };
    const desired = { tags: { env: 'prod' }, properties: { privateLinkServiceConnections: [connection] } };
    const body = check(privateEndpoint, LIVE.endpoint, desired, ['tags.team', 'properties.subnet']);
    expect(getPath(body, 'properties.privateLinkServiceConnections[name=hub].properties')).toEqual({
      privateLinkServiceId: REGISTRY,
      groupIds: ['registry'],
    });
    expect(getPath(body, 'properties.privateLinkServiceConnections[name=ours]')).toBeUndefined();
  });

  test('static addresses of an endpoint, without the ids that Azure gives them', () => {
    const configuration = {
      name: 'a',
      properties: { groupId: 'registry', memberName: 'registry', privateIPAddress: '10.20.1.9' },
    };
    const shown = {
      ...configuration,
      id: `${ENDPOINT}/ipConfigurations/a`,
      etag: 'W/"1"',
      type: 'Microsoft.Network/privateEndpoints/ipConfigurations',
    };
    const live = {
      ...LIVE.endpoint,
      properties: { ...LIVE.endpoint.properties, ipConfigurations: [shown] },
    };
    const body = check(privateEndpoint, live, { tags: { env: 'prod' } }, ['tags.team', 'properties.subnet']);
    expect(getPath(body, 'properties.ipConfigurations')).toEqual([configuration]);
  });

  test('the name that somebody gave the config of a zone', () => {
    const other = `${ZONE}.other`;
    const desired = {
      properties: {
        privateDnsZoneConfigs: [
          { name: 'a', properties: { privateDnsZoneId: ZONE } },
          { name: 'b', properties: { privateDnsZoneId: other } },
        ],
      },
    };
    const { properties } = LIVE.zoneGroup;
    const live = { ...LIVE.zoneGroup, properties: { ...properties, setByOthers: 'kept' } };
    const { body } = updateOf(privateDnsZoneGroup, live, desired);
    expect(getPath(body, 'properties.setByOthers')).toBe('kept');
    expect(getPath(body, 'properties.privateDnsZoneConfigs[name=by-policy].properties')).toEqual({
      privateDnsZoneId: ZONE,
    });
    expect(getPath(body, 'properties.privateDnsZoneConfigs[name=b].properties')).toEqual({
      privateDnsZoneId: other,
    });
    expect(getPath(body, 'properties.privateDnsZoneConfigs[name=a]')).toBeUndefined();
  });

  test('entries that others put into the metadata of a record set', () => {
    const desired = {
      properties: { ttl: 10, aRecords: [{ ipv4Address: '10.20.1.7' }], metadata: { 'acrctl-stack': 's' } },
    };
    const body = check(recordSet, LIVE.record, desired, ['properties.metadata.team']);
    expect(body).toEqual({
      properties: {
        ttl: 10,
        aRecords: [{ ipv4Address: '10.20.1.7' }],
        metadata: { team: 'dns', 'acrctl-stack': 's' },
      },
    });
  });

  test('the isolation and the tags of an identity', () => {
    const kept = ['location', 'tags.team', 'properties.isolationScope'];
    const body = check(userAssignedIdentity, LIVE.identity, { tags: { owner: 'x' } }, kept);
    expect(Object.keys(body['properties'] as JsonObject)).toEqual(['isolationScope']);
  });

  test('the grant and the condition of a role assignment, and no member that was never set', () => {
    const properties = {
      ...LIVE.roleAssignment.properties,
      condition: "@Request[x] StringEquals 'y'",
      conditionVersion: '2.0',
    };
    const body = check(
      roleAssignment,
      { ...LIVE.roleAssignment, properties },
      { properties: { description: 'acrctl-stack=s' } },
      ['roleDefinitionId', 'principalId', 'principalType', 'condition', 'conditionVersion'].map(
        (name) => `properties.${name}`,
      ),
    );
    expect(Object.keys(body['properties'] as JsonObject)).toHaveLength(6);
  });

  test('tags of a zone and the policy of a link', () => {
    check(privateDnsZone, LIVE.zone, { tags: { owner: 'x' } }, ['tags.team', 'location']);
    check(virtualNetworkLink, LIVE.link, { tags: { owner: 'x' } }, [
      'properties.resolutionPolicy',
      'properties.virtualNetwork',
    ]);
  });
});

describe('a patch of a vault', () => {
  test('keeps the rules of others for networks, and says nothing of its policies', () => {
    const { networkAcls } = LIVE.vault.properties;
    expect(updateOf(vault, LIVE.vault, { properties: { networkAcls: { defaultAction: 'Allow' } } })).toEqual({
      method: 'PATCH',
      body: { properties: { networkAcls: { ...networkAcls, defaultAction: 'Allow' } } },
    });
  });
});

describe('tags of any object', () => {
  const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._ -]{0,8}$/);
  const tags = fc.dictionary(name, fc.string(), { maxKeys: 5 });
  const taggable = RESOURCE_TYPES.filter((type) => type.mark === 'tags');

  test('are those of others and ours, whatever the case of their names', () => {
    fc.assert(
      fc.property(fc.constantFrom(...taggable), tags, tags, (type, theirs, ours) => {
        fc.pre(Object.keys(ours).length > 0 && distinct(ours) && distinct(theirs));
        const known = Object.values<JsonObject>(LIVE).find((body) => body['type'] === type.type);
        const live = { ...known, tags: theirs };
        const { body } = type.update({
          id: '/x',
          live,
          desired: { tags: ours },
          paths: ['tags'],
          removed: [],
        });
        const sent = type.normalise({ tags: body['tags'] ?? null });
        expect(sent).toEqual(
          type.normalise({
            tags: {
              ...(type.normalise({ tags: theirs }).tags as object),
              ...(type.normalise({ tags: ours }).tags as object),
            },
          }),
        );
        expect(distinct(body['tags'] as JsonObject)).toBe(true);
      }),
    );
  });
});

describe('the body of an update is one that the type takes', () => {
  const cases: readonly (readonly [ResourceType, string, JsonObject, JsonObject])[] = [
    [resourceGroup, LIVE.group.id, LIVE.group, { tags: { a: 'b' } }],
    [virtualNetwork, VNET, LIVE.vnet, { properties: { addressSpace: { addressPrefixes: ['10.0.0.0/8'] } } }],
    [subnet, SUBNET, subnetLive, { properties: { addressPrefix: '10.20.2.0/24' } }],
    [privateEndpoint, ENDPOINT, LIVE.endpoint, { tags: { a: 'b' } }],
    [
      privateDnsZoneGroup,
      ZONE_GROUP,
      LIVE.zoneGroup,
      {
        properties: { privateDnsZoneConfigs: [{ name: 'x', properties: { privateDnsZoneId: `${ZONE}x` } }] },
      },
    ],
    [privateDnsZone, ZONE, LIVE.zone, { tags: { a: 'b' } }],
    [virtualNetworkLink, LINK, LIVE.link, { properties: { resolutionPolicy: 'NxDomainRedirect' } }],
    [recordSet, RECORD, LIVE.record, { properties: { ttl: 10, metadata: { 'acrctl-stack': 's' } } }],
    [
      replication,
      REPLICA,
      LIVE.replication,
      { tags: { a: 'b' }, properties: { regionEndpointEnabled: false } },
    ],
    [userAssignedIdentity, IDENTITY, LIVE.identity, { tags: { a: 'b' } }],
    [roleAssignment, ASSIGNMENT, LIVE.roleAssignment, { properties: { description: 'acrctl-stack=s' } }],
    [
      vault,
      VAULT,
      LIVE.vault,
      {
        tags: { a: 'b' },
        properties: {
          sku: { family: 'A', name: 'premium' },
          enableRbacAuthorization: true,
          networkAcls: { bypass: 'None', ipRules: [] },
        },
      },
    ],
    [
      privateEndpointConnection,
      CONNECTION,
      LIVE.connection,
      { properties: { privateLinkServiceConnectionState: { status: 'Approved', description: 'x' } } },
    ],
  ];

  test.each(cases)('%#', (type, id, live, desired) => requireUpdate(type, id, live, desired));

  test.each(cases)('%#: also where the live one has all that is read-only', (type, id, live, desired) =>
    requireUpdate(type, id, withEverything(live), desired),
  );

  test('the PATCH of a registry', () => {
    const desired = {
      tags: { a: 'b' },
      sku: { name: 'Standard' },
      properties: {
        networkRuleSet: { ipRules: [] },
        policies: { retentionPolicy: { days: 3 }, exportPolicy: { status: 'disabled' } },
        publicNetworkAccess: 'Disabled',
        roleAssignmentMode: 'AbacRepositoryPermissions',
      },
    };
    const { body } = updateOf(registry, LIVE.registry, desired);
    expect(Object.keys(body).sort()).toEqual(['properties', 'sku', 'tags']);
    requireUpdate(registry, REGISTRY, LIVE.registry, desired);
  });

  test.skipIf(!hasSchemas)('in which Microsoft says much is read-only that Azure answers', () => {
    for (const [type, , live] of cases.filter(([{ label }]) => label !== 'resource group'))
      expect(readOnlyIn(microsoftSchema(type.type, type.apiVersion), live)).not.toEqual([]);
  });

  test.skipIf(!hasSchemas)('and so is what is compared, so that nothing there is misspelt', () => {
    const compared = [...cases, [registry, REGISTRY, LIVE.registry] as const];
    for (const [type, id, live] of compared) {
      const form = { ...type.normalise(live), name: nameOf(id) };
      const faults = faultsIn(microsoftSchema(type.type, type.apiVersion), form);
      // Of a vault those two are sent, and never compared.
      expect(faults.filter((fault) => !/ lacks (family|tenantId)$/.test(fault))).toEqual([]);
    }
  });
});

function requireUpdate(type: ResourceType, id: string, live: JsonObject, desired: JsonObject): void {
  const { method, body } = updateOf(type, live, desired);
  expect(Object.keys(body)).not.toEqual([]);
  requireAllowed({ method, url: `${id}?api-version=${type.apiVersion}`, body: JSON.stringify(body) });
}

describe('what is known about each type', () => {
  test('an endpoint whose connection is approved is not settled while it is Updating', () => {
    const properties = { ...LIVE.endpoint.properties, provisioningState: 'Updating' };
    expect(privateEndpoint.settled({ ...LIVE.endpoint, properties })).toBe('running');
    expect(privateEndpoint.settled(LIVE.endpoint)).toBe('done');
    expect(privateEndpoint.settled({ properties: { provisioningState: 'Canceled' } })).toBe('failed');
    expect(resourceGroup.settled({})).toBe('done');
  });

  test('a replica is a leftover where its creation failed, and never once it had images', () => {
    const replica = (provisioningState: string, status: JsonObject) => ({
      ...LIVE.replication,
      properties: { ...LIVE.replication.properties, provisioningState, status },
    });
    const timestamp = '2026-01-01T00:00:09.0000000Z';
    for (const [state, status, expected] of [
      ['Failed', { timestamp }, true],
      ['Failed', { displayStatus: '', timestamp }, true],
      ['Canceled', {}, true],
      ['Failed', { displayStatus: 'Ready', timestamp }, false],
      ['Failed', { displayStatus: 'Syncing', timestamp }, false],
      ['Failed', { displayStatus: 'a word of tomorrow', timestamp }, false],
      ['Creating', { timestamp }, false],
      ['Succeeded', { timestamp }, false],
    ] as const)
      expect([state, status, replication.neverMade?.(replica(state, status))]).toEqual([
        state,
        status,
        expected,
      ]);
  });

  test('the interface of an endpoint comes and goes with it', () => {
    expect(privateEndpoint.companions?.(LIVE.endpoint)).toEqual([
      LIVE.endpoint.properties.networkInterfaces[0].id,
    ]);
  });

  test('the SOA record of a zone is nobody else, any other record is', () => {
    const foreign = privateDnsZone.contents?.foreign;
    expect(foreign?.({ id: `${ZONE}/SOA/@`, type: 'Microsoft.Network/privateDnsZones/SOA' })).toBeUndefined();
    expect(foreign?.({ id: `${ZONE}/A/x`, type: 'Microsoft.Network/privateDnsZones/A' })).toBe(`${ZONE}/A/x`);
  });

  test('a subnet is found in its network whatever the case of its id', () => {
    expect(subnet.readIn?.pick(LIVE.vnet, SUBNET.toUpperCase())).toBe(subnetLive);
    expect(subnet.readIn?.pick(LIVE.vnet, `${VNET}/subnets/none`)).toBeUndefined();
    expect(subnet.readIn?.holder(SUBNET)).toBe(VNET);
  });
});

/** With what others may have put on a network or subnet, as Azure answers it. */
function withEverything(live: JsonObject): JsonObject {
  const delegations = [
    {
      name: 'd',
      properties: {
        serviceName: 'Microsoft.Web/serverFarms',
        actions: ['a'],
        provisioningState: 'Succeeded',
      },
    },
  ];
  const pools = [
    { pool: { id: '/pool' }, numberOfIpAddresses: '64', allocatedAddressPrefixes: ['10.0.0.0/26'] },
  ];
  const subnetMembers = {
    delegations,
    ipamPoolPrefixAllocations: pools,
    serviceEndpointPolicies: [{ id: '/policy', kind: 'k' }],
  };
  const subnets = getPath(live, 'properties.subnets');
  if (!Array.isArray(subnets))
    return live['type'] === subnet.type || getPath(live, 'properties.addressPrefix') !== undefined
      ? setPath(live, 'properties', { ...(live['properties'] as JsonObject), ...subnetMembers })
      : live;
  const peerings = [{ name: 'p', properties: { remoteVirtualNetworkEncryption: { enabled: false } } }];
  return setPath(live, 'properties', {
    ...(live['properties'] as JsonObject),
    virtualNetworkPeerings: peerings,
    subnets: subnets.filter(isJsonObject).map(withEverything),
  });
}

function distinct(tags: JsonObject): boolean {
  const names = Object.keys(tags).map((name) => name.toLowerCase());
  return new Set(names).size === names.length;
}
