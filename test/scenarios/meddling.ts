import { createHash } from 'node:crypto';
import type { JsonObject } from '../../src/core/json.ts';
import { isJsonObject, listAt, textAt } from '../../src/core/path.ts';
import { nameOf, parentId } from '../../src/providers/azure/arm-id.ts';
import type { Lab } from '../lab.ts';
import { objectAt, VERSION } from './stacks.ts';

const OTHER_SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-0000000000bb';
const THEIR_GROUP = `${OTHER_SUBSCRIPTION}/resourceGroups/rg-theirs`;
const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d';

/**
 * What people do by hand around a registry, through ARM: tags, a subnet, a link and a record of others, endpoints from
 * another subscription (one let in, one that asks), an identity, and grants.
 */
export async function meddle(lab: Lab, registryId: string): Promise<void> {
  const put = async (id: string, version: string, body: JsonObject) => {
    await lab.request('PUT', id, version, body);
    lab.emulator.advance(300_000);
  };
  const group = registryId.slice(0, registryId.indexOf('/providers/'));
  const location = textAt(objectAt(lab, registryId), 'location') ?? '';
  await putTheirNetwork(put, location);
  await tag(lab, registryId, { owner: 'changed by hand', 'cost centre': '4711' });
  const endpoints = listAt(objectAt(lab, registryId), 'properties.privateEndpointConnections').flatMap(
    (each) => textAt(each, 'properties.privateEndpoint.id') ?? [],
  );
  for (const id of endpoints) await besideEndpoint(lab, put, id);
  const theirs = `${THEIR_GROUP}/providers/Microsoft.Network/privateEndpoints/${nameOf(registryId)}`;
  for (const [suffix, list] of Object.entries(endpoints.length === 0 ? {} : THEIR_CONNECTIONS))
    await put(`${theirs}-${suffix}`, VERSION.network, {
      location,
      properties: connectionsOf(registryId, list),
    });
  const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/by-hand`;
  await put(identity, VERSION.identity, { location });
  await lab.request('PATCH', registryId, VERSION.registry, {
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
  });
  lab.emulator.advance(300_000);
  const principals = [
    textAt(objectAt(lab, identity), 'properties.principalId'),
    '0e6cf5a8-4f3b-4c7e-9c58-9d1f0d6f9a11',
  ];
  for (const [index, principalId = ''] of principals.entries()) {
    // Unique in the directory, not only at its scope.
    const name = `1a5c0a55-0000-4000-800${index}-${createHash('sha1').update(registryId).digest('hex').slice(0, 12)}`;
    await put(
      `${registryId}/providers/Microsoft.Authorization/roleAssignments/${name}`,
      VERSION.authorization,
      {
        properties: {
          roleDefinitionId: `/subscriptions/${registryId.split('/')[2]}/providers/Microsoft.Authorization/roleDefinitions/${ACR_PULL}`,
          principalId,
          principalType: index === 0 ? 'ServicePrincipal' : 'Group',
        },
      },
    );
  }
}

const THEIR_CONNECTIONS = {
  theirs: 'privateLinkServiceConnections',
  asking: 'manualPrivateLinkServiceConnections',
};

type Put = (id: string, version: string, body: JsonObject) => Promise<void>;

async function putTheirNetwork(put: Put, location: string): Promise<void> {
  await put(THEIR_GROUP, VERSION.resources, { location });
  await put(THEIR_NETWORK, VERSION.network, {
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.99.0.0/16'] },
      subnets: [{ name: 'default', properties: { addressPrefix: '10.99.0.0/24' } }],
    },
  });
}

const THEIR_NETWORK = `${THEIR_GROUP}/providers/Microsoft.Network/virtualNetworks/theirs`;

function connectionsOf(registryId: string, list: string): JsonObject {
  return {
    subnet: { id: `${THEIR_NETWORK}/subnets/default` },
    [list]: [
      {
        name: 'theirs',
        properties: { privateLinkServiceId: registryId, groupIds: ['registry'], requestMessage: 'please' },
      },
    ],
  };
}

/** In the network and the zone that an endpoint has. */
async function besideEndpoint(lab: Lab, put: Put, endpointId: string): Promise<void> {
  const subnet = textAt(objectAt(lab, endpointId), 'properties.subnet.id') ?? '';
  const range = textAt(objectAt(lab, subnet), 'properties.addressPrefix') ?? '10.20.1.0/24';
  const [first, second] = range.split('.');
  await put(`${parentId(subnet)}/subnets/by-hand`, VERSION.network, {
    properties: { addressPrefix: `${first}.${second}.200.0/24` },
  });
  const group = objectAt(lab, `${endpointId}/privateDnsZoneGroups/default`);
  for (const config of listAt(group, 'properties.privateDnsZoneConfigs')) {
    const zone = textAt(config, 'properties.privateDnsZoneId') ?? '';
    await put(`${zone}/A/by-hand`, VERSION.dns, {
      properties: { ttl: 300, aRecords: [{ ipv4Address: '10.99.0.77' }] },
    });
    // A network finds one zone of a name.
    const isLinked = Object.keys(lab.emulator.objects()).some((id) =>
      id.endsWith('/virtualnetworklinks/theirs'),
    );
    if (isLinked) continue;
    await put(`${zone}/virtualNetworkLinks/theirs`, VERSION.dns, {
      location: 'global',
      properties: { virtualNetwork: { id: THEIR_NETWORK }, registrationEnabled: true },
    });
  }
  await tag(lab, subnet.slice(0, subnet.indexOf('/subnets/')), { [`team-${nameOf(endpointId)}`]: 'by hand' });
}

async function tag(lab: Lab, id: string, tags: JsonObject): Promise<void> {
  const body = objectAt(lab, id);
  const version = versionOf(id);
  const before = isJsonObject(body['tags']) ? body['tags'] : {};
  await lab.request('PATCH', id, version, { tags: { ...before, ...tags } });
  lab.emulator.advance(300_000);
}

/** Takes the marks of acrctl off everything, as though all of it had been made otherwise. */
export async function unmark(lab: Lab): Promise<void> {
  for (const body of Object.values(lab.emulator.objects()) as JsonObject[]) {
    const id = textAt(body, 'id') ?? '';
    const version = versionOf(id);
    if (isJsonObject(body['tags'])) {
      const others = Object.entries(body['tags']).filter(([name]) => !name.startsWith('acrctl-'));
      const tags = Object.fromEntries(others);
      // Types without a PATCH.
      if (/(?:privateEndpoints|FirewallPolicies)\/[^/]+$/.test(id))
        await lab.request('PUT', id, version, { ...body, tags });
      else await lab.request('PATCH', id, version, { tags });
    } else if (id.includes('/roleAssignments/')) {
      const { description: _, ...properties } = body['properties'] as JsonObject;
      await lab.request('PUT', id, version, { properties });
    } else if (/privateDnsZones\/[^/]+\/A\//.test(id)) {
      const { ttl, aRecords } = body['properties'] as { ttl: number; aRecords: [] };
      await lab.request('PUT', id, version, { properties: { ttl, aRecords, metadata: {} } });
    }
    lab.emulator.advance(300_000);
  }
}

export function versionOf(id: string): string {
  if (id.includes('/roleAssignments/')) return VERSION.authorization;
  if (id.includes('/privateDnsZones/')) return VERSION.dns;
  if (id.includes('/dnszones/')) return VERSION.publicDns;
  if (id.includes('/trafficManagerProfiles/')) return '2022-04-01';
  if (id.includes('Microsoft.OperationalInsights')) return '2025-02-01';
  if (id.includes('Microsoft.ContainerRegistry')) return VERSION.registry;
  if (id.includes('Microsoft.ManagedIdentity')) return VERSION.identity;
  if (id.includes('Microsoft.KeyVault')) return VERSION.keyVault;
  return id.includes('Microsoft.Network') ? VERSION.network : VERSION.resources;
}
