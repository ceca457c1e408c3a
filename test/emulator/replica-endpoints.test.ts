import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import {
  type Arm,
  type Body,
  createArm,
  endpoint,
  endpointBody,
  group,
  homeReplica,
  makePrivatePath,
  network,
  networkBody,
  registry,
  registryBody,
  replica,
  replicaBody,
  type Seen,
  subnet,
  zone,
  zoneGroup,
} from './arm.ts';

const tiny = `${network}/subnets/tiny`;

async function withPath(
  options: Partial<EmulatorOptions> & { readonly manual?: boolean } = {},
): Promise<Arm> {
  const arm = createArm(options);
  await makePrivatePath(arm, options);
  return arm;
}

/** Members and addresses of the endpoint's interface, in their order. */
async function addressesOf(arm: Arm, id = endpoint): Promise<Body> {
  const nic = (await arm.get(id)).body.properties.networkInterfaces[0].id;
  return (await arm.get(nic)).body.properties.ipConfigurations.map(({ properties }: Body) => [
    properties.privateLinkConnectionProperties.requiredMemberName,
    properties.privateIPAddress,
  ]);
}

async function namesOf(arm: Arm, id = endpoint): Promise<Body> {
  const { customDnsConfigs } = (await arm.get(id)).body.properties;
  return customDnsConfigs.map(({ fqdn, ipAddresses }: Body) => [fqdn, ...ipAddresses]);
}

async function recordsIn(arm: Arm): Promise<Record<string, string[]>> {
  const { value } = (await arm.get(`${zone}/A`)).body;
  return Object.fromEntries(
    value.map(({ name, properties }: Body) => [
      name,
      properties.aRecords.map(({ ipv4Address }: Body) => ipv4Address),
    ]),
  );
}

function linkState(body: Body): Body {
  const { privateLinkServiceConnections, manualPrivateLinkServiceConnections } = body.properties;
  return [...privateLinkServiceConnections, ...manualPrivateLinkServiceConnections][0].properties
    .privateLinkServiceConnectionState;
}

async function connectionOf(arm: Arm): Promise<Body> {
  return (await arm.get(registry)).body.properties.privateEndpointConnections[0];
}

async function approve(arm: Arm): Promise<Seen> {
  const { id } = await connectionOf(arm);
  const privateLinkServiceConnectionState = { status: 'Approved', description: 'by a person' };
  return arm.finish(await arm.put(id, { properties: { privateLinkServiceConnectionState } }));
}

function bodyIn(subnetId: string, ipConfigurations: readonly Body[] = []): Body {
  const body = endpointBody();
  return { ...body, properties: { ...body.properties, subnet: { id: subnetId }, ipConfigurations } };
}

const two = [
  ['registry_data_westeurope', '10.20.1.4'],
  ['registry', '10.20.1.5'],
];
const twoRecords = { contosoimages: ['10.20.1.5'], 'contosoimages.westeurope.data': ['10.20.1.4'] };
const three = [...two, ['registry_data_northeurope', '10.20.1.6']];
const threeRecords = { ...twoRecords, 'contosoimages.northeurope.data': ['10.20.1.6'] };

