import { describe, expect, it } from 'vitest';
import {
  type Arm,
  type Body,
  createArm,
  endpoint,
  group,
  makePrivatePath,
  network,
  networkBody,
  subnet,
} from './arm.ts';

const nic = `${group}/providers/Microsoft.Network/networkInterfaces/web`;
const pool = `${group}/providers/Microsoft.Network/loadBalancers/lb/backendAddressPools/pool`;
const gatewayPool = `${group}/providers/Microsoft.Network/applicationGateways/gw/backendAddressPools/pool`;

function ip(name: string, properties: Body = {}): Body {
  return { name, properties: { subnet: { id: subnet }, ...properties } };
}

function nicBody(ipConfigurations: readonly Body[] = [ip('ipconfig1')], properties: Body = {}): Body {
  return { location: 'westeurope', properties: { ipConfigurations, ...properties } };
}

function fixed(name: string, privateIPAddress: string): Body {
  return ip(name, { privateIPAllocationMethod: 'Static', privateIPAddress });
}

async function createNetwork(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(network, networkBody);
  return arm;
}

function addressesOf(body: Body): readonly string[] {
  return body.properties.ipConfigurations.map((each: Body) => each.properties.privateIPAddress);
}

async function refused(arm: Arm, body: Body, id = nic): Promise<string> {
  const { status, body: answered } = await arm.put(id, body);
  return `${status} ${answered.error.code}`;
}

