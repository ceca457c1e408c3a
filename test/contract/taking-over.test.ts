import { describe, expect, it } from 'vitest';
import { getPath, setPath } from '../../src/core/path.ts';
import { rebuild } from '../../src/engine/rebuild.ts';
import { RESOURCE_TYPES } from '../../src/providers/azure/index.ts';
import { imported, loseState } from '../scenarios/importing.ts';
import { masked } from '../simulation/masked.ts';
import { expectHolds, expectKept, labFor, markedBody, type ResourceLab } from './one-resource.ts';
import { SAMPLES } from './resource-samples.ts';

// What every type promises of an object that acrctl did not make: see resource-samples.ts.

/** Where the owner mark stands. */
const AT_MARK = {
  tags: 'tags',
  metadata: 'properties.metadata',
  description: 'properties.description',
  none: undefined,
} as const;

const CASES = RESOURCE_TYPES.flatMap((type) => {
  const sample = SAMPLES[type.type];
  return sample === undefined ? [] : [{ name: type.type, type, sample }];
});

describe.each(CASES)('$name', ({ type, sample }) => {
  const { address, managed, changed, foreign } = sample;

  /** Somebody else has made it, and put into it what others may. */
  const theirs = async (adopt = false, others = foreign): Promise<ResourceLab> => {
    const lab = await labFor(type, sample, { adopt });
    await lab.putAgain();
    for (const each of others) await lab.addForeign(each);
    return lab;
  };
  const byImport = async (others = foreign): Promise<ResourceLab> => {
    const lab = await theirs(false, others);
    expect((await imported(lab.lab, lab.stackWith(managed), [address])).refused).toEqual([]);
    return lab;
  };
  const byAdoption = async (others = foreign): Promise<ResourceLab> => {
    const lab = await theirs(true, others);
    await lab.converge(managed);
    lab.say({});
    return lab;
  };
  const expectNothingLeft = async (lab: ResourceLab, body = managed): Promise<void> =>
    expect(await lab.plan(body)).toMatchObject({ changes: [], drift: [] });
  const expectForeignKept = (lab: ResourceLab): void => {
    for (const each of foreign) expectKept(lab, each);
  };

  it('is refused by a plan as long as nobody says that it is to be taken over (I-08)', async () => {
    const lab = await theirs();
    expect((await lab.plan(managed)).changes).toMatchObject([{ blocked: { code: 'ACR1301', allow: null } }]);
  });

  it('is taken over by adopt: true without a request where it is as the file says', async () => {
    const lab = await theirs(true);
    const before = lab.live();
    const { changes, summary } = await lab.plan(managed);
    expect(changes).toMatchObject([{ address, actions: ['no-op'], importing: true, reason: 'adopt' }]);
    expect(summary).toMatchObject({ import: 1, update: 0 });
    await lab.converge(managed);
    expect([lab.sent, lab.live()]).toEqual([[], before]);
    await expectNothingLeft(lab);
    lab.say({});
    await expectNothingLeft(lab);
  });

  it('is taken over and changed by adopt: true in one request, which keeps what others put there (I-19)', async () => {
    const lab = await theirs(true);
    expect((await lab.plan(changed)).changes).toMatchObject([{ actions: ['update'], importing: true }]);
    await lab.converge(changed);
    expect(lab.sent).toHaveLength(1);
    expectHolds(type, lab.live(), changed);
    expectHolds(type, lab.live(), markedBody(type, sample));
    expectForeignKept(lab);
    await expectNothingLeft(lab, changed);
  });

  it('is taken over and changed once, whenever the run dies after its request was sent (I-01)', async () => {
    const undisturbed = await theirs(true, []);
    const world = undisturbed.lab.newProcess();
    await undisturbed.converge(changed, { world });
    const wanted = masked((await undisturbed.lab.state())?.resources);
    const write = world.boundaries.findIndex(({ label }) => label.startsWith('write '));
    const after = world.boundaries.slice(write + 1);
    expect(after.map(({ label }) => label.split(' ')[0])).toContain('append');
    for (const { number, moment, label } of after) {
      const where = `${number} ${moment} ${label}`;
      const lab = await theirs(true, []);
      const dying = lab.lab.newProcess({ crashAt: number });
      expect((await dying.run(() => lab.apply(changed, { world: dying }))).kind, where).toBe('died');
      await lab.converge(changed);
      expect(lab.sent, where).toHaveLength(1);
      expect(masked((await lab.lab.state())?.resources), where).toEqual(wanted);
      await expectNothingLeft(lab, changed);
    }
  });

  it('is imported by reads alone, and then there is nothing to do', async () => {
    const lab = await theirs();
    const before = lab.live();
    lab.lab.emulator.clearRequests();
    const { refused, next } = await imported(lab.lab, lab.stackWith(managed), [address]);
    expect([refused, next.plan.changes, lab.lab.writes(), lab.live()]).toEqual([[], [], [], before]);
    await expectNothingLeft(lab);
  });

  it('is imported as adopt: true takes it over', async () => {
    const [adopted, taken] = [await byAdoption(), await byImport()];
    const entriesOf = async ({ lab }: ResourceLab) =>
      (await lab.state())?.resources.map(({ incarnation, ...entry }) => [entry, incarnation !== undefined]);
    expect(await entriesOf(taken)).toEqual(await entriesOf(adopted));
  });

  it('imported though it differs, it is changed by the next apply, without drift', async () => {
    const lab = await theirs();
    const { next } = await imported(lab.lab, lab.stackWith(changed), [address]);
    const { changes, drift } = await lab.plan(changed);
    expect(drift).toEqual([]);
    expect(changes).toMatchObject([{ address, actions: ['update'], importing: false }]);
    expect(next.plan.changes).toEqual(changes);
    await lab.converge(changed);
    expectHolds(type, lab.live(), changed);
    expectForeignKept(lab);
    await expectNothingLeft(lab, changed);
  });

  describe.each([
    ['imported', byImport],
    ['adopted', byAdoption],
  ] as const)('%s', (_, taken) => {
    it('it gets the mark with the first change of its own, and from then on a mark that is wiped is drift', async () => {
      const lab = await taken();
      await lab.converge(changed);
      expectHolds(type, lab.live(), markedBody(type, sample));
      expectForeignKept(lab);
      await expectNothingLeft(lab, changed);
      const at = AT_MARK[type.mark];
      if (at === undefined) return;
      await lab.edit({ path: at, value: type.mark === 'description' ? '' : (getPath(changed, at) ?? {}) });
      expect((await lab.plan(changed)).drift).toMatchObject([{ kind: 'changed' }]);
      await lab.converge(changed);
      expectHolds(type, lab.live(), markedBody(type, sample));
    });

    it('it is made with the mark when it has to be made again', async () => {
      const lab = await taken([]);
      await lab.remove();
      expect((await lab.plan(managed)).drift).toMatchObject([{ kind: 'gone' }]);
      await lab.converge(managed);
      expectHolds(type, lab.live(), markedBody(type, sample));
      await expectNothingLeft(lab);
    });

    it('it is ours: changed behind our back is drift, and is put back', async () => {
      const lab = await taken();
      await lab.edit(sample.drift);
      const { drift } = await lab.plan(managed);
      // A role assignment has nothing but its mark that can change.
      if (type.mark === 'description') return expect(drift).toEqual([]);
      expect(drift).toMatchObject([{ address, kind: 'changed' }]);
      await lab.converge(managed);
      expectHolds(type, lab.live(), managed);
      await expectNothingLeft(lab);
    });

    it('it is deleted when it leaves the file, as what acrctl made', async () => {
      const lab = await taken([]);
      expect((await lab.plan(undefined)).changes).toMatchObject([{ actions: ['delete'], reason: 'removed' }]);
      await lab.converge(undefined);
      expect(lab.live()).toEqual({});
    });

    it('it is listed and not taken by a rebuild of a lost state, since it has no mark (I-08)', async () => {
      const lab = await taken();
      loseState(lab.lab);
      const { session } = lab.lab.session(lab.stackWith(managed), 'state rebuild');
      const { records, left } = await rebuild(session, await session.store.read());
      expect([records, left]).toEqual([
        [],
        [{ address, type: type.type, id: sample.id, reason: 'unmarked' }],
      ]);
    });
  });

  it.each(sample.replaced)(
    'is not imported where $what would have to be another',
    async ({ managed: other, paths }) => {
      const lab = await theirs();
      const { records, refused } = await imported(lab.lab, lab.stackWith(other), [address]);
      expect(records).toEqual([]);
      expect(refused).toMatchObject([{ reason: 'guarded', diagnostic: { code: 'ACR1301' } }]);
      for (const path of paths) expect(refused[0]?.diagnostic.detail).toContain(path);
    },
  );

  const at = AT_MARK[type.mark];
  if (at !== undefined) {
    it('is not imported with the mark of another stack', async () => {
      const lab = await theirs();
      const mark = getPath(markedBody(type, sample), at) ?? null;
      const other = JSON.parse(JSON.stringify(mark).replace('images-prod', 'other')) as typeof mark;
      await lab.edit({ path: at, value: other });
      const { records, refused } = await imported(lab.lab, lab.stackWith(managed), [address]);
      expect(records).toEqual([]);
      expect(refused).toMatchObject([{ reason: 'guarded', diagnostic: { code: 'ACR1302' } }]);
    });
  }

  it('is not imported while it is not there', async () => {
    const lab = await labFor(type, sample);
    const { refused } = await imported(lab.lab, lab.stackWith(managed), [address]);
    expect(refused).toMatchObject([{ reason: 'absent', diagnostic: { code: 'ACR2082' } }]);
    expect(lab.lab.kept()).toEqual({});
  });
});

it('keeps the description that somebody gave a role assignment, whatever is written to it', async () => {
  const name = 'Microsoft.Authorization/roleAssignments';
  const [type, sample] = [RESOURCE_TYPES.find((each) => each.type === name), SAMPLES[name]];
  if (type === undefined || sample === undefined) throw new Error(`There is no sample of ${name}.`);
  const lab = await labFor(type, sample, { adopt: true });
  await lab.putAgain();
  await lab.edit({ path: AT_MARK.description, value: 'asked for in ticket 7' });
  for (const body of [sample.managed, sample.changed]) {
    await lab.converge(body);
    expectHolds(type, lab.live(), setPath(body, AT_MARK.description, 'asked for in ticket 7'));
    expect(await lab.plan(body)).toMatchObject({ changes: [], drift: [] });
  }
});
