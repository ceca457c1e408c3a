import { describe, expect, test } from 'vitest';
import { readCassette } from '../../scripts/conformance/cassette.ts';
import type { Difference } from '../../scripts/conformance/judge.ts';
import { MASKS } from '../../scripts/conformance/masks.ts';
import { measure } from '../../scripts/conformance/measure.ts';
import { mutantsOf } from '../../scripts/conformance/mutants.ts';
import { isAlike, maskedShare, reportOf } from '../../scripts/conformance/report.ts';
import {
  cassetteOf,
  GROUP,
  groupBody,
  IDENTITY,
  IDENTITY_TAPE,
  identityBody,
  LOAD_BALANCER,
  recordBody,
  type Taped,
  textOf,
  ZONE_TAPE,
} from './cassettes.ts';

async function judgedOf(taped: readonly Taped[]) {
  return (await measure([cassetteOf(taped)])).judged;
}

/** The differences of that interaction, as `kind path`. */
async function differencesAt(taped: readonly Taped[], index: number): Promise<readonly string[]> {
  const judged = await judgedOf(taped);
  return (judged[index]?.differences ?? []).map(({ kind, path }: Difference) => `${kind} ${path}`.trim());
}

/** The tape with other answers at some places. */
function changed(
  taped: readonly Taped[],
  changes: Readonly<Record<number, Partial<Taped>>>,
): readonly Taped[] {
  return taped.map((each, at) => ({ ...each, ...changes[at] }));
}

describe('a cassette that the emulator answers alike', () => {
  test.each([
    ['an identity', IDENTITY_TAPE],
    ['a zone, in a group that was there before', ZONE_TAPE],
  ])('has no difference: %s', async (_, tape) => {
    for (const { differences } of await judgedOf(tape)) expect(differences).toEqual([]);
  });

  test('is counted by the type of what was asked for, polls by that of what they follow', async () => {
    const judged = await judgedOf(ZONE_TAPE);
    expect(judged.map(({ shownType }) => shownType.split('/').slice(1).join('/'))).toEqual([
      'privateDnsZones',
      'privateDnsZones',
      'privateDnsZones',
      'privateDnsZones/A',
      'privateDnsZones/A',
    ]);
  });

  test('is answered without a look at its answers', async () => {
    const emptied = IDENTITY_TAPE.map((each) => ({ ...each, responseBody: {} }));
    const [told, untold] = await Promise.all([judgedOf(IDENTITY_TAPE), judgedOf(emptied)]);
    const seen = (judged: typeof told) =>
      judged.map(({ answers }) => answers.map(({ status, body }) => [status, body]));
    expect(seen(untold)).toEqual(seen(told));
  });
});

describe('the judge reports', () => {
  test.each<[string, number, Partial<Taped>, readonly string[]]>([
    ['a status', 2, { status: 404 }, ['status']],
    [
      'a member that is not answered',
      2,
      { responseBody: identityBody({ more: 1 }) },
      ['missing properties.more'],
    ],
    [
      'a member that is not recorded',
      0,
      { responseBody: {} },
      ['id', 'name', 'type', 'location', 'properties'].map((name) => `extra ${name}`),
    ],
    ['another value', 2, { responseBody: identityBody({}, { a: 'b' }) }, ['missing tags.a']],
    ['a value of another type', 0, { responseBody: { ...groupBody(), location: 1 } }, ['different location']],
    ['a header that is not there', 2, { responseHeaders: { etag: 'x' } }, ['header etag']],
    ['a header that was not sent', 1, { responseHeaders: {} }, ['header location']],
    [
      'a GUID in the place of another',
      2,
      { responseBody: identityBody({ principalId: '22222222-1111-2222-3333-000000000002' }) },
      ['different properties.principalId'],
    ],
    [
      'a form that is none of a GUID',
      1,
      { responseBody: identityBody({ principalId: 'none' }) },
      ['different properties.principalId'],
    ],
  ])('%s', async (_, index, change, expected) => {
    expect(await differencesAt(changed(IDENTITY_TAPE, { [index]: change }), index)).toEqual(expected);
  });

  test('an entry of a list that is missing, whatever their order', async () => {
    const other = { ...identityBody(), id: IDENTITY.replace('reader', 'writer'), name: 'writer' };
    const list = { responseBody: { value: [other, identityBody()] } };
    const found = await differencesAt(changed(IDENTITY_TAPE, { 3: list }), 3);
    expect(new Set(found.map((each) => each.split(' ')[0]))).toEqual(new Set(['missing']));
    expect(found).toContain('missing value[].name');
  });

  test('an entity tag that should have stayed', async () => {
    const etag = '44444444-1111-2222-3333-000000000004';
    const moved = { responseHeaders: { etag }, responseBody: recordBody(etag) };
    expect(await differencesAt(changed(ZONE_TAPE, { 4: moved }), 4)).toEqual([
      'header etag',
      'different etag',
    ]);
  });

  test('a state that is seen while an operation runs', async () => {
    const early = { status: 200, responseHeaders: {}, responseBody: { status: 'Succeeded' } };
    const late = ZONE_TAPE[1] ?? { path: '' };
    expect(await differencesAt(changed(ZONE_TAPE, { 1: early, 2: late }), 2)).toContain('status');
  });

  test('every change of an answer that is compared', async () => {
    const { judged } = await measure([cassetteOf(IDENTITY_TAPE, 'one'), cassetteOf(ZONE_TAPE, 'two')]);
    for (let seed = 1; seed <= 40; seed += 1) {
      const mutants = mutantsOf(judged, seed);
      expect(mutants).toHaveLength(judged.length);
      expect(mutants.filter(({ isReported }) => !isReported)).toEqual([]);
    }
  });
});