describe('a replica', () => {
  it('adds a member for its region, data first', async () => {
    const arm = await withPath();
    await arm.make(replica, replicaBody);
    const { value } = (await arm.get(`${registry}/privateLinkResources`)).body;
    expect(value[0].properties.requiredMembers).toEqual([
      'registry_data_northeurope',
      'registry_data_westeurope',
      'registry',
    ]);
  });

  it('gives a later endpoint an address for every member', async () => {
    const arm = await withPath();
    await arm.make(replica, replicaBody);
    await arm.make(`${endpoint}-2`, endpointBody());
    expect(await addressesOf(arm, `${endpoint}-2`)).toEqual([
      ['registry_data_northeurope', '10.20.1.7'],
      ['registry_data_westeurope', '10.20.1.8'],
      ['registry', '10.20.1.9'],
    ]);
  });

  it('joins every endpoint when its operation ends: address, name and record', async () => {
    const arm = await withPath();
    const started = await arm.put(replica, replicaBody);
    expect([await addressesOf(arm), await recordsIn(arm)]).toEqual([two, twoRecords]);
    const { etag } = (await arm.get(endpoint)).body;
    await arm.finish(started);
    expect(await addressesOf(arm)).toEqual(three);
    expect(await namesOf(arm)).toContainEqual(['contosoimages.northeurope.data.azurecr.io', '10.20.1.6']);
    expect(await recordsIn(arm)).toEqual(threeRecords);
    expect((await arm.get(`${zone}/A/contosoimages.northeurope.data`)).body.properties.ttl).toBe(10);
    const { recordSets } = (await arm.get(zoneGroup)).body.properties.privateDnsZoneConfigs[0].properties;
    expect(recordSets.map(({ recordSetName }: Body) => recordSetName)).toContain(
      'contosoimages.northeurope.data',
    );
    expect((await arm.get(endpoint)).body.etag).not.toBe(etag);
    expect((await arm.get(subnet)).body.properties.ipConfigurations).toHaveLength(3);
  });

  it('takes its address, name and record along when it goes', async () => {
    const arm = await withPath();
    await arm.make(replica, replicaBody);
    const started = await arm.remove(replica);
    expect(await recordsIn(arm)).toEqual(threeRecords);
    await arm.finish(started);
    expect(await addressesOf(arm)).toEqual(two);
    expect(await namesOf(arm)).toHaveLength(2);
    expect(await recordsIn(arm)).toEqual(twoRecords);
    await arm.make(`${endpoint}-2`, endpointBody());
    expect(await addressesOf(arm, `${endpoint}-2`)).toContainEqual(['registry_data_westeurope', '10.20.1.6']);
  });

  it('leaves an automatic connection approved', async () => {
    const arm = await withPath();
    await arm.make(replica, replicaBody);
    expect(linkState((await arm.get(endpoint)).body).status).toBe('Approved');
    expect((await connectionOf(arm)).properties.privateLinkServiceConnectionState.status).toBe('Approved');
  });

  it('has a manual connection wait anew, and its name appears with the approval', async () => {
    const arm = await withPath({ manual: true });
    await approve(arm);
    await arm.make(replica, replicaBody);
    expect(linkState((await arm.get(endpoint)).body)).toMatchObject({ status: 'Pending', description: '' });
    expect((await connectionOf(arm)).properties.privateLinkServiceConnectionState).toEqual({
      status: 'Pending',
    });
    expect(await addressesOf(arm)).toEqual(three);
    expect(await namesOf(arm)).toHaveLength(2);
    expect(await recordsIn(arm)).toEqual(twoRecords);
    await approve(arm);
    expect(await namesOf(arm)).toHaveLength(3);
    expect(await recordsIn(arm)).toEqual(threeRecords);
  });

  it('that goes while a manual connection waits anew takes along what it had brought', async () => {
    const arm = await withPath({ manual: true });
    await approve(arm);
    await arm.make(replica, replicaBody);
    await arm.finish(await arm.remove(replica));
    expect([await addressesOf(arm), await recordsIn(arm)]).toEqual([two, twoRecords]);
    expect(linkState((await arm.get(endpoint)).body).status).toBe('Pending');
  });

  it('leaves endpoints of another incarnation of the registry alone', async () => {
    const arm = await withPath();
    await arm.remove(registry);
    await arm.make(registry, registryBody);
    await arm.make(replica, replicaBody);
    expect(await addressesOf(arm)).toEqual(two);
  });

  it('of the home region changes no endpoint', async () => {
    const arm = await withPath();
    await arm.make(homeReplica, { location: 'westeurope' });
    await arm.finish(await arm.remove(homeReplica));
    expect([await addressesOf(arm), await recordsIn(arm)]).toEqual([two, twoRecords]);
  });
});

describe('an endpoint subnet without a free address', () => {
  // Three addresses are usable in a /29.
  async function withFullSubnet(): Promise<Arm> {
    const arm = await withPath();
    await arm.make(tiny, { properties: { addressPrefix: '10.20.2.0/29' } });
    await arm.make(`${endpoint}-2`, bodyIn(tiny));
    await arm.make(replica, replicaBody);
    return arm;
  }
  const third = `${registry}/replications/francecentral`;

  it('lets a replica be Creating, fail and be gone, and is not named', async () => {
    const arm = await withFullSubnet();
    const before = arm.emulator.objects();
    const started = await arm.put(third, { location: 'francecentral' });
    expect((await arm.get(third)).body.properties.provisioningState).toBe('Creating');
    const { status, error } = (await arm.finish(started)).body;
    expect(status).toBe('Failed');
    expect(error.message).not.toMatch(/tiny|subnet|address|endpoint/i);
    expect((await arm.get(third)).status).toBe(404);
    expect(arm.emulator.objects()).toEqual(before);
  });

  it('counts for all endpoints in it together', async () => {
    const arm = await withPath();
    await arm.make(tiny, { properties: { addressPrefix: '10.20.2.0/28' } });
    for (const suffix of ['2', '3', '4', '5']) await arm.make(`${endpoint}-${suffix}`, bodyIn(tiny));
    // Eleven usable addresses, eight taken, four more needed.
    const failed = await arm.finish(await arm.put(replica, replicaBody));
    expect(failed.body.status).toBe('Failed');
    await arm.finish(await arm.remove(`${endpoint}-5`));
    expect((await arm.finish(await arm.put(replica, replicaBody))).body.status).toBe('Succeeded');
    expect((await arm.get(tiny)).body.properties.ipConfigurations).toHaveLength(9);
  });
});

