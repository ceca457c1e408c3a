import { describe, expect, it } from 'vitest';
import {
  type Arm,
  type Body,
  createArm,
  endpoint,
  endpointBody,
  group,
  link,
  linkBody,
  makePrivatePath,
  network,
  networkBody,
  registry,
  registryBody,
  subnet,
  zone,
  zoneBody,
  zoneGroup,
  zoneGroupBody,
} from './arm.ts';

async function connectionId(arm: Arm): Promise<string> {
  return (await arm.get(registry)).body.properties.privateEndpointConnections[0].id;
}

async function records(arm: Arm): Promise<Record<string, Body>> {
  const { body } = await arm.get(`${zone}/A`);
  return Object.fromEntries(body.value.map((record: Body) => [record.name, record.properties.aRecords]));
}

function decide(arm: Arm, id: string, status: string) {
  return arm.put(id, {
    properties: { privateLinkServiceConnectionState: { status, description: 'by a person' } },
  });
}

describe('an approved private endpoint', () => {
  it('gets the lowest free addresses, one for each member, data first', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const { properties } = (await arm.get(endpoint)).body;
    expect(properties.customDnsConfigs).toEqual([
      { fqdn: 'contosoimages.westeurope.data.azurecr.io', ipAddresses: ['10.20.1.4'] },
      { fqdn: 'contosoimages.azurecr.io', ipAddresses: ['10.20.1.5'] },
    ]);
    const nic = (await arm.get(properties.networkInterfaces[0].id)).body;
    expect(nic.name).toMatch(/^images-hub\.nic\.[0-9a-f-]{36}$/);
    expect(
      nic.properties.ipConfigurations.map((ip: Body) => ip.properties.privateLinkConnectionProperties),
    ).toEqual([
      {
        groupId: 'registry',
        requiredMemberName: 'registry_data_westeurope',
        fqdns: ['contosoimages.westeurope.data.azurecr.io'],
      },
      { groupId: 'registry', requiredMemberName: 'registry', fqdns: ['contosoimages.azurecr.io'] },
    ]);
  });

  it('says Auto Approved first and Auto-Approved when the registry has answered', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const other = `${endpoint}-2`;
    const started = await arm.put(other, endpointBody());
    const state = (body: Body) =>
      body.properties.privateLinkServiceConnections[0].properties.privateLinkServiceConnectionState;
    expect(state(started.body).description).toBe('Auto Approved');
    await arm.finish(started);
    expect(state((await arm.get(other)).body)).toEqual({
      status: 'Approved',
      description: 'Auto-Approved',
      actionsRequired: 'None',
    });
  });

  it('shows on the registry and turns its data endpoints on', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const { properties } = (await arm.get(registry)).body;
    expect(properties.privateEndpointConnections[0].name).toMatch(/^contosoimages\.[0-9a-f]{32}$/);
    expect(properties.privateEndpointConnections[0].properties.privateEndpoint.id).toBe(endpoint);
    expect(properties).toMatchObject({
      dataEndpointEnabled: true,
      dataEndpointHostNames: ['contosoimages.westeurope.data.azurecr.io'],
    });
    const kept = await arm.put(registry, { ...registryBody, properties: { dataEndpointEnabled: false } });
    expect(kept.body.properties.dataEndpointEnabled).toBe(true);
  });

  it('shows on its subnet, in capitals', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const { properties } = (await arm.get(subnet)).body;
    expect(properties.privateEndpoints).toEqual([{ id: endpoint }]);
    expect(properties.ipConfigurations[0].id).toMatch(
      /RG-IMAGES\/.*\/IMAGES-HUB\.NIC\..*\/PRIVATEENDPOINTIPCONFIG/,
    );
  });

  it('keeps its interface until it goes', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const nic = (await arm.get(endpoint)).body.properties.networkInterfaces[0].id;
    expect((await arm.remove(nic)).status).toBe(400);
    await arm.finish(await arm.remove(endpoint));
    expect((await arm.get(nic)).status).toBe(404);
  });

  it('takes static addresses when they cover every member', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const ip = (memberName: string, privateIPAddress: string) => ({
      name: memberName,
      properties: { groupId: 'registry', memberName, privateIPAddress },
    });
    const body = endpointBody();
    const put = (ipConfigurations: Body) =>
      arm.put(`${endpoint}-2`, { ...body, properties: { ...body.properties, ipConfigurations } });
    const short = await put([ip('registry', '10.20.1.10')]);
    expect(short.body.error.code).toBe('PrivateEndpointIpConfigurationMissingMemberNamesRequiredByFps');
    expect(short.body.error.message).toContain('MemberName: registry_data_westeurope');
    const taken = await put([ip('registry', '10.20.1.4'), ip('registry_data_westeurope', '10.20.1.11')]);
    expect(taken.body.error.code).toBe('PrivateIPAddressIsAllocated');
    const reserved = await put([ip('registry', '10.20.1.3'), ip('registry_data_westeurope', '10.20.1.11')]);
    expect(reserved.body.error.code).toBe('PrivateIPAddressInReservedRange');
    expect(
      (await put([ip('registry', '10.20.1.10'), ip('registry_data_westeurope', '10.20.1.11')])).status,
    ).toBe(201);
  });

  it('is refused when the subnet is full', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.make(`${network}/subnets/tiny`, { properties: { addressPrefix: '10.20.2.0/29' } });
    const body = endpointBody();
    const inTiny = { ...body, properties: { ...body.properties, subnet: { id: `${network}/subnets/tiny` } } };
    await arm.make(`${endpoint}-2`, inTiny);
    expect((await arm.put(`${endpoint}-3`, inTiny)).body.error.code).toBe('SubnetIsFull');
  });

  it.each([
    ['a subnet', { subnet: { id: `${network}/subnets/absent` } }],
    [
      'a registry',
      {
        privateLinkServiceConnections: [
          { name: 'x', properties: { privateLinkServiceId: `${registry}x`, groupIds: ['registry'] } },
        ],
      },
    ],
  ])('is refused when it names %s that is not there', async (_, properties) => {
    const arm = createArm();
    await makePrivatePath(arm);
    const body = endpointBody();
    const answer = await arm.put(`${endpoint}-2`, {
      ...body,
      properties: { ...body.properties, ...properties },
    });
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidResourceReference' } } });
  });

  it('is not emulated for other services, and says so', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const registryId = `${group}/providers/Microsoft.Sql/servers/store`;
    const answer = await arm.put(`${endpoint}-2`, endpointBody({ registryId }));
    expect(answer).toMatchObject({ status: 501, body: { error: { code: 'EmulatorNotImplemented' } } });
  });

  it('is Disconnected for good when its registry goes, also when the registry comes back', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.remove(registry);
    await arm.make(registry, registryBody);
    const { properties } = await arm
      .make(endpoint, { ...endpointBody(), tags: { a: 'b' } })
      .then(({ body }) => body);
    const connection = properties.privateLinkServiceConnections[0].properties;
    expect(properties.provisioningState).toBe('Succeeded');
    expect(connection.privateLinkServiceConnectionState.status).toBe('Disconnected');
    expect((await arm.get(registry)).body.properties.privateEndpointConnections).toEqual([]);
  });
});