describe('an interface of somebody', () => {
  it('is there at once, with an address and without an operation', async () => {
    const arm = await createNetwork();
    const made = await arm.put(nic, nicBody());
    expect([made.status, made.headers['azure-asyncoperation']]).toEqual([201, undefined]);
    expect(made.body.properties).toMatchObject({ provisioningState: 'Succeeded', nicType: 'Standard' });
    expect(addressesOf(made.body)).toEqual(['10.20.1.4']);
    expect((await arm.get(nic)).body).toEqual(made.body);
  });

  it('takes time where it is behind a load balancer or a gateway, and to leave it', async () => {
    const arm = await createNetwork();
    const pooled = ip('ipconfig1', { loadBalancerBackendAddressPools: [{ id: pool, name: 'pool' }] });
    const made = await arm.put(nic, nicBody([pooled]));
    expect(made.body.properties.provisioningState).toBe('Updating');
    const [shown] = made.body.properties.ipConfigurations;
    expect(shown.properties.loadBalancerBackendAddressPools).toEqual([{ id: pool }]);
    expect(await refused(arm, nicBody())).toBe('409 AnotherOperationInProgress');
    await arm.finish(made);
    const left = await arm.put(nic, nicBody());
    expect([left.status, left.body.properties.provisioningState]).toEqual([200, 'Updating']);
    expect((await arm.finish(left)).body).toEqual({ status: 'Succeeded' });
    const { body } = await arm.get(nic);
    expect(body.properties.provisioningState).toBe('Succeeded');
    expect(body.etag).not.toBe(left.body.etag);
  });

  it('keeps a dynamic address while others come and go', async () => {
    const arm = await createNetwork();
    await arm.put(nic, nicBody([fixed('ipconfig1', '10.20.1.15')]));
    const two = [ip('ipconfig1', { primary: false }), ip('second', { primary: true })];
    const { body } = await arm.put(nic, nicBody(two));
    expect(addressesOf(body)).toEqual(['10.20.1.4', '10.20.1.15']);
    expect(body.properties.ipConfigurations.map((each: Body) => each.name)).toEqual(['second', 'ipconfig1']);
  });

  it('shares the subnet with endpoints: no address twice, and none but its own given back', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const { body } = await arm.put(nic, nicBody());
    expect(addressesOf(body)).toEqual(['10.20.1.6']);
    const stolen = nicBody([fixed('ipconfig1', '10.20.1.4')]);
    expect(await refused(arm, stolen)).toBe('400 PrivateIPAddressIsAllocated');
    expect(addressesOf((await arm.get(nic)).body)).toEqual(['10.20.1.6']);
    await arm.finish(await arm.remove(endpoint));
    expect(addressesOf((await arm.put(nic, stolen)).body)).toEqual(['10.20.1.4']);
  });

  it('stands in its subnet, and holds it and the network until it is gone', async () => {
    const arm = await createNetwork();
    await arm.put(nic, nicBody());
    const { properties } = (await arm.get(subnet)).body;
    const shown = nic.replace('rg-images', 'RG-IMAGES').replace('/web', '/WEB');
    expect(properties.ipConfigurations).toEqual([{ id: `${shown}/ipConfigurations/IPCONFIG1` }]);
    expect(properties.privateEndpoints).toBeUndefined();
    for (const held of [subnet, network]) {
      const { status, body } = await arm.remove(held);
      expect([status, body.error.code]).toEqual([400, 'InUseSubnetCannotBeDeleted']);
    }
    expect((await arm.finish(await arm.remove(nic))).body).toEqual({ status: 'Succeeded' });
    expect((await arm.get(nic)).status).toBe(404);
    expect((await arm.get(subnet)).body.properties.ipConfigurations).toBeUndefined();
    await arm.finish(await arm.remove(network));
    expect((await arm.get(network)).status).toBe(404);
  });

  it('changes its tags alone by PATCH', async () => {
    const arm = await createNetwork();
    const made = await arm.put(nic, nicBody());
    const patched = await arm.patch(nic, { tags: { a: 'b' }, properties: { enableIPForwarding: true } });
    expect(patched.status).toBe(200);
    expect(patched.body).toMatchObject({ tags: { a: 'b' }, properties: { enableIPForwarding: false } });
    expect(patched.body.etag).not.toBe(made.body.etag);
  });

  it('keeps what an old version cannot say', async () => {
    const arm = await createNetwork();
    await arm.put(nic, nicBody([ip('ipconfig1')], { auxiliaryMode: 'MaxConnections', auxiliarySku: 'A1' }));
    const old = await arm.send('PUT', `https://management.azure.com${nic}?api-version=2022-01-01`, nicBody());
    expect(old.body.properties).not.toHaveProperty('auxiliarySku');
    const { properties } = (await arm.get(nic)).body;
    expect(properties).toMatchObject({ auxiliaryMode: 'None', auxiliarySku: 'A1' });
  });

  it.each<[string, Body, string]>([
    ['without an address', nicBody([]), '400 BadRequest'],
    ['with two of one name', nicBody([ip('a'), ip('A')]), '400 BadRequest'],
    ['with two that are primary', nicBody(['a', 'b'].map((n) => ip(n, { primary: true }))), '400 BadRequest'],
    ['with a fixed address that is none', nicBody([fixed('a', 'here')]), '400 InvalidIPAddressFormat'],
    ['with one outside of the subnet', nicBody([fixed('a', '10.20.2.4')]), '400 PrivateIPAddressNotInSubnet'],
    ['with one of Azure\u2019s', nicBody([fixed('a', '10.20.1.3')]), '400 PrivateIPAddressInReservedRange'],
    [
      'with one twice',
      nicBody(['a', 'b'].map((name) => fixed(name, '10.20.1.9'))),
      '400 PrivateIPAddressIsAllocated',
    ],
    ['elsewhere than its network', { ...nicBody(), location: 'eastus' }, '400 InvalidResourceReference'],
    [
      'in a subnet that is not there',
      nicBody([ip('a', { subnet: { id: `${network}/subnets/none` } })]),
      '400 InvalidResourceReference',
    ],
    [
      'in two subnets',
      nicBody([ip('a'), ip('b', { subnet: { id: `${network}/subnets/none` } })]),
      '400 IpConfigurationsOnSameNicCannotUseDifferentSubnets',
    ],
    [
      'with a gateway before an address that is not the primary one',
      nicBody([ip('a'), ip('b', { applicationGatewayBackendAddressPools: [{ id: gatewayPool }] })]),
      '400 ApplicationGatewayLoadBalancingNotSupportedOnSecondaryIpConfigurations',
    ],
    [
      'with addresses of IPv6',
      nicBody([ip('a', { privateIPAddressVersion: 'IPv6' })]),
      '501 EmulatorNotImplemented',
    ],
  ])('is refused %s, and nothing is taken', async (_, body, expected) => {
    const arm = await createNetwork();
    const before = arm.emulator.objects();
    expect(await refused(arm, body)).toBe(expected);
    expect(arm.emulator.objects()).toEqual(before);
  });

  it('waits for its subnet to be at rest', async () => {
    const arm = await createNetwork();
    const started = await arm.put(subnet, { properties: { addressPrefix: '10.20.1.0/25' } });
    expect(await refused(arm, nicBody())).toBe('429 RetryableError');
    await arm.finish(started);
    expect((await arm.put(nic, nicBody())).status).toBe(201);
  });
});

it('the interface of an endpoint is not for others to write to', async () => {
  const arm = createArm();
  await makePrivatePath(arm);
  const { id } = (await arm.get(endpoint)).body.properties.networkInterfaces[0];
  const before = arm.emulator.objects();
  expect(await refused(arm, nicBody(), id)).toBe('400 NicInUseWithPrivateEndpoint');
  for (const { body } of [await arm.patch(id, { tags: {} }), await arm.remove(id)])
    expect(body.error.code).toBe('NicInUseWithPrivateEndpoint');
  expect(arm.emulator.objects()).toEqual(before);
});
