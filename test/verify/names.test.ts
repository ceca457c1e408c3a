import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/core/verify.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, example } from '../scenarios/stacks.ts';
import type { DnsMood, Entry, View } from '../wire/dns-server.ts';
import { closedPort } from '../wire/tls-servers.ts';
import { privateView, publicView } from '../wire/views.ts';
import { at, dnsServer, network } from './network.ts';
import { checkNamed, verified } from './verified.ts';

const HOST = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';
const REGISTRY = { label: 'contosoimages', regions: ['westeurope'] };
const EXAMPLE = example();
const FORWARDING = example({ 'networks.vnet-hub.dnsServers': ['10.20.0.4'] });

async function stack(what = EXAMPLE): Promise<Lab> {
  const lab = openLab();
  await lab.converge(what);
  return lab;
}

/** The addresses of the interface in the emulator. */
const RIGHT = { contosoimages: ['10.20.1.5'], 'contosoimages.westeurope.data': ['10.20.1.4'] };

async function ask(view: View, mood: DnsMood = {}): Promise<readonly CheckResult[]> {
  const server = await dnsServer(view, mood);
  const checks = await verified(
    await stack(),
    EXAMPLE,
    network({ resolvers: [at(server.port)], timeoutMs: 300 }),
  );
  return checks.filter(({ name }) => name === 'dns.private');
}

/** What is said of the login server. */
async function check(
  view: View,
  mood: DnsMood,
  expected: Pick<CheckResult, 'status' | 'code' | 'found'> & {
    readonly advice: RegExp;
    readonly way: string;
  },
): Promise<void> {
  const { status, code, found, advice, evidence } = checkNamed(await ask(view, mood), 'dns.private', HOST);
  expect({ status, code, found }).toEqual({
    status: expected.status,
    code: expected.code,
    found: expected.found,
  });
  expect(advice).toMatch(expected.advice);
  expect(evidence[0]).toContain(expected.way);
}

