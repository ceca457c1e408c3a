import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { getPath, isJsonObject, leafPaths, listAt, overlaps, setPath } from '../../src/core/path.ts';
import type { ResourceType, Settlement } from '../../src/core/resource-type.ts';
import { foldId, parentId } from '../../src/providers/azure/arm-id.ts';
import { RESOURCE_TYPES } from '../../src/providers/azure/index.ts';
import { hasRecordings, NOT_RECORDED, recordings } from '../providers/shared.ts';
import { isWriteOf, justBefore } from '../scenarios/stacks.ts';
import { masked } from '../simulation/masked.ts';
import { expectHolds, expectKept, labFor, markedBody, type ResourceLab } from './one-resource.ts';
import { type Foreign, type Replaced, SAMPLES, type Sample } from './resource-samples.ts';

// What every type of RESOURCE_TYPES promises, checked on one sample of each: see resource-samples.ts.

it('has a sample of every type, and of no other', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(RESOURCE_TYPES.map(({ type }) => type).sort());
});

const CASES = RESOURCE_TYPES.flatMap((type) => {
  const sample = SAMPLES[type.type];
  return sample === undefined ? [] : [{ name: type.type, type, sample }];
});

describe.each(CASES)('$name', ({ type, sample }) => {
  const { managed, changed } = sample;
  const empty = (ignore: readonly string[] = []): Promise<ResourceLab> => labFor(type, sample, { ignore });
  const made = async (): Promise<ResourceLab> => {
    const lab = await empty();
    await lab.converge(managed);
    return lab;
  };
  const expectNothingLeft = async (lab: ResourceLab, body: JsonObject | undefined): Promise<void> =>
    expect(await lab.plan(body)).toMatchObject({ changes: [], drift: [] });

  it('is created by one PUT, defaults and owner mark with it, and then as asked for (I-09)', async () => {
    const lab = await made();
    expect(lab.sent.map(({ method, id }) => `${method} ${id}`)).toEqual([`PUT ${sample.id}`]);
    for (const body of [managed, sample.initial ?? {}, markedBody(type, sample)])
      expectHolds(type, lab.live(), body);
    // A type without tags may answer null (recorded: test_acr_create_with_audits #7).
    expect((lab.live()['tags'] ?? undefined) !== undefined).toBe(type.mark === 'tags');
    expect(type.settled(lab.live())).toBe('done');
    await expectNothingLeft(lab, managed);
  });

  const mark = MARK[type.mark];
  if (mark !== undefined) {
    it('is made with its owner mark though the file ignores where that stands, and leaves it alone then', async () => {
      const lab = await empty([mark.at]);
      await lab.converge(managed);
      expectHolds(type, lab.live(), markedBody(type, sample));
      await lab.edit({ path: mark.at, value: mark.theirs });
      await expectNothingLeft(lab, managed);
      await lab.converge(changed);
      expect(getPath(lab.live(), mark.at)).toEqual(mark.theirs);
      await expectNothingLeft(lab, changed);
    });
  }

  it('has one form, whether asked for, read, read again or normalised twice', async () => {
    const lab = await made();
    for (const body of [managed, changed, sample.initial ?? {}, lab.live()]) {
      const form = type.normalise(body);
      expect(type.normalise(form)).toEqual(form);
    }
    for (const seen of await seenElsewhere(lab, type, sample))
      expect(type.normalise(seen)).toEqual(type.normalise(lab.live()));
  });

  it('changed behind its back is drift, named and put back, and then no more', async () => {
    const lab = await made();
    await lab.edit(sample.drift);
    const { drift, changes } = await lab.plan(managed);
    expect(drift).toMatchObject([{ address: sample.address, id: sample.id, kind: 'changed' }]);
    const theirs = setPath({}, sample.drift.path, sample.drift.value);
    expect(drift[0]?.paths.map(({ path }) => path)).toEqual(differing(type, theirs, managed));
    expect(changes).toMatchObject([{ address: sample.address, actions: ['update'], reason: 'changed' }]);
    await lab.converge(managed);
    expectHolds(type, lab.live(), managed);
    await expectNothingLeft(lab, managed);
  });

  it('gone is drift, and is made again', async () => {
    const lab = await made();
    await lab.remove();
    expect((await lab.plan(managed)).drift).toMatchObject([{ address: sample.address, kind: 'gone' }]);
    await lab.converge(managed);
    expectHolds(type, lab.live(), managed);
    await expectNothingLeft(lab, managed);
  });

  if (type.incarnationOf !== undefined) {
    it('is told from a later object of the same id, which is not taken over silently', async () => {
      const lab = await made();
      const before = lab.live();
      await lab.remove();
      await lab.putAgain();
      expect(type.incarnationOf?.(lab.live())).not.toBe(type.incarnationOf?.(before));
      const { drift, changes } = await lab.plan(managed);
      expect(drift).toMatchObject([{ kind: 'recreated' }]);
      expect(changes).toMatchObject([{ blocked: { code: 'ACR1303', allow: null } }]);
    });
  }

  it('is updated by one request that leaves nothing to do', async () => {
    const lab = await made();
    lab.sent.splice(0);
    const before = lab.live();
    expect(await lab.plan(changed)).toMatchObject({ changes: [{ actions: ['update'] }] });
    await lab.converge(changed);
    const { method } = type.update({ id: sample.id, live: before, desired: changed, paths: [], removed: [] });
    expect(lab.sent.map((each) => `${each.method} ${each.id}`)).toEqual([`${method} ${sample.id}`]);
    if (type.putOnlyCreates) expect(method).toBe('PATCH');
    expectHolds(type, lab.live(), changed);
    expect(type.incarnationOf?.(lab.live())).toBe(type.incarnationOf?.(before));
    await expectNothingLeft(lab, changed);
  });

  it('touches every path that Azure lets nobody change, or says why not', () => {
    const touched = [
      ...sample.replaced.flatMap(({ paths }) => paths),
      ...Object.keys(sample.untouched ?? {}),
    ];
    expect(type.immutable.filter((path) => !touched.some((each) => overlaps(each, path)))).toEqual([]);
    expect(touched.filter((path) => !type.immutable.some((each) => overlaps(each, path)))).toEqual([]);
  });

  it.each<Replaced>(sample.replaced)(
    'is made again for $what, and only with the allowances (I-03, I-20)',
    async ({ managed: other, paths }) => {
      const lab = await made();
      const before = lab.live();
      lab.sent.splice(0);
      const forbidden = { options: { allowDestroy: [], allowMassDestroy: null } };
      expect(await lab.apply(other, forbidden)).toMatchObject({ kind: 'refused' });
      expect(lab.live()).toEqual(before);
      const { changes } = await lab.plan(other);
      expect(changes).toMatchObject([{ actions: ['delete', 'create'], reason: 'immutable' }]);
      expect(changes[0]?.replacePaths).toEqual(expect.arrayContaining([...paths]));
      await lab.converge(other);
      expectHolds(type, lab.live(), other);
      if (type.incarnationOf !== undefined)
        expect(type.incarnationOf(lab.live())).not.toBe(type.incarnationOf(before));
      await expectNothingLeft(lab, other);
    },
  );

  it('is deleted, is gone, and can be made again', async () => {
    const lab = await made();
    await lab.converge(undefined);
    expect(lab.live()).toEqual({});
    expect((await lab.lab.state())?.resources).toEqual([]);
    await expectNothingLeft(lab, undefined);
    await lab.purge();
    await lab.converge(managed);
    expectHolds(type, lab.live(), managed);
    await expectNothingLeft(lab, managed);
  });

  it.each<[string, (lab: ResourceLab) => Promise<unknown>]>([
    [
      'before the step began',
      (lab) => lab.converge(undefined, { approve: () => lab.remove().then(() => true) }),
    ],
    [
      'just before the request',
      (lab) => lab.converge(undefined, { transport: justBefore(isWriteOf(sample.id), lab.remove) }),
    ],
    [
      'by a request whose answer was lost',
      (lab) => {
        lab.lab.emulator.setFaults([{ match: { method: 'DELETE' }, lose: 'answer' }]);
        return lab.converge(undefined);
      },
    ],
  ])('is deleted though it was gone already: %s', async (_, run) => {
    const lab = await made();
    await run(lab);
    expect(lab.live()).toEqual({});
    expect((await lab.lab.state())?.resources).toEqual([]);
  });

  describe('what others put on or into it', () => {
    it.each<Foreign>(sample.foreign)('is no change: $what', async (foreign) => {
      const lab = await made();
      await lab.addForeign(foreign);
      expectKept(lab, foreign);
      await expectNothingLeft(lab, managed);
    });

    it.each<Foreign>(sample.foreign)('survives every write: $what (I-19)', async (foreign) => {
      const lab = await made();
      await lab.addForeign(foreign);
      for (const body of [changed, managed]) {
        await lab.converge(body);
        expectKept(lab, foreign);
        await expectNothingLeft(lab, body);
      }
    });

    it.each<Foreign>(sample.foreign)(
      'survives a write though it came after the plan: $what (I-19)',
      async (foreign) => {
        const lab = await made();
        await lab.converge(changed, { approve: () => lab.addForeign(foreign).then(() => true) });
        expectKept(lab, foreign);
        await expectNothingLeft(lab, changed);
      },
    );
  });

  it.skipIf(sample.neverFails)(
    'is made in the end though its creation failed first, without an allowance (I-18)',
    async () => {
      const lab = await empty();
      const fails = { code: 'InternalServerError', message: 'It broke.' };
      lab.lab.emulator.setFaults([{ match: { method: 'PUT', path: `${sample.id}?` }, operation: { fails } }]);
      await lab.apply(managed);
      lab.lab.emulator.setFaults([]);
      await lab.converge(managed, { options: { allowDestroy: [], allowMassDestroy: null } });
      expectHolds(type, lab.live(), managed);
      expect(type.settled(lab.live())).toBe('done');
      await expectNothingLeft(lab, managed);
    },
  );

  it('is made once, whenever the run dies after its PUT was sent (I-01)', async () => {
    const undisturbed = await empty();
    const world = undisturbed.lab.newProcess();
    await undisturbed.converge(managed, { world });
    const wanted = masked((await undisturbed.lab.state())?.resources);
    const put = world.boundaries.findIndex(({ label }) => label.startsWith('write PUT'));
    const after = world.boundaries.slice(put + 1);
    expect(after.map(({ label }) => label.split(' ')[0])).toContain('append');
    for (const { number, moment, label } of after) {
      const where = `${number} ${moment} ${label}`;
      const lab = await empty();
      const dying = lab.lab.newProcess({ crashAt: number });
      expect((await dying.run(() => lab.apply(managed, { world: dying }))).kind, where).toBe('died');
      await lab.converge(managed);
      expect(
        lab.sent.map(({ method }) => method),
        where,
      ).toEqual(['PUT']);
      expect(masked((await lab.lab.state())?.resources), where).toEqual(wanted);
      await expectNothingLeft(lab, managed);
    }
  });

  it('shares keys with what must not be written beside it, whatever the case of its id', () => {
    const keys = sample.keys.map(foldId);
    expect(type.serialise(sample.id, managed)).toEqual(keys);
    expect(type.serialise(sample.id.toUpperCase(), managed)).toEqual(keys);
    const parent = RESOURCE_TYPES.find((each) => each.type === type.type.split('/').slice(0, -1).join('/'));
    if (parent === undefined) return;
    const parentKey = parent.serialise(parentId(sample.id), undefined)[0];
    expect(keys.includes(parentKey ?? '')).toBe(sample.besideParent === undefined);
  });

  it.skipIf(!hasRecordings)('is settled as its recorded bodies say', () => {
    const words = new Set<string>();
    for (const { responseBody: body } of recordings()) {
      if (!isJsonObject(body) || String(body['type']).toLowerCase() !== type.type.toLowerCase()) continue;
      const word = String(getPath(body, 'properties.provisioningState'));
      words.add(word);
      expect([word, type.settled(body)]).toEqual([word, SETTLED[word]]);
    }
    if (NOT_RECORDED.has(type.type)) expect([...words]).toEqual([]);
    else if (sample.stateless) expect([...words].filter((word) => word !== 'undefined')).toEqual([]);
    else expect(words).toContain('Succeeded');
  });
});