describe('an endpoint with static addresses', () => {
  const ip = (memberName: string, privateIPAddress: string) => ({
    name: memberName,
    properties: { groupId: 'registry', memberName, privateIPAddress },
  });

  it('lets the replica fail with the members that it lacks', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    await arm.make(network, networkBody);
    await arm.make(registry, registryBody);
    await arm.make(
      endpoint,
      bodyIn(subnet, [ip('registry', '10.20.1.10'), ip('registry_data_westeurope', '10.20.1.11')]),
    );
    const failed = await arm.finish(await arm.put(replica, replicaBody));
    expect(failed.body).toMatchObject({ status: 'Failed', error: { code: 'BadRequest' } });
    expect(failed.body.error.message).toBe(
      `Failed to replicate private endpoint. Private Endpoint ${endpoint} contains static ipconfigurations: [PrivateIPAddress: 10.20.1.10, GroupId: registry, MemberName: registry; PrivateIPAddress: 10.20.1.11, GroupId: registry, MemberName: registry_data_westeurope] and it's missing these membernames/groupids requested by Private Link service [GroupId: registry, MemberName: registry_data_northeurope, IpVersion: IPv4]. Private Endpoint needs to be reconfigured with missing memberNames.`,
    );
    expect((await arm.get(replica)).body.properties.provisioningState).toBe('Failed');
    expect(await addressesOf(arm)).toHaveLength(2);
  });

  it('made after the replica gets its address for it, and loses it with the replica', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    await arm.make(network, networkBody);
    await arm.make(registry, registryBody);
    await arm.make(replica, replicaBody);
    const all = [
      ip('registry', '10.20.1.10'),
      ip('registry_data_westeurope', '10.20.1.11'),
      ip('registry_data_northeurope', '10.20.1.12'),
    ];
    expect((await arm.put(endpoint, bodyIn(subnet, all.slice(0, 2)))).status).toBe(400);
    await arm.make(endpoint, bodyIn(subnet, all));
    expect(await addressesOf(arm)).toContainEqual(['registry_data_northeurope', '10.20.1.12']);
    await arm.finish(await arm.remove(replica));
    const { ipConfigurations } = (await arm.get(endpoint)).body.properties;
    expect(ipConfigurations.map(({ name }: Body) => name)).toEqual(['registry', 'registry_data_westeurope']);
    expect(await addressesOf(arm)).toHaveLength(2);
  });
});

describe('an endpoint beside a replica in the making', () => {
  it('is refused without Retry-After, and passes when the replica is there', async () => {
    const arm = await withPath({ latency: 'typical' });
    const started = await arm.put(replica, replicaBody);
    const refused = await arm.put(`${endpoint}-2`, endpointBody());
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'RetryableError' } } });
    expect(refused.headers['retry-after']).toBeUndefined();
    expect(refused.body.error.details[0]).toMatchObject({ code: 'ReferencedResourceNotProvisioned' });
    expect(refused.body.error.details[0].message).toContain(replica);
    await arm.finish(started);
    await arm.make(`${endpoint}-2`, endpointBody());
    expect(await addressesOf(arm, `${endpoint}-2`)).toHaveLength(3);
  });

  it('passes at the third try also when nobody polls the replica', async () => {
    const arm = await withPath();
    await arm.put(replica, replicaBody);
    const tries = [];
    for (let nth = 0; nth < 3; nth += 1) tries.push((await arm.put(`${endpoint}-2`, endpointBody())).status);
    expect(tries).toEqual([429, 429, 201]);
  });

  it('that was begun before it has every address in the end', async () => {
    const arm = await withPath();
    const started = await arm.put(`${endpoint}-2`, endpointBody());
    await arm.make(replica, replicaBody);
    await arm.finish(started);
    expect(await namesOf(arm, `${endpoint}-2`)).toHaveLength(3);
  });
});
