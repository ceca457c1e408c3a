import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/core/verify.ts';
import { type Issued, issue } from '../authorities.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, ID, withDomains } from '../scenarios/domains.ts';
import { type Edits, VERSION } from '../scenarios/stacks.ts';
import type { View } from '../wire/dns-server.ts';
import { startRegistryFront, unauthorized } from '../wire/registry-front.ts';
import { closedPort, type Listening, type ServedChain, startTlsServer } from '../wire/tls-servers.ts';
import { at, dnsServer, network, serving } from './network.ts';
import { checkNamed, verified } from './verified.ts';

const HOST = 'images.contoso.com';
const DATA = 'images-westeurope.contoso.com';
const MINUTE = 60_000;
/** When the lab begins. */
const START = Date.UTC(2026, 0, 1);
const root = issue({ name: 'Root', isAuthority: true });
const issuedFor = (hosts: readonly string[], until?: Date) =>
  issue({ name: hosts[0] ?? '', hosts, issuer: root, ...(until && { until }) });
const served = ({ keyPem, certificate }: Issued): ServedChain => ({ key: keyPem, cert: certificate });
const inVault = issuedFor(['*.contoso.com']);
const older = issuedFor(['*.contoso.com']);
const azures = issuedFor(['*.azurecr.io']);
/** Signed by itself: nobody trusts it. */
const alone = issue({ name: HOST, hosts: ['*.contoso.com'] });

/** One certificate for all names, from a file. */
const CERTIFICATE: Edits = {
  [`${AT.vault}.certificates`]: { all: { source: 'pemFile', file: 'tls/all.pem', format: 'pem' } },
  ...Object.fromEntries(
    ['registry', 'data.westeurope', 'data.northeurope'].map((name) => [
      `${AT.domains}.${name}.certificate`,
      'kv-contosoimages-tls/all',
    ]),
  ),
};

type Onboarding = 'notRequested' | 'requested' | 'active';

async function ready(onboarding: Onboarding = 'active', certificate = inVault) {
  const text = withDomains({ ...CERTIFICATE, [AT.onboarding]: onboarding });
  const above = certificate === alone ? '' : root.certificate;
  const pem = `${certificate.keyPem}${certificate.certificate}${above}`;
  const run = { beside: { 'tls/all.pem': pem } };
  const lab = openLab();
  await lab.converge(text, run);
  return { lab, text, beside: run.beside };
}

interface Looked {
  readonly onboarding?: Onboarding;
  readonly certificate?: Issued;
  /** After the certificate was put into the vault. */
  readonly laterMs?: number;
  readonly host?: string;
}

/** A check of a host that a server on this machine answers for. */
async function looked(
  server: Listening | number,
  name: string,
  { onboarding = 'active', certificate = inVault, laterMs = 24 * 60 * MINUTE, host = HOST }: Looked = {},
): Promise<CheckResult> {
  const { lab, text, beside } = await ready(onboarding, certificate);
  const port = typeof server === 'number' ? server : server.port;
  const access = network({ ca: [root.certificate], connect: { [host]: at(port) }, timeoutMs: 400 });
  return checkNamed(await verified(lab, text, access, { beside, nowMs: START + laterMs }), name, host);
}

async function named(view: View, host = HOST, mood?: Parameters<typeof dnsServer>[1]): Promise<CheckResult> {
  const { lab, text, beside } = await ready();
  const server = await dnsServer(view, mood);
  const access = network({ resolvers: [at(server.port)], timeoutMs: 400 });
  return checkNamed(await verified(lab, text, access, { beside }), 'domain.cname', host);
}

const PUBLIC: View = {
  [HOST]: { cname: 'contosoimages.azurecr.io' },
  'contosoimages.azurecr.io': { a: ['20.45.122.144'] },
};

