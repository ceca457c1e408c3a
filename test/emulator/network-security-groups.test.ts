import { describe, expect, it } from 'vitest';
import { type Arm, type Body, createArm, group, network, networkBody, subnet } from './arm.ts';

const nsg = `${group}/providers/Microsoft.Network/networkSecurityGroups/guard`;
const rule = `${nsg}/securityRules/https`;
const nic = `${group}/providers/Microsoft.Network/networkInterfaces/web`;
const location = 'westeurope';

function ruleBody(properties: Body = {}): Body {
  return {
    properties: {
      protocol: 'Tcp',
      access: 'Allow',
      direction: 'Inbound',
      priority: 100,
      sourcePortRange: '*',
      sourceAddressPrefix: 'Internet',
      destinationAddressPrefix: '*',
      destinationPortRange: '443',
      ...properties,
    },
  };
}

function nsgBody(...rules: readonly (readonly [name: string, body: Body])[]): Body {
  return { location, properties: { securityRules: rules.map(([name, body]) => ({ name, ...body })) } };
}

async function createGroup(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location });
  return arm;
}

function namesOf(body: Body): readonly string[] {
  return body.properties.securityRules.map(({ name }: Body) => name);
}

async function refused(arm: Arm, id: string, body: Body): Promise<string> {
  const { status, body: answered } = await arm.put(id, body);
  return `${status} ${answered.error.code}`;
}

