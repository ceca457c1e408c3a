import { describe, expect, it } from 'vitest';
import { type Arm, createArm, group, registry, registryBody, type Seen, subscription } from './arm.ts';

const profile = `${group}/providers/Microsoft.Network/trafficManagerProfiles/images`;
const external = `${profile}/externalEndpoints/west`;
const azure = `${profile}/azureEndpoints/west`;
const address = `${group}/providers/Microsoft.Network/publicIPAddresses/front`;

const body = {
  location: 'global',
  properties: {
    trafficRoutingMethod: 'Priority',
    dnsConfig: { relativeName: 'contoso-images', ttl: 30 },
    monitorConfig: { protocol: 'HTTPS', port: 443, path: '/v2/' },
  },
};
const west = { properties: { target: 'west.contoso.com' } };

async function withProfile(properties: Readonly<Record<string, unknown>> = {}): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(profile, changed(properties));
  return arm;
}

const changed = (properties: Readonly<Record<string, unknown>>) => ({
  ...body,
  properties: { ...body.properties, ...properties },
});

function codeOf({ status, body: { error } }: Seen): string {
  return `${status} ${error.code}`;
}

describe('a Traffic Manager profile', () => {
  it('lives at once, and shows what nobody sent', async () => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    const made = await arm.put(profile, body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: profile,
        type: 'Microsoft.Network/trafficManagerProfiles',
        location: 'global',
        properties: {
          profileStatus: 'Enabled',
          trafficRoutingMethod: 'Priority',
          dnsConfig: { relativeName: 'contoso-images', fqdn: 'contoso-images.trafficmanager.net', ttl: 30 },
          monitorConfig: {
            profileMonitorStatus: 'Inactive',
            protocol: 'HTTPS',
            port: 443,
            path: '/v2/',
            intervalInSeconds: 30,
            toleratedNumberOfFailures: 3,
            timeoutInSeconds: 10,
          },
          endpoints: [],
          trafficViewEnrollmentStatus: 'Disabled',
          maxReturn: null,
        },
      },
    });
    const path = `${group}/providers/Microsoft.Network/trafficmanagerprofiles`;
    expect((await arm.get(`${path}/images`)).body).toEqual(made.body);
    expect((await arm.get(path)).body.value).toEqual([made.body]);
    const ranges = [{ min: 401, max: 401 }];
    const monitorConfig = { ...body.properties.monitorConfig, expectedStatusCodeRanges: ranges };
    const again = await arm.put(profile, changed({ trafficRoutingMethod: 'Weighted', monitorConfig }));
    expect(again).toMatchObject({
      status: 200,
      body: { properties: { trafficRoutingMethod: 'Weighted', monitorConfig } },
    });
    const patched = await arm.patch(profile, {
      tags: { team: 'images' },
      properties: { profileStatus: 'Disabled' },
    });
    expect(patched).toMatchObject({
      status: 200,
      body: {
        tags: { team: 'images' },
        properties: {
          profileStatus: 'Disabled',
          trafficRoutingMethod: 'Weighted',
          monitorConfig: { profileMonitorStatus: 'Disabled', expectedStatusCodeRanges: ranges },
        },
      },
    });
    expect(await arm.remove(profile)).toMatchObject({ status: 200, body: undefined });
    expect((await arm.remove(profile)).status).toBe(204);
    expect(codeOf(await arm.get(profile))).toBe('404 ResourceNotFound');
  });

  it.each([
    ['a region', { ...body, location: 'westeurope' }],
    ['no name in the DNS', changed({ dnsConfig: { ttl: 30 } })],
    ['no method', changed({ trafficRoutingMethod: undefined })],
    ['an unknown method', changed({ trafficRoutingMethod: 'Random' })],
    ['a negative TTL', changed({ dnsConfig: { relativeName: 'contoso-images', ttl: -1 } })],
    ['HTTPS without a path', changed({ monitorConfig: { protocol: 'HTTPS', port: 443 } })],
    ['TCP with a path', changed({ monitorConfig: { protocol: 'TCP', port: 443, path: '/' } })],
    [
      'an interval of its own',
      changed({ monitorConfig: { protocol: 'TCP', port: 443, intervalInSeconds: 20 } }),
    ],
    [
      'a timeout as long as the interval',
      changed({ monitorConfig: { protocol: 'TCP', port: 443, intervalInSeconds: 10, timeoutInSeconds: 10 } }),
    ],
    ['a port beyond all ports', changed({ monitorConfig: { protocol: 'TCP', port: 65_536 } })],
    ['MultiValue without maxReturn', changed({ trafficRoutingMethod: 'MultiValue' })],
    ['maxReturn without MultiValue', changed({ maxReturn: 2 })],
  ])('is refused with %s', async (_, sent) => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    expect(codeOf(await arm.put(profile, sent))).toBe('400 BadRequest');
    expect(codeOf(await arm.get(profile))).toBe('404 ResourceNotFound');
  });

  it('has a name of its own in all Azure, and keeps it', async () => {
    const arm = await withProfile();
    const refused = await arm.put(`${profile}-2`, body);
    expect(codeOf(refused)).toBe('409 Conflict');
    expect(refused.body.error.message).toBe(
      'Domain name contoso-images.trafficmanager.net is not available. Please choose a different DNS prefix.',
    );
    expect(codeOf(await arm.put(profile, changed({ dnsConfig: { relativeName: 'contoso', ttl: 30 } })))).toBe(
      '400 BadRequest',
    );
    const check = `/subscriptions/${subscription}/providers/Microsoft.Network/checkTrafficManagerNameAvailabilityV2`;
    expect((await arm.send('POST', check, { name: 'Contoso-Images' })).body.nameAvailable).toBe(false);
    expect((await arm.send('POST', check, { name: 'contoso' })).body).toMatchObject({
      nameAvailable: true,
      message: null,
    });
    await arm.remove(profile);
    expect((await arm.put(`${profile}-2`, body)).status).toBe(201);
  });
});