describe('of azure-cli, which takes headers out of its cassettes', () => {
  const fromCli = IDENTITY_TAPE.map((each) => ({
    ...each,
    source: 'azure-cli:tests/latest/recordings/test_x.yaml',
  }));

  test('an absent header proves nothing, a present one has to be answered', async () => {
    expect(await differencesAt(changed(fromCli, { 1: { responseHeaders: {} } }), 1)).toEqual([]);
    expect(await differencesAt(changed(fromCli, { 2: { responseHeaders: { etag: 'x' } } }), 2)).toEqual([
      'header etag',
    ]);
  });
});

describe('what cannot be replayed is named and counted, and never passes', () => {
  const unknownVersion = changed(IDENTITY_TAPE, { 2: { version: '2001-01-01' } });
  const unknownType: readonly Taped[] = [{ path: LOAD_BALANCER, version: '2023-07-01', responseBody: {} }];

  test('a line that is no interaction', async () => {
    const [first = ''] = textOf(IDENTITY_TAPE).split('\n');
    const lines = [
      first,
      '{"index": 1',
      '[]',
      '{"index":2,"method":"GET","path":"x","status":200}',
      '',
      'null',
    ];
    const measured = await measure([readCassette('broken', lines.join('\n'))]);
    const report = reportOf(measured);
    expect(report).toContain('broken.jsonl:2: it is not JSON');
    expect(report).toContain('broken.jsonl:3: it is no object');
    expect(report).toContain('broken.jsonl:4: "path" is no path');
    expect(report).toContain('broken.jsonl:6: it is no object');
    expect(report.trimEnd().split('\n').at(-1)).toBe('1 passed, 4 failed');
  });

  test('a type without routes', async () => {
    const measured = await measure([cassetteOf(unknownType)]);
    const report = reportOf(measured);
    expect(report).toMatch(/Microsoft\.Network\/loadBalancers +1\n/);
    expect(report.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
  });

  test('an api-version that Azure never had', async () => {
    const judged = await judgedOf(unknownVersion);
    expect(judged.map(isAlike)).toEqual([true, true, false, true]);
    expect(reportOf({ judged, broken: [] })).toMatch(/^ {4}2001-01-01 +0 of 1 /m);
  });

  test('a poll of an operation that no request began', async () => {
    const path = `${GROUP}/providers/Microsoft.Network/locations/westus/operations/x`;
    const judged = await judgedOf([{ path, version: '2024-05-01', responseBody: { status: 'Succeeded' } }]);
    expect(judged.map(isAlike)).toEqual([false]);
    expect(judged[0]?.shownType).toBe('(operations that no request here began)');
  });

  test.each(['GET', 'PUT', 'DELETE', 'POST', 'BREW'])(
    'a %s of a path that is nobody\u2019s',
    async (method) => {
      for (const path of [
        '/',
        '/x',
        '/subscriptions',
        '/subscriptions/none/resourceGroups',
        `${GROUP}/providers`,
      ])
        expect((await judgedOf([{ method, path, responseBody: { a: 1 } }])).map(isAlike)).toEqual([false]);
    },
  );
});

describe('masks', () => {
  test('each have a reason, and name what they hide', () => {
    for (const { reason, type, path } of MASKS) {
      expect(reason.length).toBeGreaterThan(10);
      expect(path.test('properties.anything')).toBe(false);
      expect(type.source).not.toBe('');
    }
  });

  test('and what is drawn for the first time are counted', async () => {
    // Tenant, principal and client of the identity, when it is made.
    const judged = await judgedOf(IDENTITY_TAPE);
    expect(judged.map(({ masked }) => masked)).toEqual([0, 3, 0, 0]);
    const leaves = judged.reduce((sum, each) => sum + each.leaves, 0);
    expect(maskedShare(judged)).toBe(3 / leaves);
  });
});
