import { describe, expect, it } from 'vitest';
import {
  type Arm,
  type Body,
  endpoint,
  endpointBody,
  link,
  linkBody,
  pollUrlOf,
  registry,
  registryBody,
  zone,
  zoneBody,
  zoneGroup,
  zoneGroupBody,
} from './arm.ts';
import { gateway, gatewayBody, own, part, withPlace } from './gateway.ts';

const LOGIN = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';

/** A gateway in front of one host of the registry. */
function frontOf(address: string, host: string | undefined, probe: Body | undefined): Body {
  return gatewayBody({
    backendAddressPools: [part('registry', { backendAddresses: [{ fqdn: address }] })],
    backendHttpSettingsCollection: [
      part('registry', {
        port: 443,
        protocol: 'Https',
        ...(host === undefined ? { pickHostNameFromBackendAddress: true } : { hostName: host }),
        ...(probe === undefined ? {} : { probe: own('probes/registry') }),
      }),
    ],
    probes: probe === undefined ? [] : [part('registry', probe)],
  });
}

function probeOf(host: string, path: string, ...statusCodes: readonly string[]): Body {
  return { protocol: 'Https', host, path, ...(statusCodes.length > 0 ? { match: { statusCodes } } : {}) };
}

async function serversOf(arm: Arm): Promise<Body> {
  const asked = await arm.send('POST', `${gateway}/backendhealth`);
  expect([asked.status, asked.body]).toEqual([202, undefined]);
  const { status, body } = await arm.send('GET', pollUrlOf(asked) ?? '');
  expect(status).toBe(200);
  return body;
}

async function healthOf(arm: Arm): Promise<Body> {
  const [pool] = (await serversOf(arm)).backendAddressPools;
  return pool.backendHttpSettingsCollection[0].servers[0];
}

async function withRegistry(): Promise<Arm> {
  const arm = await withPlace();
  await arm.make(registry, { ...registryBody, properties: { dataEndpointEnabled: true } });
  return arm;
}

/** Endpoint, zone and link; the registry closed to the public. */
async function closeRegistry(arm: Arm): Promise<void> {
  await arm.make(zone, zoneBody);
  await arm.make(endpoint, endpointBody());
  await arm.make(zoneGroup, zoneGroupBody);
  await arm.patch(registry, { properties: { publicNetworkAccess: 'Disabled' } });
}

describe('the health of what is behind a gateway', () => {
  it('is told by pool and settings, with nothing of an empty pool', async () => {
    const arm = await withPlace();
    await arm.make(gateway, gatewayBody({ backendAddressPools: [part('registry')] }));
    expect(await serversOf(arm)).toEqual({
      backendAddressPools: [
        {
          backendAddressPool: own('backendAddressPools/registry'),
          backendHttpSettingsCollection: [
            { backendHttpSettings: own('backendHttpSettingsCollection/registry'), servers: [] },
          ],
        },
      ],
    });
    expect((await arm.get(gateway)).body.properties.provisioningState).toBe('Succeeded');
  });

  it('comes after a while under typical latency, and writes go on meanwhile', async () => {
    const arm = await withPlace();
    await arm.make(gateway, gatewayBody());
    const slow = await withPlace({ latency: 'typical' });
    const started = await slow.put(gateway, gatewayBody());
    slow.clock.move(600_000);
    await slow.finish(started);
    const asked = await slow.send('POST', `${gateway}/backendhealth`);
    const url = pollUrlOf(asked) ?? '';
    expect((await slow.send('GET', url)).status).toBe(202);
    expect((await slow.patch(gateway, { tags: { a: 'b' } })).status).toBe(200);
    slow.clock.move(60_000);
    expect((await slow.send('GET', url)).status).toBe(200);
    expect((await arm.send('POST', `${gateway}-2/backendhealth`)).body.error.code).toBe('ResourceNotFound');
  });

  it.each<[string, string, string | undefined, Body | undefined, string, string]>([
    ['the login host with its probe', LOGIN, LOGIN, probeOf(LOGIN, '/v2/', '401'), 'Healthy', '401'],
    ['the login host that may say 200 to 399', LOGIN, LOGIN, probeOf(LOGIN, '/v2/'), 'Unhealthy', '401'],
    ['the login host without a probe', LOGIN, LOGIN, undefined, 'Unhealthy', '404'],
    ['a data host with its probe', DATA, DATA, probeOf(DATA, '/', '403'), 'Healthy', '403'],
    ['a range of codes', DATA, DATA, probeOf(DATA, '/', '200-399', '400-410'), 'Healthy', '403'],
    [
      'the name of the front as the host',
      LOGIN,
      LOGIN,
      probeOf('images.contoso.com', '/v2/', '401'),
      'Unhealthy',
      '404',
    ],
    ['the host of the address', LOGIN, undefined, probeOf(LOGIN, '/v2/', '401'), 'Healthy', '401'],
  ])('of a public registry, by %s', async (_, address, host, probe, health, status) => {
    const arm = await withRegistry();
    await arm.make(gateway, frontOf(address, host, probe));
    const server = await healthOf(arm);
    expect([server.address, server.health]).toEqual([address, health]);
    expect(server.healthProbeLog).toContain(status);
  });

  it('of a closed registry needs the private path of its own network', async () => {
    const arm = await withRegistry();
    await closeRegistry(arm);
    await arm.make(
      gateway,
      frontOf('contosoimages.privatelink.azurecr.io', LOGIN, probeOf(LOGIN, '/v2/', '401')),
    );
    expect(await healthOf(arm)).toEqual({
      address: 'contosoimages.privatelink.azurecr.io',
      health: 'Unhealthy',
      healthProbeLog:
        "Status code of the backend's HTTP response did not match the probe setting. Expected:401 Received:403.",
    });
    await arm.make(link, linkBody);
    expect(await healthOf(arm)).toMatchObject({
      health: 'Healthy',
      healthProbeLog: 'Success. Received 401 status code',
    });
  });

  it('of what nobody knows is Unknown', async () => {
    const arm = await withRegistry();
    await arm.make(gateway, frontOf('www.contoso.com', LOGIN, undefined));
    expect((await healthOf(arm)).health).toBe('Unknown');
  });
});