describe('an endpoint of a profile', () => {
  it('is answered with 201 each time, and makes the profile check', async () => {
    const arm = await withProfile();
    const made = await arm.put(external, west);
    expect(made).toMatchObject({
      status: 201,
      body: {
        id: external,
        type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
        properties: {
          endpointStatus: 'Enabled',
          endpointMonitorStatus: 'CheckingEndpoint',
          target: 'west.contoso.com',
          weight: 1,
          priority: 1,
          endpointLocation: null,
          alwaysServe: 'Disabled',
        },
      },
    });
    expect((await arm.put(external, { properties: { ...west.properties, weight: 25 } })).status).toBe(201);
    const patched = await arm.patch(external, { properties: { endpointStatus: 'Disabled' } });
    expect(patched).toMatchObject({
      status: 200,
      body: { properties: { endpointMonitorStatus: 'Disabled', weight: 25 } },
    });
    expect((await arm.get(profile)).body.properties.monitorConfig.profileMonitorStatus).toBe('Inactive');
    await arm.patch(external, { properties: { endpointStatus: 'Enabled' } });
    const { properties } = (await arm.get(profile)).body;
    expect(properties.monitorConfig.profileMonitorStatus).toBe('CheckingEndpoints');
    expect(properties.endpoints).toEqual([(await arm.get(external)).body]);
    const old = await arm.send('GET', `https://management.azure.com${external}?api-version=2018-04-01`);
    expect(old.body.properties.NestedProfile).toBeNull();
    expect(old.body.properties).not.toHaveProperty('alwaysServe');
    expect((await arm.remove(external)).status).toBe(200);
    expect((await arm.remove(external)).status).toBe(204);
    expect((await arm.get(profile)).body.properties.endpoints).toEqual([]);
  });

  it('of Azure leads to a public address that has a name', async () => {
    const arm = await withProfile({ trafficRoutingMethod: 'Performance' });
    const led = { properties: { targetResourceId: address } };
    expect(codeOf(await arm.put(azure, led))).toBe('400 BadRequest');
    const properties = { publicIPAllocationMethod: 'Static' };
    const standard = { location: 'westeurope', sku: { name: 'Standard' }, properties };
    await arm.make(address, standard);
    expect((await arm.put(azure, led)).body.error.message).toContain('no DNS name');
    const dnsSettings = { domainNameLabel: 'contoso-front' };
    await arm.make(address, { ...standard, properties: { ...properties, dnsSettings } });
    expect((await arm.put(azure, led)).body.properties).toMatchObject({
      target: 'contoso-front.westeurope.cloudapp.azure.com',
      targetResourceId: address,
      endpointLocation: 'westeurope',
    });
    await arm.make(registry, registryBody);
    const odd = { properties: { targetResourceId: registry } };
    expect(codeOf(await arm.put(`${azure}-2`, odd))).toBe('400 BadRequest');
  });

  it('may be another profile', async () => {
    const arm = await withProfile();
    const dnsConfig = { relativeName: 'contoso-all', ttl: 30 };
    await arm.make(`${profile}-all`, changed({ dnsConfig }));
    const nested = `${profile}-all/nestedEndpoints/images`;
    expect(
      (await arm.put(nested, { properties: { targetResourceId: profile } })).body.properties,
    ).toMatchObject({
      target: 'contoso-images.trafficmanager.net',
      minChildEndpoints: 1,
    });
    const nothing = { properties: { targetResourceId: `${profile}-none` } };
    expect(codeOf(await arm.put(nested, nothing))).toBe('400 BadRequest');
  });

  it.each([
    ['Priority', 'no target', {}],
    ['Priority', 'a target of another', { target: 'WEST.contoso.com' }],
    ['Priority', 'a priority of another', { target: 'north.contoso.com', priority: 1 }],
    ['Priority', 'a weight of nothing', { target: 'north.contoso.com', weight: 0 }],
    ['Performance', 'no place', { target: 'north.contoso.com' }],
    ['Geographic', 'no part of the world', { target: 'north.contoso.com' }],
  ])('of a profile with %s is refused with %s', async (trafficRoutingMethod, _, properties) => {
    const arm = await withProfile({ trafficRoutingMethod });
    await arm.put(external, {
      properties: { ...west.properties, endpointLocation: 'westeurope', geoMapping: ['DE'] },
    });
    expect(codeOf(await arm.put(`${profile}/externalEndpoints/north`, { properties }))).toBe(
      '400 BadRequest',
    );
    expect((await arm.get(profile)).body.properties.endpoints).toHaveLength(1);
  });

  it('is replaced by a profile that lists others, all or none of them, and goes with its profile', async () => {
    const arm = await withProfile();
    await arm.put(external, west);
    const entry = (name: string, target: string) => ({
      name,
      type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints',
      properties: { target },
    });
    const twice = [entry('north', 'north.contoso.com'), entry('south', 'north.contoso.com')];
    expect(codeOf(await arm.put(profile, changed({ endpoints: twice })))).toBe('400 BadRequest');
    const namesNow = async () =>
      (await arm.get(profile)).body.properties.endpoints.map(({ name }: { readonly name: string }) => name);
    expect(await namesNow()).toEqual(['west']);
    expect((await arm.put(profile, body)).status).toBe(200);
    expect(await namesNow()).toEqual(['west']);
    const both = [entry('north', 'north.contoso.com'), entry('south', 'south.contoso.com')];
    const { endpoints } = (await arm.put(profile, changed({ endpoints: both }))).body.properties;
    expect(endpoints).toMatchObject([{ properties: { priority: 1 } }, { properties: { priority: 2 } }]);
    expect(await namesNow()).toEqual(['north', 'south']);
    await arm.remove(profile);
    expect(codeOf(await arm.get(external))).toBe('404 ResourceNotFound');
    await arm.make(profile, body);
    expect(await namesNow()).toEqual([]);
  });
});