describe('what Azure Resource Manager shows of custom domains', () => {
  async function armOf(change: (lab: Lab) => Promise<unknown>): Promise<readonly CheckResult[]> {
    const { lab, text, beside } = await ready();
    await change(lab);
    const checks = await verified(lab, text, undefined, { beside });
    return checks.filter(({ name, status }) => name.startsWith('domain.') && status === 'failed');
  }

  it('is all right after apply, and says of what it did not look at that nobody did', async () => {
    const { lab, text, beside } = await ready();
    const checks = (await verified(lab, text, undefined, { beside })).filter(({ name }) =>
      name.startsWith('domain.'),
    );
    expect(checks.filter(({ status }) => status === 'failed' || status === 'warning')).toEqual([]);
    expect(checks.filter(({ status }) => status === 'skipped').map(({ name }) => name)).toEqual(
      Array.from({ length: 3 }, () => ['domain.cname', 'domain.served', 'domain.answers']).flat(),
    );
  });

  it.each<[string, (lab: Lab) => Promise<unknown>, string, RegExp]>([
    [
      'data endpoints that are off (0.15, 0.43)',
      (lab) =>
        lab.request('PATCH', ID.registry, VERSION.registry, { properties: { dataEndpointEnabled: false } }),
      'domain.dataEndpoints',
      /acrctl apply turns them on/,
    ],
    [
      'an identity that was taken away (0.16, 0.33)',
      (lab) => lab.request('PATCH', ID.registry, VERSION.registry, { identity: { type: 'None' } }),
      'domain.identity',
      /stops at the next renewal/,
    ],
    [
      'a vault that was closed (0.40)',
      (lab) =>
        lab.request('PATCH', ID.vault, VERSION.keyVault, {
          properties: { networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } },
        }),
      'domain.vault',
      /trusted services or not/,
    ],
    [
      'a secret that was disabled (0.25)',
      (lab) =>
        lab.request('PATCH', `${ID.vault}/secrets/all`, VERSION.keyVault, {
          properties: { attributes: { enabled: false } },
        }),
      'domain.certificate',
      /--enabled true/,
    ],
    [
      'a record that somebody took away (0.41)',
      (lab) => lab.request('DELETE', `${ID.zone}/CNAME/images`, VERSION.publicDns),
      'domain.record',
      /acrctl apply writes it/,
    ],
  ])('finds %s', async (_, change, name, advice) => {
    const failed = await armOf(change);
    expect(failed.map((each) => each.name)).toContain(name);
    expect(failed.find((each) => each.name === name)?.advice).toMatch(advice);
  });

  it('finds access that was taken away (0.29, 0.33)', async () => {
    const failed = await armOf(async (lab) => {
      for (const id of Object.keys(lab.emulator.objects()))
        if (id.includes('/secrets/all/') && id.includes('/roleassignments/'))
          await lab.request('DELETE', id, VERSION.authorization);
    });
    expect(failed).toMatchObject([{ name: 'domain.access', advice: expect.stringMatching(/Secrets User/) }]);
  });
});

describe('where a custom domain leads, by a real DNS server (0.41, 0.42)', () => {
  it('is right as a CNAME of the login server', async () => {
    expect(await named(PUBLIC)).toMatchObject({ status: 'passed', found: expect.stringContaining(HOST) });
  });

  it('is right as a CNAME of the data endpoint of its region', async () => {
    const view: View = {
      [DATA]: { cname: 'contosoimages.westeurope.data.azurecr.io' },
      'contosoimages.westeurope.data.azurecr.io': { a: ['20.45.122.160'] },
    };
    expect(await named(view, DATA)).toMatchObject({ status: 'passed' });
  });

  it.each<[string, View, string, RegExp]>([
    ['no record', {}, 'ACR2521', /the parent zone does not name the name servers/],
    [
      'another target',
      { [HOST]: { cname: 'contosoimages.westeurope.data.azurecr.io' } },
      'ACR2521',
      /has to be a CNAME of contosoimages\.azurecr\.io/,
    ],
    ['an address', { [HOST]: { a: ['203.0.113.7'] } }, 'ACR2521', /has to be a CNAME/],
  ])('is wrong with %s', async (_, view, code, advice) => {
    expect(await named(view)).toMatchObject({
      status: 'failed',
      code,
      advice: expect.stringMatching(advice),
    });
  });

  it('is not known where the server says nothing', async () => {
    for (const mood of [{ rcode: 'SERVFAIL' } as const, { silentFor: Number.POSITIVE_INFINITY }])
      expect(await named(PUBLIC, HOST, mood)).toMatchObject({
        status: 'failed',
        code: 'ACR2504',
        advice: expect.stringContaining('--resolver'),
      });
  });
});