describe('verify, by what names lead to', () => {
  it('proves both hops to the address of the endpoint, for every host (1.2, 1.48, 1.49)', async () => {
    const checks = await ask(privateView(REGISTRY, RIGHT));
    expect(checks.map(({ status, found }) => [status, found])).toEqual([
      ['passed', `${HOST} leads to 10.20.1.5 of hub`],
      ['passed', `${DATA} leads to 10.20.1.4 of hub`],
    ]);
    expect(checks[0]?.evidence[0]).toMatch(
      /^contosoimages.azurecr.io -> contosoimages.privatelink.azurecr.io -> 10.20.1.5 \(127.0.0.1:\d+\)$/,
    );
  });

  it('recognises the public chain: the zone is not linked to the network that is asked from (1.46, 1.50)', () =>
    check(
      publicView(REGISTRY),
      {},
      {
        status: 'failed',
        code: 'ACR2503',
        found: `${HOST} resolves to 20.45.122.144, a public address`,
        advice:
          /does not see the zone privatelink\.azurecr\.io\. It is linked to vnet-hub: link it to the network/,
        way: 'contosoimages.privatelink.azurecr.io -> xxxx.we.azcr.io -> xxxx-reg.trafficmanager.net -> r0318.westeurope.cloudapp.azure.com -> 20.45.122.144',
      },
    ));

  it('says that public DNS knows of no endpoint where the chain does not pass the zone (1.50)', () =>
    check(
      publicView(REGISTRY, { hasEndpoint: false }),
      {},
      {
        status: 'failed',
        code: 'ACR2503',
        found: `${HOST} resolves to 20.45.122.144, a public address`,
        advice: /knows of no private endpoint of this registry/,
        way: `${HOST} -> xxxx.we.azcr.io`,
      },
    ));

  it('misses a record: the zone answers, and has none (1.56, 1.59, 1.62)', () =>
    check(
      privateView(REGISTRY, {}),
      {},
      {
        status: 'failed',
        code: 'ACR2503',
        found: `${HOST} does not exist (NXDOMAIN)`,
        advice: /A private zone privatelink\.azurecr\.io answers, and has no record for it/,
        way: `${HOST} -> contosoimages.privatelink.azurecr.io`,
      },
    ));

  it('misses the record of one data endpoint alone, with which pulls fail (1.69)', async () => {
    const checks = await ask(privateView(REGISTRY, { contosoimages: ['10.20.1.5'] }));
    expect(checks.map(({ status, about }) => [about, status])).toEqual([
      [HOST, 'passed'],
      [DATA, 'failed'],
    ]);
  });

  it('says where the name itself is not known', () =>
    check(
      {},
      {},
      {
        status: 'failed',
        code: 'ACR2503',
        found: `${HOST} does not exist (NXDOMAIN)`,
        advice: /answers for azurecr\.io itself: look there for a zone of that name/,
        way: HOST,
      },
    ));

  it('finds a stale record in the subnet, and one that leads into another network (1.58)', async () => {
    await check(
      privateView(REGISTRY, { ...RIGHT, contosoimages: ['10.20.1.77'] }),
      {},
      {
        status: 'failed',
        code: 'ACR2503',
        found: `${HOST} resolves to 10.20.1.77, which is not its private endpoint`,
        advice: /endpoint that is gone or was made anew/,
        way: '10.20.1.77',
      },
    );
    await check(
      privateView(REGISTRY, { ...RIGHT, contosoimages: ['10.99.0.4'] }),
      {},
      {
        status: 'failed',
        code: 'ACR2503',
        found: `${HOST} resolves to 10.99.0.4, which is not its private endpoint`,
        advice: /leads into another network/,
        way: '10.99.0.4',
      },
    );
  });

  it('warns where somebody answers for the public name itself', () =>
    check(
      { ...privateView(REGISTRY, RIGHT), [HOST]: { a: ['10.20.1.5'] } },
      {},
      {
        status: 'warning',
        code: 'ACR2503',
        found: `${HOST} leads to 10.20.1.5 without passing privatelink.azurecr.io`,
        advice: /hides all other registries/,
        way: `${HOST} -> 10.20.1.5`,
      },
    ));

  it.each([
    [
      'SERVFAIL',
      { rcode: 'SERVFAIL' },
      'is not answered: the DNS server failed (SERVFAIL)',
      /168\.63\.129\.16 answers only inside/,
    ],
    [
      'REFUSED',
      { rcode: 'REFUSED' },
      'is not answered: the DNS server refused (REFUSED)',
      /let its network ask there/,
    ],
    [
      'silence',
      { silentFor: 99 },
      'is not answered: the DNS server is silent',
      /^Nothing came back from 127\.0\.0\.1:(\d+): look .*UDP and TCP port \1 are open/,
    ],
    ['garbage', { garbage: true }, 'is not answered as DNS servers answer', /Ask whoever looks after/],
  ] as const)('has its own advice for %s (1.57)', (_, mood, found, advice) =>
    check(publicView(REGISTRY), mood, {
      status: 'failed',
      code: 'ACR2504',
      found: `${HOST} ${found}`,
      advice,
      way: HOST,
    }),
  );

  it('has advice where nobody listens', async () => {
    const access = network({ resolvers: [at(await closedPort())] });
    const found = checkNamed(await verified(await stack(), EXAMPLE, access), 'dns.private', HOST);
    expect(found).toMatchObject({
      status: 'failed',
      code: 'ACR2504',
      found: `${HOST} is not answered: the DNS server cannot be reached`,
    });
    expect(found.advice).toMatch(/^Nothing came back from/);
  });
});