/** Where the owner mark stands, and what others may put there in its place. */
const MARK: Readonly<Record<ResourceType['mark'], { at: string; theirs: Json } | undefined>> = {
  tags: { at: 'tags', theirs: { theirs: 'kept' } },
  metadata: { at: 'properties.metadata', theirs: { theirs: 'kept' } },
  description: { at: 'properties.description', theirs: 'theirs' },
  none: undefined,
};

/** The words that stand in recorded bodies; another one wants to be looked at. */
const SETTLED: Readonly<Record<string, Settlement>> = {
  undefined: 'done',
  Succeeded: 'done',
  Creating: 'running',
  RegisteringDns: 'running',
  Restoring: 'running',
  Updating: 'running',
  Deleting: 'running',
  Failed: 'failed',
};

/** The object as its list shows it, and as the object shows it in whose body it is read. */
async function seenElsewhere(
  { lab }: ResourceLab,
  type: ResourceType,
  { id }: Sample,
): Promise<readonly JsonObject[]> {
  const get = async (path: string) => (await lab.request('GET', path, type.apiVersion)) as JsonObject;
  const path = type.collection?.(id);
  const siblings = path === undefined ? [] : listAt(await get(path), 'value').filter(isJsonObject);
  const listed = siblings.filter((each) => foldId(String(each['id'])) === foldId(id));
  expect(listed).toHaveLength(path === undefined ? 0 : 1);
  if (type.readIn === undefined) return listed;
  const picked = type.readIn.pick(await get(type.readIn.holder(id)), id);
  return [...listed, picked ?? {}];
}

/** The paths of the first body whose values the second one does not have, sorted. */
function differing(type: ResourceType, body: JsonObject, other: JsonObject): readonly string[] {
  const [form, wanted] = [type.normalise(body), type.normalise(other)];
  const text = (each: JsonObject, path: string) => JSON.stringify(getPath(each, path));
  return leafPaths(form)
    .filter((path) => text(form, path) !== text(wanted, path))
    .sort();
}
