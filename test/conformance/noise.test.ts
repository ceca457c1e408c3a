import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCassette, readCassettes } from '../../scripts/conformance/cassette.ts';
import { withFigures } from '../../scripts/conformance/page.ts';
import { editOutcomes } from '../../scripts/noise/edited-plans.ts';
import { EXCEPTIONS } from '../../scripts/noise/exceptions.ts';
import { findingsOf } from '../../scripts/noise/findings.ts';
import { type ImportFinding, importFindingsOf, reasonsFor } from '../../scripts/noise/import-findings.ts';
import { noiseReport } from '../../scripts/noise/report.ts';
import {
  cassetteOf,
  GROUP,
  groupBody,
  IDENTITY,
  identityBody,
  type Taped,
  textOf,
  VAULT,
} from './cassettes.ts';

const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/hub`;
const SUBNET = `${NETWORK}/subnets/endpoints`;

function networkBody(properties: object, state = 'Succeeded') {
  return {
    id: NETWORK,
    name: 'hub',
    location: 'westeurope',
    tags: { owner: 'platform' },
    properties: {
      provisioningState: state,
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      ...properties,
    },
  };
}

const asked = {
  location: 'West Europe',
  tags: { owner: 'platform' },
  properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } },
};

const MADE: readonly Taped[] = [
  {
    method: 'PUT',
    path: NETWORK,
    requestBody: asked,
    status: 201,
    responseBody: networkBody({}, 'Updating'),
  },
  { path: NETWORK, responseBody: networkBody({ enableDdosProtection: false, subnets: [] }) },
];

/** What it says of writes and looks. */
function lastLine(taped: readonly Taped[]): string {
  return (reportLines(taped).at(-1) ?? '').split(', ').slice(0, 2).join(', ');
}

function reportLines(taped: readonly Taped[], imports: readonly ImportFinding[] = []): readonly string[] {
  const cassette = cassetteOf(taped);
  return noiseReport([findingsOf(cassette)], imports, cassette.broken)
    .trimEnd()
    .split('\n');
}

/** The second look, as somebody's change left the object. */
function changedTo(change: Partial<ReturnType<typeof networkBody>>): Taped {
  return { path: NETWORK, responseBody: { ...networkBody({}), ...change } };
}

describe('a recorded write and the look behind it', () => {
  it('are the same, whatever Azure adds and however it spells', () => {
    expect(lastLine(MADE)).toBe('1 of 1 compared without noise, 0 of 0 drifts seen');
  });

  it('are noise where a value came back as another, with what was asked', () => {
    const lines = reportLines([MADE[0] ?? { path: '' }, changedTo({ tags: { owner: 'images' } })]);
    expect(lines).toContain('    tags.owner: "platform" asked, "images" came back');
    expect(lines.at(-1)).toContain('0 of 1 compared without noise, 0 of 0 drifts seen');
  });

  it('are compared when the object has settled', () => {
    const running = { path: NETWORK, responseBody: networkBody({}, 'Updating') };
    expect(lastLine([MADE[0] ?? running, running])).toBe('0 of 0 compared without noise, 0 of 0 drifts seen');
    expect(lastLine([MADE[0] ?? running, running, MADE[1] ?? running])).toContain('1 of 1');
  });

  it.each([
    ['what hangs on it', SUBNET],
    ['the object', NETWORK],
  ])('are no pair where somebody wrote %s in between', (_, path) => {
    const other: Taped = { method: 'DELETE', path, status: 202 };
    expect(lastLine([MADE[0] ?? other, other, MADE[1] ?? other])).toContain('0 of 0 compared');
  });

  it('are no pair where Azure refused the write', () => {
    const refused = { ...(MADE[0] ?? { path: '' }), status: 400 };
    expect(lastLine([refused, MADE[1] ?? refused])).toContain('0 of 0 compared');
  });

  it('may differ where it is explained, which is said', () => {
    const { requestBody } = {
      requestBody: { ...asked, properties: { ...asked.properties, enableVmProtection: false } },
    };
    const lines = reportLines([{ ...(MADE[0] ?? { path: '' }), requestBody }, MADE[1] ?? { path: '' }]);
    expect(lines.join('\n')).toMatch(/enableVmProtection\n {4}1 times: /);
    expect(lines.at(-1)).toContain('1 of 1 compared without noise');
  });
});

describe('a write between two looks', () => {
  const write = (requestBody: object): Taped => ({
    method: 'PATCH',
    path: NETWORK,
    requestBody: requestBody as never,
  });

  it('is drift that is seen', () => {
    const tags = { owner: 'images' };
    const tape = [...MADE, write({ tags }), changedTo({ tags })];
    expect(lastLine(tape)).toBe('2 of 2 compared without noise, 1 of 1 drifts seen');
  });

  it('is reported where the comparison would not see it', () => {
    const tape = [...MADE, write({ tags: { owner: 'images' } }), changedTo({})];
    expect(reportLines(tape)).toContain('Drift that is not seen');
    expect(lastLine(tape)).toBe('1 of 2 compared without noise, 0 of 1 drifts seen');
  });

  it('is no drift where it only adds', () => {
    const tags = { owner: 'platform', more: 'x' };
    expect(lastLine([...MADE, write({ tags }), changedTo({ tags })])).toContain('0 of 0 drifts');
  });
});

describe('a recorded object that is imported', () => {
  const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages`;
  const look = (path: string, responseBody: object): Taped => ({ path, responseBody: responseBody as never });
  const network = look(NETWORK, networkBody({ subnets: [], enableDdosProtection: false }));
  const importLine = async (taped: readonly Taped[]) => {
    const imports = await importFindingsOf([cassetteOf(taped)]);
    const lines = reportLines(taped, imports);
    return { lines: lines.join('\n'), last: (lines.at(-1) ?? '').split(', ').slice(2).join(', ') };
  };

  it('leaves an empty plan, and every value of its entry can be changed or is forbidden', async () => {
    const [{ edits = [] } = {}] = await importFindingsOf([cassetteOf([network])]);
    const outcomeOf = (key: string) =>
      edits.filter(({ edit }) => edit.path[2] === key).map(({ kind, told }) => [kind, told.split(' (')[0]]);
    expect(outcomeOf('tags')).toContainEqual(['exact', expect.stringContaining('networks.hub update')]);
    expect(outcomeOf('dnsServers')).toContainEqual([
      'exact',
      expect.stringContaining('properties.dhcpOptions.dnsServers'),
    ]);
    expect(outcomeOf('location')).toContainEqual(['guard', 'ACR2001']);
    expect(outcomeOf('addressSpace')).toContainEqual(['rule', 'ACR1019']);
    expect((await importLine([network])).last).toMatch(
      /^1 of 1 imported with an empty plan, (\d+) of \1 changes/,
    );
  });

  it('is reported where the language has no words for what it is', async () => {
    const odd = look(NETWORK, networkBody({ addressSpace: { addressPrefixes: ['everything'] } }));
    const { lines, last } = await importLine([odd]);
    expect(lines).toMatch(/Noise after an import\n {2}tape #0: .*\n {4}ACR\d+ /);
    expect(last).toMatch(/^0 of 1 imported/);
  });

  it('may differ where it is explained', async () => {
    const networkRuleSet = { defaultAction: 'Allow', ipRules: [] };
    const properties = { provisioningState: 'Succeeded', adminUserEnabled: false, networkRuleSet };
    const body = { id: REGISTRY, location: 'westeurope', sku: { name: 'Premium' }, properties };
    const { lines, last } = await importLine([look(REGISTRY, body)]);
    expect(lines).toMatch(/properties\.publicNetworkAccess\n {4}1 times: /);
    expect(last).toMatch(/^1 of 1 imported/);
  });

  it('is counted apart where no entry can stand for it', async () => {
    const connection = { properties: { privateLinkServiceId: VAULT, groupIds: ['vault'] } };
    const endpoint = `${GROUP}/providers/Microsoft.Network/privateEndpoints/vault`;
    const properties = { provisioningState: 'Succeeded', privateLinkServiceConnections: [connection] };
    const { lines, last } = await importLine([look(endpoint, { id: endpoint, properties })]);
    expect(lines).toContain('Microsoft.Network/privateEndpoints: it has to do with no registry (1)');
    expect(last).toMatch(/^0 of 0 imported/);
  });

  it('is reported where a plan does more than the change that was asked for', async () => {
    const cassette = cassetteOf([look(GROUP, groupBody()), network]);
    const [group, own] = (await importFindingsOf([cassette])).map(({ imported }) =>
      imported.kind === 'quiet' ? imported.of : undefined,
    );
    if (group === undefined || own === undefined) throw new Error('They are not imported.');
    const resources = [group, own].flatMap(({ reading }) => reading.current?.resources ?? []);
    const reading = { ...group.reading, current: { ...group.reading.current, resources } };
    const session = { ...group.session, cloud: own.session.cloud };
    const outcomes = await editOutcomes({ ...group, session, reading } as typeof group);
    expect(outcomes.filter(({ kind }) => kind === 'other')).not.toEqual([]);
  });
});