describe('verify, by the DNS servers that the file gives a network (1.57)', () => {
  async function asked(view: View): Promise<readonly CheckResult[]> {
    const [own, forwarder] = [await dnsServer(privateView(REGISTRY, RIGHT)), await dnsServer(view)];
    const access = network({ resolvers: [at(own.port)], connect: { '10.20.0.4': at(forwarder.port) } });
    const checks = await verified(await stack(FORWARDING), FORWARDING, access);
    expect(checks.filter(({ name, status }) => name === 'dns.private' && status !== 'passed')).toEqual([]);
    return checks.filter(({ name }) => name === 'dns.forwarder');
  }

  it('proves that a forwarder leads to the endpoint', async () => {
    const checks = await asked(privateView(REGISTRY, RIGHT));
    expect(checks.map(({ status, about }) => [status, about])).toEqual([
      ['passed', `${HOST} at 10.20.0.4`],
      ['passed', `${DATA} at 10.20.0.4`],
    ]);
  });

  it('finds one that forwards the private zone alone, and not the name that clients ask for', async () => {
    // It asks the public servers for azurecr.io and follows the hops itself; only the zone is forwarded into Azure.
    const open = publicView(REGISTRY);
    const inZone = 'contosoimages.privatelink.azurecr.io';
    const view = { ...open, [inZone]: { asked: { a: ['10.20.1.5'] }, followed: open[inZone] as Entry } };
    const [first] = await asked(view);
    expect(first).toMatchObject({ status: 'failed', code: 'ACR2503', about: `${HOST} at 10.20.0.4` });
    expect(first?.advice).toMatch(/forward azurecr\.io to 168\.63\.129\.16 instead/);
  });

  it('finds one that forwards nothing', async () => {
    const [first] = await asked(publicView(REGISTRY));
    expect(first?.advice).toMatch(/does not see the zone/);
  });
});

describe('verify, by the names of a registry without private endpoints (1.2)', () => {
  const PUBLIC = example({ [AT.endpoints]: null, [AT.access]: 'enabled', [AT.export]: true });
  const found = async (view: View, mood: DnsMood = {}) => {
    const server = await dnsServer(view, mood);
    const access = network({ resolvers: [at(server.port)], timeoutMs: 300 });
    return checkNamed(await verified(await stack(PUBLIC), PUBLIC, access), 'dns.address', HOST);
  };

  it('proves that they lead somewhere', async () => {
    expect(await found(publicView(REGISTRY, { hasEndpoint: false }))).toMatchObject({
      status: 'passed',
      found: `${HOST} leads to 20.45.122.144`,
    });
  });

  it('says why they do not', async () => {
    expect(await found({})).toMatchObject({
      code: 'ACR2503',
      found: `${HOST} does not exist (NXDOMAIN)`,
      advice: expect.stringContaining('answers for azurecr.io itself'),
    });
    expect(await found({}, { rcode: 'SERVFAIL' })).toMatchObject({
      code: 'ACR2504',
      advice: expect.stringContaining('could not find out'),
    });
  });
});

describe.each([
  ['AzureUSGovernment', 'azurecr.us', 'usgovvirginia'],
  ['AzureChinaCloud', 'azurecr.cn', 'chinanorth3'],
] as const)('verify, by the names of %s (1.23, 1.49)', (cloud, suffix, region) => {
  const what = EXAMPLE.replaceAll('azurecr.io', suffix)
    .replaceAll('westeurope', region)
    .replace('azure:\n', `azure:\n  cloud: ${cloud}\n`);
  const names = { label: 'contosoimages', regions: [region], suffix };
  const host = `contosoimages.${suffix}`;
  const ask = async (view: View) => {
    const server = await dnsServer(view);
    const lab = openLab({ emulator: { cloud } });
    await lab.converge(what);
    const checks = await verified(lab, what, network({ resolvers: [at(server.port)], timeoutMs: 300 }));
    return checkNamed(checks, 'dns.private', host);
  };

  it('goes by its suffix and its zone', async () => {
    const records = { contosoimages: ['10.20.1.5'], [`contosoimages.${region}.data`]: ['10.20.1.4'] };
    expect(await ask(privateView(names, records))).toMatchObject({
      status: 'passed',
      evidence: [expect.stringContaining(`${host} -> contosoimages.privatelink.${suffix} -> 10.20.1.5`)],
    });
    expect(await ask(publicView(names))).toMatchObject({
      status: 'failed',
      advice: expect.stringContaining(`forward ${suffix} to 168.63.129.16`),
    });
  });
});
