import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, example, ID, VERSION } from '../scenarios/stacks.ts';
import { checkNamed, verified } from './verified.ts';

const EXAMPLE = example();

async function stack(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  return lab;
}

/** What `acrctl verify` says of a path that is damaged, and that the rest of it is well. */
async function check(
  damage: (lab: Lab) => Promise<unknown>,
  name: string,
  expected: { readonly found: string; readonly evidence: readonly string[]; readonly advice: RegExp },
  what = EXAMPLE,
): Promise<void> {
  const lab = openLab();
  await lab.converge(what);
  await damage(lab);
  lab.timeline.advance(120_000);
  const failed = (await verified(lab, what)).filter(({ status }) => status === 'failed');
  expect(failed.map((each) => each.name)).toContain(name);
  const { found, evidence, advice, code } = checkNamed(failed, name);
  expect({ found, evidence, code }).toEqual({
    found: expected.found,
    evidence: expected.evidence,
    code: 'ACR2502',
  });
  expect(advice).toMatch(expected.advice);
}

describe('verify, by what Azure Resource Manager shows of a private path', () => {
  it('proves connection, addresses, records, links and data endpoints after apply (1.20, 1.39, 1.46, 1.62)', async () => {
    const checks = await verified(await stack(), EXAMPLE);
    const told = checks.filter(({ name }) => name.startsWith('privateLink.'));
    expect(told.map(({ status, found }) => [status, found])).toEqual([
      ['passed', 'connection of hub approved on both sides'],
      ['passed', 'hub has 2 addresses for 2 hosts'],
      ['passed', '2 records equal the addresses of hub'],
      ['passed', 'vnet-hub is linked to privatelink.azurecr.io'],
      ['passed', 'data endpoints in westeurope'],
    ]);
  });

  it('only reads', async () => {
    const lab = await stack();
    const before = lab.writes().length;
    await verified(lab, EXAMPLE);
    expect(lab.writes().length).toBe(before);
  });

  it('says that a registry is not there, and nothing else of it', async () => {
    const checks = await verified(openLab(), EXAMPLE);
    expect(checks).toMatchObject([
      { name: 'registry.exists', status: 'failed', code: 'ACR2501', advice: 'Make it first: acrctl apply' },
    ]);
  });

  it('names the side that does not call the connection approved (1.55)', async () => {
    await check(
      async (lab) => {
        const { value } = (await lab.request(
          'GET',
          `${ID.registry}/privateEndpointConnections`,
          VERSION.registry,
        )) as { value: { id: string }[] };
        await lab.request('PUT', value[0]?.id ?? '', VERSION.registry, {
          properties: { privateLinkServiceConnectionState: { status: 'Rejected', description: 'no' } },
        });
      },
      'privateLink.connection',
      {
        found: 'connection of hub is not approved on both sides',
        evidence: [
          'the endpoint calls the connection of contosoimages-hub Rejected, not Approved',
          'the registry calls the connection of contosoimages-hub Rejected, not Approved',
        ],
        advice: /acrctl apply makes the endpoint anew/,
      },
    );
  });

  it('compares each record with the address of the interface (1.62)', async () => {
    await check(
      (lab) =>
        lab.request('PUT', ID.record, VERSION.dns, {
          properties: { ttl: 10, aRecords: [{ ipv4Address: '10.20.1.77' }] },
        }),
      'privateLink.records',
      {
        found: 'records of hub do not equal its addresses',
        evidence: [
          expect.stringMatching(
            /^the record for contosoimages.azurecr.io says 10.20.1.77, the interface has 10.20.1.\d$/,
          ),
        ] as never,
        advice: /Azure writes them through the zone group/,
      },
    );
  });

  it('misses the link of a network (1.46)', async () => {
    await check((lab) => lab.request('DELETE', ID.link, VERSION.dns), 'privateLink.link', {
      found: 'vnet-hub is not linked to privatelink.azurecr.io',
      evidence: ['the link vnet-hub does not exist'],
      advice: /acrctl apply makes it/,
    });
  });

  it('misses the address of a replica that Azure has not joined to the endpoint (1.32)', async () => {
    const replicated = example({ [`${AT.registry}.replications`]: { northeurope: {} } });
    const lab = openLab({ emulator: { latency: 'typical' } });
    await lab.converge(EXAMPLE);
    await lab.request('PUT', `${ID.registry}/replications/northeurope`, VERSION.registry, {
      location: 'northeurope',
    });
    const checks = await verified(lab, replicated);
    const host = 'contosoimages.northeurope.data.azurecr.io';
    expect(checkNamed(checks, 'privateLink.addresses')).toMatchObject({
      status: 'failed',
      code: 'ACR2502',
      found: `hub has no address for ${host}`,
      evidence: expect.arrayContaining([`${host} has no address`]),
      advice: expect.stringContaining('needs room in the subnet'),
    });
    expect(checkNamed(checks, 'privateLink.dataEndpoints')).toMatchObject({
      status: 'failed',
      found: 'there is no data endpoint in northeurope',
      advice: expect.stringContaining('A replica that is being made gets one when it is ready'),
    });
  });

  it('finds data endpoints that are off: layers come past the private path (1.69)', async () => {
    const off = (body: JsonObject): JsonObject => ({
      ...body,
      properties: {
        ...(body['properties'] as JsonObject),
        dataEndpointEnabled: false,
        dataEndpointHostNames: [],
      },
    });
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const checks = await verified(lab, EXAMPLE, undefined, {}, (id, body) =>
      id === ID.registry.toLowerCase() ? off(body) : body,
    );
    expect(checkNamed(checks, 'privateLink.dataEndpoints')).toMatchObject({
      status: 'failed',
      found: 'data endpoints are off: layers come from shared storage, past the private path',
      advice: expect.stringContaining('\naz acr update --name contosoimages --data-endpoint-enabled true'),
    });
  });

  it('finds a registry that somebody opened, or narrowed (1.40, 1.42)', async () => {
    const lab = await stack();
    const access = async (what = EXAMPLE) => checkNamed(await verified(lab, what), 'registry.publicAccess');
    expect(await access()).toMatchObject({ status: 'passed', found: 'public access is closed' });
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      properties: {
        publicNetworkAccess: 'Enabled',
        networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '203.0.113.7' }] },
        policies: { exportPolicy: { status: 'enabled' } },
      },
    });
    expect(await access()).toMatchObject({
      status: 'failed',
      code: 'ACR2516',
      found: 'the registry is more open to the internet than the file says',
      evidence: ['in Azure: open to 203.0.113.7', 'in the file: closed'],
    });
    const wider = example({ [AT.access]: 'enabled', [AT.export]: true });
    expect(await access(wider)).toMatchObject({
      status: 'warning',
      found: 'the registry is less open to the internet than the file says',
    });
  });

  it('warns where a proxy takes clients another way than the checks went (1.68)', async () => {
    const lab = await stack();
    const ask = async (proxyFor: (host: string) => string | undefined) =>
      checkNamed(await verified(lab, EXAMPLE, undefined, { proxyFor }), 'proxy.exceptions');
    expect(await ask(() => undefined)).toMatchObject({ status: 'passed', found: '2 hosts past every proxy' });
    const data = 'contosoimages.westeurope.data.azurecr.io';
    expect(await ask((host) => (host === data ? 'HTTPS_PROXY' : undefined))).toMatchObject({
      status: 'warning',
      code: 'ACR2517',
      found: `HTTPS_PROXY sends clients here through a proxy to ${data}`,
      advice: expect.stringContaining('add the hosts to NO_PROXY'),
    });
  });
});
