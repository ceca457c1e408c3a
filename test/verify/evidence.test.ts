import { describe, expect, it } from 'vitest';
import { evidenceOf } from '../../src/cli/verify/evidence.ts';
import type { WireAccess } from '../../src/cli/verify/run-checks.ts';
import { hashJson } from '../../src/core/canonical.ts';
import type { AcrctlError } from '../../src/core/errors.ts';
import { type BoundEvidence, boundEvidence, type Evidence } from '../../src/core/evidence.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { verifyReads } from '../../src/features/verify.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, type Edits, example } from '../scenarios/stacks.ts';
import { requireValid } from '../schemas/check.ts';
import type { View } from '../wire/dns-server.ts';
import { startRegistryFront } from '../wire/registry-front.ts';
import { testAuthority } from '../wire/tls-servers.ts';
import { privateView, publicView } from '../wire/views.ts';
import { at, dnsServer, network, serving } from './network.ts';
import { verified } from './verified.ts';

const HOST = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';
const REGISTRY = { label: 'contosoimages', regions: ['westeurope'] };
const INSIDE = privateView(REGISTRY, {
  contosoimages: ['10.20.1.5'],
  'contosoimages.westeurope.data': ['10.20.1.4'],
});
const PROBE: Edits = { [`${AT.registry}.network.privatePathProof`]: 'probe' };
const authority = testAuthority();

/** The registry is open and has its private path; the file is to close it. */
const open = (edits: Edits = {}) =>
  example({ ...PROBE, [AT.access]: 'enabled', [AT.export]: null, ...edits });
const closed = (edits: Edits = {}) => example({ ...PROBE, ...edits });

async function opened(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(open());
  return lab;
}

/** What `acrctl verify --evidence` writes on a machine whose DNS has that view. */
async function evidenceFrom(lab: Lab, view: View, file = open()): Promise<BoundEvidence> {
  const [dns, front] = [
    await dnsServer(view),
    await serving(startRegistryFront({ tls: authority.right([HOST, DATA]), login: HOST, data: DATA })),
  ];
  const connect = { [HOST]: at(front.port), [DATA]: at(front.port) };
  return evidenceOn(lab, network({ ca: [authority.ca], resolvers: [at(dns.port)], connect }), file);
}

async function evidenceOn(lab: Lab, access: WireAccess, file: string): Promise<BoundEvidence> {
  const results = await verified(lab, file, access, { nowMs: Date.now() });
  const { config, live } = await lab.look(file, (each) => {
    const placed = placeEntries(each);
    return verifyReads(placed.registries, placed);
  });
  const { registries } = placeEntries(config);
  const nowMs = START_MS + lab.timeline.nowMs();
  const told = await evidenceOf(
    { connect: new Map() },
    { stack: config.stack },
    { registries, live, access, nowMs, results },
  );
  const evidence: Evidence = { ...told, digest: hashJson(told as unknown as JsonObject) };
  requireValid('evidence', evidence);
  return boundEvidence(evidence);
}

const START_MS = Date.UTC(2026, 0, 1);

/** What the plan that closes the registry says, and that nothing is written where it is an error. */
async function check(
  lab: Lab,
  evidence: BoundEvidence | undefined,
  expected: { readonly code: string; readonly detail: RegExp },
  file = closed(),
): Promise<void> {
  const before = lab.writes().length;
  const result = await lab.apply(file, { options: evidence === undefined ? {} : { evidence } });
  expect(result.kind).toBe('invalid');
  expect(lab.writes().length).toBe(before);
  const errors = result.planned.plan.diagnostics.filter(({ severity }) => severity === 'error');
  expect(errors).toMatchObject([{ code: expected.code, address: AT.registry }]);
  expect(errors[0]?.detail).toMatch(expected.detail);
  expect(errors[0]?.hint).toMatch(
    /\nacrctl verify contosoimages --evidence evidence\.json\nacrctl plan --evidence evidence\.json$/,
  );
}

const closingLines = (lab: Lab, file: string, evidence?: BoundEvidence) =>
  lab
    .plan(file, { options: evidence === undefined ? {} : { evidence } })
    .then(({ planned }) => planned.plan.changes.find(({ address }) => address === AT.registry)?.impact ?? []);

