import { describe, expect, it } from 'vitest';
import { type Arm, type Body, createArm, group, network, networkBody, subnet } from './arm.ts';

const publicIps = `${group}/providers/Microsoft.Network/publicIPAddresses`;
const publicIp = `${publicIps}/front`;
const nic = `${group}/providers/Microsoft.Network/networkInterfaces/web`;

function publicIpBody(properties: Body = {}, rest: Body = {}): Body {
  return {
    location: 'westeurope',
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static', ...properties },
    ...rest,
  };
}

function nicBody(...publicIpIds: readonly string[]): Body {
  const ipConfigurations = (publicIpIds.length > 0 ? publicIpIds : [undefined]).map((id, index) => ({
    name: `ip${index}`,
    properties: { subnet: { id: subnet }, ...(id === undefined ? {} : { publicIPAddress: { id } }) },
  }));
  return { location: 'westeurope', properties: { ipConfigurations } };
}

async function createGroup(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  return arm;
}

async function refused(arm: Arm, id: string, body: Body): Promise<string> {
  const { status, body: answered } = await arm.put(id, body);
  return `${status} ${answered.error.code}`;
}

describe('a public address', () => {
  it('is drawn when its object is ready, and stays', async () => {
    const arm = await createGroup();
    const started = await arm.put(publicIp, publicIpBody());
    expect([started.status, started.body.properties.provisioningState]).toEqual([201, 'Updating']);
    expect(started.body.properties).not.toHaveProperty('ipAddress');
    await arm.finish(started);
    const { body } = await arm.get(publicIp);
    expect(body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      ipAddress: expect.stringMatching(/^198\.1[89]\.\d+\.\d+$/),
      publicIPAddressVersion: 'IPv4',
      idleTimeoutInMinutes: 4,
      ipTags: [],
      ddosSettings: { protectionMode: 'VirtualNetworkInherited' },
    });
    const again = await arm.make(publicIp, publicIpBody({ idleTimeoutInMinutes: 7 }));
    expect(again.body.properties).toMatchObject({
      ipAddress: body.properties.ipAddress,
      idleTimeoutInMinutes: 7,
      resourceGuid: body.properties.resourceGuid,
    });
    expect(again.body.etag).not.toBe(body.etag);
  });

  it('is nobody else\u2019s', async () => {
    const arm = await createGroup();
    const drawn = new Set<string>();
    for (let count = 0; count < 50; count += 1) {
      const { body } = await arm.make(`${publicIps}/front-${count}`, publicIpBody());
      drawn.add(body.properties.ipAddress);
    }
    expect(drawn.size).toBe(50);
  });

  it('is Basic and dynamic unless the body says otherwise, and then has no address on its own', async () => {
    const arm = await createGroup();
    const { body } = await arm.make(publicIp, { location: 'westeurope' });
    expect(body.sku).toEqual({ name: 'Basic', tier: 'Regional' });
    expect(body.properties.publicIPAllocationMethod).toBe('Dynamic');
    expect(body.properties).not.toHaveProperty('ipAddress');
    expect(body.properties).not.toHaveProperty('ddosSettings');
  });

  it('tells whether a label is free in a region, in the form of the specification', async () => {
    const arm = await createGroup();
    await arm.make(publicIp, publicIpBody({ dnsSettings: { domainNameLabel: 'images' } }));
    const subscription = group.slice(0, group.indexOf('/resourceGroups'));
    const at = (region: string) =>
      `${subscription}/providers/Microsoft.Network/locations/${region}/CheckDnsNameAvailability`;
    const asked = async (region: string, label: string) => {
      const { status, body } = await arm.send('GET', `${at(region)}?domainNameLabel=${label}`);
      return [status, body.available ?? body.error.code];
    };
    expect(await asked('westeurope', 'Images')).toEqual([200, false]);
    expect(await asked('westeurope', 'images2')).toEqual([200, true]);
    expect(await asked('northeurope', 'images')).toEqual([200, true]);
    expect(await asked('westeurope', '2images')).toEqual([400, 'BadRequest']);
  });

  it('has a name in its region, or one that nobody else can take', async () => {
    const arm = await createGroup();
    const named = (label: string, scope?: string) =>
      publicIpBody({
        dnsSettings: { domainNameLabel: label, ...(scope ? { domainNameLabelScope: scope } : {}) },
      });
    const plain = await arm.make(publicIp, named('images'));
    expect(plain.body.properties.dnsSettings).toEqual({
      domainNameLabel: 'images',
      fqdn: 'images.westeurope.cloudapp.azure.com',
    });
    expect(await refused(arm, `${publicIps}/other`, named('Images'))).toBe('400 DnsRecordInUse');
    const scoped = await arm.make(`${publicIps}/other`, named('images', 'TenantReuse'));
    const { fqdn } = scoped.body.properties.dnsSettings;
    expect(fqdn).toMatch(/^images\.[0-9a-f]{16}\.westeurope\.sysgen\.cloudapp\.azure\.com$/);
    const again = await arm.make(`${publicIps}/other`, named('images', 'TenantReuse'));
    expect(again.body.properties.dnsSettings.fqdn).toBe(fqdn);
  });

  it('belongs to one interface, which holds it', async () => {
    const arm = await createGroup();
    await arm.make(network, networkBody);
    expect(await refused(arm, nic, nicBody(publicIp))).toBe('400 InvalidResourceReference');
    await arm.make(publicIp, publicIpBody());
    expect(await refused(arm, nic, nicBody(publicIp, publicIp))).toBe('400 BadRequest');
    await arm.make(nic, nicBody(publicIp));
    const configuration = { id: `${nic}/ipConfigurations/ip0` };
    expect((await arm.get(publicIp)).body.properties.ipConfiguration).toEqual(configuration);
    expect((await arm.put(nic, nicBody(publicIp))).status).toBe(200);
    expect(await refused(arm, `${nic}-2`, nicBody(publicIp))).toBe('400 PublicIPAddressInUse');
    expect((await arm.remove(publicIp)).body.error.code).toBe('PublicIPAddressCannotBeDeleted');
    await arm.make(nic, nicBody());
    expect((await arm.get(publicIp)).body.properties).not.toHaveProperty('ipConfiguration');
    await arm.finish(await arm.remove(publicIp));
    expect((await arm.get(publicIp)).status).toBe(404);
  });

  it('stays in its zones', async () => {
    const arm = await createGroup();
    await arm.make(publicIp, publicIpBody({}, { zones: ['1', '2'] }));
    expect(await refused(arm, publicIp, publicIpBody())).toBe('400 BadRequest');
    const { body } = await arm.make(publicIp, publicIpBody({}, { zones: ['2', '1'] }));
    expect(body.zones).toEqual(['2', '1']);
  });

  it('believes a user of a type that is not built, and no other', async () => {
    const arm = await createGroup();
    const provider = `${group}/providers/Microsoft.Network`;
    const balancer = { id: `${provider}/loadBalancers/lb/frontendIPConfigurations/f` };
    const told = await arm.make(publicIp, publicIpBody({ ipConfiguration: balancer }));
    expect(told.body.properties.ipConfiguration).toEqual(balancer);
    const gateway = `${provider}/applicationGateways/gw/frontendIPConfigurations/f`;
    for (const id of [`${nic}/ipConfigurations/ip0`, gateway]) {
      const lie = publicIpBody({ ipConfiguration: { id } });
      expect((await arm.make(publicIp, lie)).body.properties).not.toHaveProperty('ipConfiguration');
    }
  });

  it.each<[string, Body]>([
    ['a Standard one that is dynamic', publicIpBody({ publicIPAllocationMethod: 'Dynamic' })],
    ['a kind that Azure has not', publicIpBody({}, { sku: { name: 'Deluxe' } })],
    ['no location', publicIpBody({}, { location: undefined })],
  ])('is refused as %s', async (_, body) => {
    const arm = await createGroup();
    expect(await refused(arm, publicIp, body)).toBe('400 BadRequest');
    expect((await arm.get(publicIp)).status).toBe(404);
  });

  it('keeps its SKU, its place, and what an old version cannot say', async () => {
    const arm = await createGroup();
    await arm.make(publicIp, publicIpBody({ ddosSettings: { protectionMode: 'Disabled' } }));
    const basic = publicIpBody({}, { sku: { name: 'Basic' } });
    expect(await refused(arm, publicIp, basic)).toBe('400 BadRequest');
    const elsewhere = publicIpBody({}, { location: 'eastus' });
    expect(await refused(arm, publicIp, elsewhere)).toBe('409 InvalidResourceLocation');
    const url = `https://management.azure.com${publicIp}?api-version=2020-11-01`;
    const old = await arm.send('PUT', url, publicIpBody());
    expect(old.body.properties).not.toHaveProperty('ddosSettings');
    await arm.finish(old);
    expect((await arm.get(publicIp)).body.properties.ddosSettings.protectionMode).toBe('Disabled');
  });
});