describe('what is served under a custom domain, by real TLS servers', () => {
  const serve = async (...chains: readonly [Issued, ...Issued[]]) => {
    const [first, ...others] = chains.map(served) as [ServedChain, ...ServedChain[]];
    return serving(startTlsServer(first, ...others));
  };

  it('is the certificate of the vault (0.35)', async () => {
    const check = await looked(await serve(inVault), 'domain.served');
    expect(check).toMatchObject({ status: 'passed', found: expect.stringContaining('of the vault') });
  });

  it('is another one for a time after a renewal, and after that a failure (0.35, 0.36)', async () => {
    const soon = await looked(await serve(older), 'domain.served', { laterMs: 10 * MINUTE });
    expect(soon).toMatchObject({
      status: 'warning',
      code: 'ACR2523',
      found: expect.stringMatching(/(9|10) minutes ago/),
      advice: expect.stringContaining('up to 15 minutes'),
    });
    const late = await looked(await serve(older), 'domain.served', { laterMs: 120 * MINUTE });
    expect(late).toMatchObject({
      status: 'failed',
      code: 'ACR2523',
      advice: expect.stringContaining('has not taken the newest version'),
    });
  });

  it('is both for up to 15 minutes, and that is no failure (0.37)', async () => {
    const mixed = await looked(await serve(inVault, older), 'domain.served', { laterMs: 10 * MINUTE });
    expect(mixed).toMatchObject({
      status: 'warning',
      code: 'ACR2523',
      found: expect.stringContaining('and with another one'),
    });
    expect(mixed.evidence).toHaveLength(3);
    const late = await looked(await serve(inVault, older), 'domain.served', { laterMs: 120 * MINUTE });
    expect(late).toMatchObject({ status: 'failed', code: 'ACR2523' });
  });

  it.each<[Onboarding, string, RegExp]>([
    ['notRequested', 'warning', /acrctl ticket custom-domain/],
    ['requested', 'warning', /Ask in the ticket/],
    ['active', 'failed', /does not, or no longer/],
  ])(
    "is Azure's own one before the domain is turned on: %s (0.1, lesson 71)",
    async (onboarding, status, advice) => {
      const check = await looked(await serve(azures), 'domain.served', { onboarding });
      expect(check).toMatchObject({ status, code: 'ACR2522', advice: expect.stringMatching(advice) });
    },
  );

  it('is refused where nobody trusts it, where it ended, and is warned of where it will', async () => {
    expect(await looked(await serve(alone), 'domain.served', { certificate: alone })).toMatchObject({
      status: 'failed',
      code: 'ACR2506',
      advice: expect.stringContaining('the whole chain'),
    });
    const brief = issuedFor(['*.contoso.com'], new Date(Date.now() + 20 * 24 * 60 * MINUTE));
    const laterMs = Date.now() - START;
    expect(await looked(await serve(brief), 'domain.served', { certificate: brief, laterMs })).toMatchObject({
      status: 'warning',
      code: 'ACR2506',
      found: expect.stringMatching(/ends in (19|20) days/),
    });
    expect(
      await looked(await serve(brief), 'domain.served', {
        certificate: brief,
        laterMs: laterMs + 30 * 24 * 60 * MINUTE,
      }),
    ).toMatchObject({ status: 'failed', code: 'ACR2506', found: expect.stringContaining('ended') });
  });

  it('is nothing where nobody answers', async () => {
    expect(await looked(await closedPort(), 'domain.served')).toMatchObject({
      status: 'failed',
      code: 'ACR2505',
      advice: expect.stringContaining('domain.cname'),
    });
  });
});

describe('who answers under a custom domain, by a real registry front', () => {
  const front = (instead: NonNullable<Parameters<typeof startRegistryFront>[0]['instead']>) =>
    serving(startRegistryFront({ tls: served(inVault), login: HOST, data: DATA, instead }));
  const silent = () => undefined;

  it('is the registry, which says where to log in, and the data endpoint (0.1)', async () => {
    expect(await looked(await front(silent), 'domain.answers')).toMatchObject({ status: 'passed' });
    expect(await looked(await front(silent), 'domain.answers', { host: DATA })).toMatchObject({
      status: 'passed',
    });
  });

  it('answers before the file says so: then that is what to write (0.1)', async () => {
    expect(await looked(await front(silent), 'domain.answers', { onboarding: 'requested' })).toMatchObject({
      status: 'warning',
      advice: expect.stringContaining('onboarding: active'),
    });
  });

  it('is the service without a registry of that name until the domain is turned on (0.44, lesson 71)', async () => {
    const unknown = () => ({ status: 404 });
    for (const [onboarding, status] of [
      ['requested', 'warning'],
      ['active', 'failed'],
    ] as const)
      expect(await looked(await front(unknown), 'domain.answers', { onboarding })).toMatchObject({
        status,
        code: 'ACR2522',
        advice: expect.stringContaining('not onboarded yet'),
      });
  });

  it('is somebody else', async () => {
    for (const instead of [() => ({ status: 200 }), () => ({ status: 401 }), () => ({ status: 403 })])
      expect(await looked(await front(instead), 'domain.answers')).toMatchObject({
        status: 'failed',
        advice: expect.stringContaining('no answer of a registry'),
      });
    const data = () => unauthorized({ login: HOST }, undefined);
    expect(await looked(await front(data), 'domain.answers', { host: DATA })).toMatchObject({
      status: 'failed',
    });
  });

  it('is not asked where no certificate proves the host', async () => {
    const server = await serving(startRegistryFront({ tls: served(azures), login: HOST, data: DATA }));
    expect(await looked(server, 'domain.answers')).toMatchObject({ status: 'skipped' });
    expect(server.asked).toEqual([]);
  });
});