describe('a network security group', () => {
  it('comes with six rules of its own, in its own state', async () => {
    const arm = await createGroup();
    const started = await arm.put(nsg, { location });
    const states = ({ properties }: Body) =>
      properties.defaultSecurityRules.map((each: Body) => each.properties.provisioningState);
    expect([started.status, ...states(started.body)]).toEqual([201, ...Array(6).fill('Updating')]);
    await arm.finish(started);
    const { body } = await arm.get(nsg);
    expect(states(body)).toEqual(Array(6).fill('Succeeded'));
    expect(body.properties.securityRules).toEqual([]);
    const priorities = body.properties.defaultSecurityRules.map((each: Body) => each.properties.priority);
    expect(priorities).toEqual([65000, 65001, 65500, 65000, 65001, 65500]);
  });

  it('is done at once when its rules stay, and not when they change', async () => {
    const arm = await createGroup();
    const made = await arm.make(nsg, nsgBody(['https', ruleBody()]));
    const tagged = await arm.put(nsg, { ...nsgBody(['https', ruleBody()]), tags: { a: 'b' } });
    expect([tagged.status, tagged.body.properties.provisioningState]).toEqual([200, 'Succeeded']);
    expect(tagged.body.etag).not.toBe(made.body.etag);
    expect((await arm.get(nsg)).body).toEqual(tagged.body);
    const bare = await arm.put(nsg, { location });
    expect([bare.body.properties.provisioningState, bare.body.properties.securityRules]).toEqual([
      'Updating',
      [],
    ]);
    await arm.finish(bare);
    expect((await arm.get(rule)).status).toBe(404);
  });

  it('has rules of their own life, and one etag with them', async () => {
    const arm = await createGroup();
    await arm.make(nsg, { location });
    const started = await arm.put(rule, ruleBody());
    expect([started.status, started.body.properties.provisioningState]).toEqual([201, 'Updating']);
    expect(await refused(arm, nsg, { location })).toBe('409 AnotherOperationInProgress');
    expect(await refused(arm, `${rule}-2`, ruleBody({ priority: 101 }))).toBe(
      '409 AnotherOperationInProgress',
    );
    await arm.finish(started);
    const { body } = await arm.get(nsg);
    expect(body.properties.securityRules).toEqual([(await arm.get(rule)).body]);
    expect(body.properties.securityRules[0]).toMatchObject({
      etag: body.etag,
      properties: { ...ruleBody().properties, destinationPortRanges: [], provisioningState: 'Succeeded' },
    });
    await arm.make(`${rule}-2`, ruleBody({ priority: 101 }));
    await arm.finish(await arm.remove(rule));
    expect(namesOf((await arm.get(nsg)).body)).toEqual(['https-2']);
    await arm.finish(await arm.remove(nsg));
    expect(Object.keys(arm.emulator.objects())).toEqual([group.toLowerCase()]);
  });

  it.each<[string, string, Body, string]>([
    ['two of one priority', rule, ruleBody({ priority: 200 }), '400 SecurityRuleConflict'],
    ['a priority that is Azure\u2019s', rule, ruleBody({ priority: 65000 }), '400 BadRequest'],
    ['no direction', rule, ruleBody({ direction: undefined }), '400 BadRequest'],
    ['no protocol', rule, ruleBody({ protocol: undefined }), '400 BadRequest'],
    [
      'two of one name',
      nsg,
      nsgBody(['a', ruleBody()], ['A', ruleBody({ priority: 101 })]),
      '400 BadRequest',
    ],
    ['two alike', nsg, nsgBody(['a', ruleBody()], ['b', ruleBody()]), '400 SecurityRuleConflict'],
    ['another place', nsg, { location: 'eastus' }, '409 InvalidResourceLocation'],
  ])('refuses %s, and changes nothing', async (_, id, body, expected) => {
    const arm = await createGroup();
    await arm.make(nsg, nsgBody(['ssh', ruleBody({ priority: 200 })]));
    const before = arm.emulator.objects();
    expect(await refused(arm, id, body)).toBe(expected);
    expect(arm.emulator.objects()).toEqual(before);
  });

  it('shows what it guards, and stays until it guards nothing', async () => {
    const arm = await createGroup();
    await arm.make(network, networkBody);
    const guarded = { addressPrefix: '10.20.1.0/24', networkSecurityGroup: { id: nsg } };
    const ipConfigurations = [{ name: 'ip', properties: { subnet: { id: subnet } } }];
    const nicBody = { location, properties: { ipConfigurations, networkSecurityGroup: { id: nsg } } };
    const absent = '400 InvalidResourceReference';
    expect(await refused(arm, nic, nicBody)).toBe(absent);
    expect(await refused(arm, subnet, { properties: guarded })).toBe(absent);
    const all = { ...networkBody.properties, subnets: [{ name: 'endpoints', properties: guarded }] };
    expect(await refused(arm, network, { location, properties: all })).toBe(absent);
    await arm.make(nsg, { location });
    await arm.make(subnet, { properties: guarded });
    await arm.make(nic, nicBody);
    const { properties } = (await arm.get(nsg)).body;
    expect(properties).toMatchObject({ networkInterfaces: [{ id: nic }], subnets: [{ id: subnet }] });
    expect((await arm.remove(nsg)).body.error.code).toBe('InUseNetworkSecurityGroupCannotBeDeleted');
    await arm.finish(await arm.remove(nic));
    await arm.make(subnet, { properties: { addressPrefix: '10.20.1.0/24' } });
    expect((await arm.get(nsg)).body.properties).not.toHaveProperty('subnets');
    await arm.finish(await arm.remove(nsg));
    expect((await arm.get(nsg)).status).toBe(404);
  });

  it('does not go with its group while something elsewhere is guarded by it', async () => {
    const arm = await createGroup();
    const other = `${group}-net`;
    const elsewhere = network.replace(group, other);
    await arm.make(other, { location });
    await arm.make(nsg, { location });
    const guarded = { addressPrefix: '10.20.1.0/24', networkSecurityGroup: { id: nsg } };
    const subnets = [{ name: 'endpoints', properties: guarded }];
    await arm.make(elsewhere, { location, properties: { ...networkBody.properties, subnets } });
    expect((await arm.finish(await arm.remove(group))).body.error.code).toBe('ResourceGroupDeletionBlocked');
    expect((await arm.get(nsg)).status).toBe(200);
  });
});