describe('a registry that is closed only with a proof from inside (I-12, 1.39, 1.42)', () => {
  it('is closed with one, whose time and place the plan shows', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE);
    expect(evidence.registries[0]?.failed).toEqual([]);
    const lines = await closingLines(lab, closed(), evidence);
    expect(lines.find((line) => line.startsWith('proven from inside'))).toMatch(
      /^proven from inside at 2026-01-01T00:\d\d:\d\dZ on \S+, through hub \(evidence [0-9a-f]{12}\)$/,
    );
    await lab.converge(closed(), { options: { evidence } });
    expect((await lab.plan(closed())).planned.plan).toMatchObject({ changes: [], diagnostics: [] });
  });

  it('takes what the file that closes was checked by, by which only the open door fails', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE, closed());
    expect(evidence.registries[0]?.failed).toEqual(['registry.publicAccess contosoimages']);
    await lab.converge(closed(), { options: { evidence } });
  });

  it('is not closed without', async () => {
    await check(await opened(), undefined, { code: 'ACR2511', detail: /There is no evidence/ });
  });

  it('is closed by what Azure Resource Manager says where the file leaves that', async () => {
    const lab = await opened();
    const asEver = { [`${AT.registry}.network.privatePathProof`]: 'arm' };
    expect(await closingLines(lab, closed(asEver))).toContain(
      'not probed from inside: the private path is proven by what Azure Resource Manager says of it',
    );
    await lab.converge(closed(asEver));
  });

  it('takes none from outside, where names lead to public addresses', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, publicView(REGISTRY));
    await check(lab, evidence, {
      code: 'ACR2514',
      detail: /Checks failed there: dns\.private contosoimages\.azurecr\.io/,
    });
  });

  it('takes none for which nobody looked', async () => {
    const lab = await opened();
    const evidence = await evidenceOn(lab, { ...network({}), unreachable: () => 'no network' }, open());
    await check(lab, evidence, {
      code: 'ACR2514',
      detail: /It was not looked at there: dns\.private contosoimages\.azurecr\.io, tls\.certificate/,
    });
  });

  it('takes none of another stack, registry, or one that was made anew', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE);
    await check(
      lab,
      { ...evidence, stack: 'images-test' },
      { code: 'ACR2513', detail: /of the stack "images-test"; this is "images-prod"/ },
    );
    await check(
      lab,
      { ...evidence, registries: [] },
      { code: 'ACR2513', detail: /says nothing of this registry/ },
    );
    const [registry] = evidence.registries;
    const older = {
      ...evidence,
      registries: [{ ...registry, incarnation: '2025-01-01T00:00:00Z' }],
    } as BoundEvidence;
    await check(lab, older, { code: 'ACR2513', detail: /of a registry of that name that was deleted since/ });
  });

  it('takes none from before the endpoint was made anew', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE);
    await lab.converge(open(), { options: { replace: [AT.endpoint], allowDestroy: [AT.endpoint] } });
    await check(lab, evidence, {
      code: 'ACR2513',
      detail: /before contosoimages-hub was made, or made anew/,
    });
  });

  it('takes none by which names led to other addresses than those of the endpoints', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE);
    const [registry] = evidence.registries;
    const names = [
      { host: HOST, addresses: ['10.20.1.99'] },
      { host: DATA, addresses: ['10.20.1.4'] },
    ];
    await check(lab, { ...evidence, registries: [{ ...registry, names }] } as BoundEvidence, {
      code: 'ACR2513',
      detail: /There contosoimages\.azurecr\.io led to 10\.20\.1\.99, which no endpoint/,
    });
  });

  it('says through which endpoint the proof went, and which nobody went through', async () => {
    const spoke: Edits = {
      'networks.vnet-spoke': {
        addressSpace: ['10.30.0.0/16'],
        subnets: { endpoints: { prefix: '10.30.1.0/24' } },
      },
      [`${AT.endpoints}.spoke`]: { subnet: 'vnet-spoke/endpoints', dns: { manage: 'external' } },
    };
    const lab = openLab();
    await lab.converge(open(spoke));
    const evidence = await evidenceFrom(lab, INSIDE, open(spoke));
    const lines = await closingLines(lab, closed(spoke), evidence);
    expect(lines.find((line) => line.startsWith('proven from inside'))).toMatch(
      /through hub \(evidence [0-9a-f]{12}\); not proven from inside: spoke$/,
    );
  });

  it('asks for none while nothing is closed, and for a registry that is made closed', async () => {
    const lab = await opened();
    expect(
      (await lab.plan(open({ [`${AT.registry}.policies.retentionDays`]: 7 }))).planned.plan.diagnostics,
    ).toEqual([]);
    const fresh = openLab();
    await fresh.converge(closed());
  });

  it('binds it into a saved plan, and refuses that once it is a day old, by the clock of apply', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE);
    const { plan } = (await lab.plan(closed(), { options: { evidence } })).planned;
    expect(plan.bindings.options.evidence).toEqual(evidence);
    lab.timeline.advance(25 * 3_600_000);
    const before = lab.writes().length;
    const late = lab.apply(closed(), { saved: plan, options: { evidence } });
    await expect(late).rejects.toMatchObject({ exitCode: 6 });
    const error = (await late.catch((thrown: unknown) => thrown)) as AcrctlError;
    expect(error.diagnostics[0]).toMatchObject({
      code: 'ACR2512',
      detail: expect.stringMatching(/25 hours ago by the clock of this machine, and counts for 24 hours/),
    });
    expect(lab.writes().length).toBe(before);
  });

  it('refuses one from the future: a clock is wrong', async () => {
    const lab = await opened();
    const evidence = { ...(await evidenceFrom(lab, INSIDE)), made: '2026-01-01T03:00:00Z' };
    await expect(lab.apply(closed(), { options: { evidence } })).rejects.toMatchObject({ exitCode: 6 });
  });

  it('counts on the same bytes: a saved plan with other evidence is another plan', async () => {
    const lab = await opened();
    const evidence = await evidenceFrom(lab, INSIDE);
    const { plan } = (await lab.plan(closed(), { options: { evidence } })).planned;
    const other = { ...evidence, digest: '0'.repeat(64) };
    await expect(lab.apply(closed(), { saved: plan, options: { evidence: other } })).rejects.toMatchObject({
      exitCode: 6,
    });
  });

  it('narrows to ranges only with a proof, too', async () => {
    const lab = await opened();
    const selected = closed({
      [AT.access]: 'selected',
      [AT.export]: null,
      [`${AT.registry}.network.allowedIpRanges`]: ['203.0.113.0/24'],
    });
    await check(lab, undefined, { code: 'ACR2511', detail: /no evidence/ }, selected);
  });
});