const TASK = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contoso/tasks/built`;

it('what tells of nothing that acrctl manages is named and counted', () => {
  const text = [
    textOf([
      { path: TASK, responseBody: {} },
      { path: `${GROUP}/providers/Microsoft.Network/virtualNetworks`, responseBody: { value: [] } },
      { method: 'PUT', path: GROUP, requestBody: { location: 'westeurope' }, responseBody: groupBody() },
      { path: IDENTITY, responseBody: identityBody() },
    ]),
    'not json',
  ].join('\n');
  const cassette = readCassette('tape', text);
  const report = noiseReport([findingsOf(cassette)], [], cassette.broken);
  expect(report).toMatch(
    / {2}lists +1\n {2}microsoft\.containerregistry\/registries\/tasks +1\n {2}tape\.jsonl:5: it is not JSON\n/,
  );
});

/** Recorded traffic of real ARM; absent on a fresh clone. */
const folder = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url));

describe.skipIf(!existsSync(folder))('recorded traffic of Azure Resource Manager', () => {
  const cassettes = () => readCassettes(folder);
  let imports: readonly ImportFinding[] = [];

  beforeAll(async () => {
    imports = await importFindingsOf(cassettes());
  }, 120_000);

  it('is compared and imported as docs/conformance.md says', () => {
    const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
    const found = cassettes();
    const broken = found.flatMap((each) => each.broken);
    const report = noiseReport(found.map(findingsOf), imports, broken);
    expect(withFigures(page, 'noise', report)).toBe(page);
  });

  it('is compared without noise, and shows every drift', () => {
    const findings = cassettes().map(findingsOf);
    const pairs = findings.flatMap((each) => each.pairs);
    expect(pairs.length).toBeGreaterThan(200);
    expect(pairs.flatMap(({ unlike }) => unlike).filter(({ reason }) => reason === undefined)).toEqual([]);
    expect(findings.flatMap(({ drifts }) => drifts).filter(({ unseen }) => unseen.length > 0)).toEqual([]);
    const met = new Set([
      ...pairs.flatMap(({ type, unlike }) => unlike.map(({ path }) => `${type} ${path}`)),
      ...imports.flatMap(({ look, imported }) =>
        imported.kind === 'noise' ? imported.paths.map((path) => `${look.type} ${path}`) : [],
      ),
    ]);
    expect(EXCEPTIONS.filter(({ type, path }) => !met.has(`${type} ${path}`))).toEqual([]);
  });

  it('is imported with an empty plan, and each changed value is that change or forbidden', () => {
    const loud = imports.filter((each) => each.imported.kind === 'noise' && reasonsFor(each) === undefined);
    expect(loud.map(({ look, imported }) => [look.id, imported])).toEqual([]);
    const edits = imports.flatMap((each) => each.edits);
    expect(edits.length).toBeGreaterThan(2_000);
    expect(edits.filter(({ kind }) => kind === 'other')).toEqual([]);
  });
});