describe('a manual private endpoint', () => {
  it('waits without names and without records until it is approved', async () => {
    const arm = createArm();
    await makePrivatePath(arm, { manual: true });
    expect((await arm.get(endpoint)).body.properties).toMatchObject({
      customDnsConfigs: [],
      provisioningState: 'Succeeded',
    });
    expect(await records(arm)).toEqual({});
    const id = await connectionId(arm);
    const started = await decide(arm, id, 'Approved');
    expect(started).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Updating' } } });
    expect(started.body.properties.privateLinkServiceConnectionState).toEqual({ status: 'Pending' });
    await arm.finish(started);
    expect((await arm.get(id)).body.properties.privateLinkServiceConnectionState).toEqual({
      status: 'Approved',
      description: 'by a person',
    });
    expect((await arm.get(endpoint)).body.properties.customDnsConfigs).toHaveLength(2);
    expect(Object.keys(await records(arm))).toEqual(['contosoimages', 'contosoimages.westeurope.data']);
  });

  it('is told of a rejection and of the removal of its connection', async () => {
    const arm = createArm();
    await makePrivatePath(arm, { manual: true });
    const id = await connectionId(arm);
    const status = async () => {
      const { properties } = (await arm.get(endpoint)).body;
      return properties.manualPrivateLinkServiceConnections[0].properties.privateLinkServiceConnectionState
        .status;
    };
    await arm.finish(await decide(arm, id, 'Rejected'));
    expect(await status()).toBe('Rejected');
    await arm.finish(await arm.remove(id));
    expect(await status()).toBe('Disconnected');
    expect(await arm.get(id)).toMatchObject({ status: 404, body: { status: 'Failed' } });
  });

  it('polls its approval with 201 while it runs', async () => {
    const arm = createArm({ latency: 'typical' });
    await makePrivatePath(arm, { manual: true });
    const started = await decide(arm, await connectionId(arm), 'Approved');
    const running = await arm.send('GET', started.headers['azure-asyncoperation'] ?? '');
    expect(running).toMatchObject({ status: 201, body: { status: 'Updating' } });
    expect(await arm.finish(started)).toMatchObject({ status: 200, body: { status: 'Succeeded' } });
  });
});

