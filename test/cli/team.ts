import { SUBSCRIPTION, VERSION } from '../scenarios/stacks.ts';
import type { ServedEmulator } from './acrctl.ts';

const TEAM_GROUP = `${SUBSCRIPTION}/resourceGroups/rg-team`;
export const TEAM = `${TEAM_GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoteam`;
const SHARED = `${SUBSCRIPTION}/resourceGroups/rg-platform`;
const HUB = `${SHARED}/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const ZONE = `${SHARED}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
const TEAM_ENDPOINT = `${TEAM_GROUP}/providers/Microsoft.Network/privateEndpoints/contosoteam-hub`;
const TEAM_IDENTITY = `${TEAM_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/build-agents`;

/** A registry that a team made in the portal, behind the network and the zone of the platform team. */
export async function putTeam({ ask }: Pick<ServedEmulator, 'ask'>): Promise<void> {
  const put = async (id: string, version: string, body: object) => {
    await ask('PUT', `${id}?api-version=${version}`, body);
    await ask('POST', '/_emulator/clock', { advanceMs: 600_000 });
  };
  const location = 'westeurope';
  const subnets = ['endpoints', 'apps'].map((name, index) => ({
    name,
    properties: { addressPrefix: `10.20.${index + 1}.0/24` },
  }));
  await put(TEAM_GROUP, VERSION.resources, { location });
  await put(SHARED, VERSION.resources, { location });
  await put(HUB, VERSION.network, {
    location,
    properties: { addressSpace: { addressPrefixes: ['10.20.0.0/16'] }, subnets },
  });
  await put(ZONE, VERSION.dns, { location: 'global' });
  await put(`${ZONE}/virtualNetworkLinks/hub`, VERSION.dns, {
    location: 'global',
    properties: { virtualNetwork: { id: HUB }, registrationEnabled: false },
  });
  await put(`${ZONE}/A/contosoother`, VERSION.dns, {
    properties: { ttl: 300, aRecords: [{ ipv4Address: '10.20.1.99' }] },
  });
  await put(TEAM_IDENTITY, VERSION.identity, { location });
  await put(TEAM, VERSION.registry, {
    location,
    sku: { name: 'Premium' },
    tags: { team: 'images' },
    properties: {
      dataEndpointEnabled: true,
      publicNetworkAccess: 'Enabled',
      networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '203.0.113.0/24' }] },
      policies: {
        retentionPolicy: { status: 'enabled', days: 14 },
        softDeletePolicy: { status: 'disabled' },
      },
    },
  });
  await put(TEAM_ENDPOINT, VERSION.network, {
    location,
    properties: {
      subnet: { id: `${HUB}/subnets/endpoints` },
      customNetworkInterfaceName: 'contosoteam-hub-nic',
      privateLinkServiceConnections: [
        { name: 'team', properties: { privateLinkServiceId: TEAM, groupIds: ['registry'] } },
      ],
    },
  });
  await put(`${TEAM_ENDPOINT}/privateDnsZoneGroups/default`, VERSION.network, {
    properties: { privateDnsZoneConfigs: [{ name: 'acr', properties: { privateDnsZoneId: ZONE } }] },
  });
}
