import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readCassette, readCassettes } from '../../scripts/conformance/cassette.ts';
import { withFigures } from '../../scripts/conformance/page.ts';
import { EXCEPTIONS } from '../../scripts/noise/exceptions.ts';
import { findingsOf } from '../../scripts/noise/findings.ts';
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

function lastLine(taped: readonly Taped[]): string {
  return reportLines(taped).at(-1) ?? '';
}

function reportLines(taped: readonly Taped[]): readonly string[] {
  const cassette = cassetteOf(taped);
  return noiseReport([findingsOf(cassette)], cassette.broken)
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
    expect(lines.at(-1)).toBe('0 of 1 compared without noise, 0 of 0 drifts seen');
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

it('what tells of nothing that acrctl manages is named and counted', () => {
  const text = [
    textOf([
      { path: VAULT, responseBody: {} },
      { path: `${GROUP}/providers/Microsoft.Network/virtualNetworks`, responseBody: { value: [] } },
      { method: 'PUT', path: GROUP, requestBody: { location: 'westeurope' }, responseBody: groupBody() },
      { path: IDENTITY, responseBody: identityBody() },
    ]),
    'not json',
  ].join('\n');
  const cassette = readCassette('tape', text);
  const report = noiseReport([findingsOf(cassette)], cassette.broken);
  expect(report).toMatch(
    / {2}lists +1\n {2}microsoft\.keyvault\/vaults +1\n {2}tape\.jsonl:5: it is not JSON\n/,
  );
});

/** Recorded traffic of real ARM; absent on a fresh clone. */
const folder = fileURLToPath(new URL('../../../shared/recordings/', import.meta.url));

describe.skipIf(!existsSync(folder))('recorded traffic of Azure Resource Manager', () => {
  const cassettes = () => readCassettes(folder);

  it('is compared as docs/conformance.md says', () => {
    const page = readFileSync(new URL('../../docs/conformance.md', import.meta.url), 'utf8');
    const found = cassettes();
    const broken = found.flatMap((each) => each.broken);
    const report = noiseReport(found.map(findingsOf), broken);
    expect(withFigures(page, 'noise', report)).toBe(page);
  });

  it('is compared without noise, and shows every drift', () => {
    const findings = cassettes().map(findingsOf);
    const pairs = findings.flatMap((each) => each.pairs);
    expect(pairs.length).toBeGreaterThan(200);
    expect(pairs.flatMap(({ unlike }) => unlike).filter(({ reason }) => reason === undefined)).toEqual([]);
    expect(findings.flatMap(({ drifts }) => drifts).filter(({ unseen }) => unseen.length > 0)).toEqual([]);
    const met = new Set(pairs.flatMap(({ type, unlike }) => unlike.map(({ path }) => `${type} ${path}`)));
    expect(EXCEPTIONS.filter(({ type, path }) => !met.has(`${type} ${path}`))).toEqual([]);
  });
});