describe('a zone group', () => {
  it('writes the records with a time to live of 10 s, and takes them away again', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    expect(await records(arm)).toEqual({
      contosoimages: [{ ipv4Address: '10.20.1.5' }],
      'contosoimages.westeurope.data': [{ ipv4Address: '10.20.1.4' }],
    });
    expect((await arm.get(`${zone}/A/contosoimages`)).body.properties.ttl).toBe(10);
    expect((await arm.get(zone)).body.properties.numberOfRecordSets).toBe(3);
    await arm.finish(await arm.remove(zoneGroup));
    expect(await records(arm)).toEqual({});
  });

  it('writes nothing before its operation ends', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.finish(await arm.remove(zoneGroup));
    const started = await arm.put(zoneGroup, zoneGroupBody);
    expect(started.body.properties.privateDnsZoneConfigs[0].properties.recordSets).toHaveLength(2);
    expect(await records(arm)).toEqual({});
  });

  it('does nothing, without an error, in a zone of another name', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.finish(await arm.remove(zoneGroup));
    const other = zone.replace('privatelink.azurecr.io', 'www.contoso.com');
    await arm.make(other, zoneBody);
    const properties = { privateDnsZoneConfigs: [{ name: 'x', properties: { privateDnsZoneId: other } }] };
    const { body } = await arm.make(zoneGroup, { properties });
    expect(body.properties.privateDnsZoneConfigs[0].properties.recordSets).toEqual([]);
  });

  it('is the only one of its endpoint', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const second = await arm.put(`${endpoint}/privateDnsZoneGroups/second`, zoneGroupBody);
    expect(second.body.error.message).toContain('Cannot create more than one private dns zone groups');
  });

  it('overwrites the record of another endpoint and takes it along when it goes', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.make(`${endpoint}-2`, endpointBody());
    await arm.make(`${endpoint}-2/privateDnsZoneGroups/default`, zoneGroupBody);
    expect((await records(arm))['contosoimages']).toEqual([{ ipv4Address: '10.20.1.7' }]);
    await arm.finish(await arm.remove(zoneGroup));
    expect(await records(arm)).toEqual({});
  });

  it('goes with its endpoint, records and all', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    await arm.finish(await arm.remove(endpoint));
    expect(await records(arm)).toEqual({});
    expect((await arm.get(registry)).body.properties.privateEndpointConnections).toEqual([]);
  });
});

describe('a virtual network link', () => {
  it('is InProgress at the first look and Completed at the next', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    await arm.make(network, networkBody);
    await arm.make(zone, zoneBody);
    const first = await arm.make(link, linkBody);
    expect(first.body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      virtualNetworkLinkState: 'InProgress',
    });
    expect(first.body.etag).toMatch(/^"[0-9a-f]{8}-0000-0100-0000-[0-9a-f]{12}"$/);
    expect((await arm.get(link)).body.properties.virtualNetworkLinkState).toBe('Completed');
  });

  it('is refused to a second zone of the same name', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const elsewhere = group.replace('rg-images', 'rg-dns');
    await arm.make(elsewhere, { location: 'westeurope' });
    const twin = zone.replace('rg-images', 'rg-dns');
    await arm.make(twin, zoneBody);
    const refused = await arm.put(`${twin}/virtualNetworkLinks/hub`, linkBody);
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'BadRequest' } } });
    expect(refused.body.error.message).toContain('overlapping namespaces');
  });
});

describe('a resource group', () => {
  it('takes everything along and disconnects what looked at it from outside', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const elsewhere = group.replace('rg-images', 'rg-other');
    await arm.make(elsewhere, { location: 'westeurope' });
    const otherRegistry = registry.replace('rg-images', 'rg-other').replace('contosoimages', 'otherimages');
    await arm.make(otherRegistry, registryBody);
    await arm.make(`${endpoint}-2`, endpointBody({ registryId: otherRegistry }));
    await arm.finish(await arm.remove(group));
    expect((await arm.get(group)).status).toBe(404);
    expect(Object.keys(arm.emulator.objects())).toEqual(
      [elsewhere.toLowerCase(), otherRegistry.toLowerCase()].sort(),
    );
    expect((await arm.get(otherRegistry)).body.properties.privateEndpointConnections).toEqual([]);
  });

  it('refuses writes while it goes', async () => {
    const arm = createArm({ latency: 'typical' });
    await arm.make(group, { location: 'westeurope' });
    await arm.remove(group);
    expect((await arm.get(group)).body.properties.provisioningState).toBe('Deleting');
    expect((await arm.put(registry, registryBody)).body.error.code).toBe('ResourceGroupBeingDeleted');
  });
});
