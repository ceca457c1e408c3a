import { describe, expect, it } from 'vitest';
import { type Arm, createArm, endpoint, endpointBody, group, network, networkBody } from './arm.ts';

const providers = `${group}/providers`;
const zone = `${providers}/Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net`;

/** An endpoint of a service whose objects are not emulated. */
function bodyFor(serviceId: string, groupIds: readonly string[] | undefined, manual = false) {
  const { location, properties } = endpointBody();
  const connection = { name: 'mine', properties: { privateLinkServiceId: serviceId, groupIds } };
  const list = manual ? 'manualPrivateLinkServiceConnections' : 'privateLinkServiceConnections';
  return { location, properties: { subnet: properties.subnet, [list]: [connection] } };
}

async function withNetwork(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(network, networkBody);
  return arm;
}

const storage = `${providers}/Microsoft.Storage/storageAccounts/Pictures`;
const vault = `${providers}/Microsoft.KeyVault/vaults/kv-images`;
const gateway = `${providers}/Microsoft.Network/applicationGateways/front`;
const service = `${providers}/Microsoft.Network/privateLinkServices/ours`;
const alias = 'ours.d57b5457-3beb-4618-b1ec-3bf491125e8c.westeurope.azure.privatelinkservice';

describe('an endpoint of another service', () => {
  // Evidence beside each kind in src/emulator/types/link-services.ts.
  it.each([
    ['storage', storage, ['blob'], ['pictures.blob.core.windows.net'], 'Auto-Approved', undefined],
    ['a key vault', vault, ['vault'], ['kv-images.vault.azure.net'], 'Auto-Approved', undefined],
    ['a gateway', gateway, ['frontend'], [], 'Auto Approved', 'westeurope'],
    ['a private link service', service, undefined, [], 'Auto Approved', undefined],
  ])('is approved by %s, under its name', async (_, id, groups, names, description, location) => {
    const arm = await withNetwork();
    const { properties } = (await arm.make(endpoint, bodyFor(id, groups))).body;
    const [connection] = properties.privateLinkServiceConnections;
    expect(connection.properties.privateLinkServiceConnectionState).toMatchObject({
      status: 'Approved',
      description,
    });
    expect(connection.properties.groupIds).toEqual(groups);
    expect(connection.properties.resolvedPrivateLinkServiceLocation).toBe(location);
    expect(properties.customDnsConfigs.map(({ fqdn }: { fqdn: string }) => fqdn)).toEqual(names);
    const nic = (await arm.get(properties.networkInterfaces[0].id)).body;
    expect(nic.properties.ipConfigurations).toHaveLength(1);
  });

  it('keeps records in the zone of the service, and no others', async () => {
    const arm = await withNetwork();
    await arm.make(zone, { location: 'global' });
    await arm.make(endpoint, bodyFor(storage, ['blob']));
    const config = { name: 'config', properties: { privateDnsZoneId: zone } };
    await arm.make(`${endpoint}/privateDnsZoneGroups/default`, {
      properties: { privateDnsZoneConfigs: [config] },
    });
    const { aRecords } = (await arm.get(`${zone}/A/pictures`)).body.properties;
    expect(aRecords).toEqual([{ ipv4Address: '10.20.1.4' }]);
    await arm.finish(await arm.remove(endpoint));
    expect((await arm.get(`${zone}/A/pictures`)).status).toBe(404);
  });

  it('waits where somebody has to decide, but for an alias that lets everybody in', async () => {
    const arm = await withNetwork();
    const stateOf = async (id: string, serviceId: string) => {
      const { properties } = (await arm.make(id, bodyFor(serviceId, undefined, true))).body;
      return properties.manualPrivateLinkServiceConnections[0].properties.privateLinkServiceConnectionState;
    };
    expect(await stateOf(endpoint, service)).toMatchObject({ status: 'Pending' });
    expect(await stateOf(`${endpoint}-2`, alias)).toMatchObject({
      status: 'Approved',
      description: 'Approved',
    });
  });

  it('that nobody has recorded is refused loudly', async () => {
    const arm = await withNetwork();
    const sql = `${providers}/Microsoft.Sql/servers/db`;
    const refused = await arm.put(endpoint, bodyFor(sql, ['sqlServer']));
    expect(refused).toMatchObject({ status: 501, body: { error: { code: 'EmulatorNotImplemented' } } });
    expect(refused.body.error.message).toContain(sql);
  });

  it('says Auto Approved again while it changes', async () => {
    const arm = await withNetwork();
    await arm.make(endpoint, bodyFor(storage, ['blob']));
    const { properties, location } = bodyFor(storage, ['blob']);
    const groups = [{ id: `${providers}/Microsoft.Network/applicationSecurityGroups/apps` }];
    const changing = await arm.put(endpoint, {
      location,
      properties: { ...properties, applicationSecurityGroups: groups },
    });
    const words = (body: typeof changing.body) =>
      body.properties.privateLinkServiceConnections[0].properties.privateLinkServiceConnectionState
        .description;
    expect(words(changing.body)).toBe('Auto Approved');
    await arm.finish(changing);
    expect(words((await arm.get(endpoint)).body)).toBe('Auto-Approved');
  });
});

describe.each([
  ['2022-07-01', undefined, undefined],
  ['2024-03-01', false, undefined],
  ['2025-03-01', undefined, 'IPv4'],
])('in %s an endpoint', (version, isIpv6, ipVersion) => {
  it('shows what that version has', async () => {
    const arm = await withNetwork();
    await arm.make(endpoint, bodyFor(storage, ['blob']));
    const url = `https://management.azure.com${endpoint}?api-version=${version}`;
    const { properties } = (await arm.send('GET', url)).body;
    expect(properties.isIPv6EnabledPrivateEndpoint).toBe(isIpv6);
    expect(properties.ipVersionType).toBe(ipVersion);
  });
});
