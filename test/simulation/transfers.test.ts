import { describe, expect, it } from 'vitest';
import type { StateHome, StateSnapshot } from '../../src/core/state.ts';
import { blobHome } from '../../src/state/blob/home.ts';
import { localHome } from '../../src/state/local/home.ts';
import { migrateState, pushState } from '../../src/state/transfer.ts';
import { entry, intent, refusalOf, settled, snapshot } from '../state/samples.ts';
import { type BlobFault, BlobService } from './blob-service.ts';
import { Disk } from './disk.ts';
import { VirtualClock } from './virtual-clock.ts';
import { Machine, type SimulatedWorld, simulateWorld } from './world.ts';

const LOCK = { operation: 'state push', lockTimeoutMs: 0, requestTimeoutMs: 120_000 };
const STATE = snapshot([entry('a'), entry('b')]);

/** A machine with its disk, and a container, both of one time. */
function stage() {
  const clock = new VirtualClock();
  const [disk, machine, container] = [new Disk(), new Machine(), new BlobService(clock)];
  const start = (crashAt?: number) =>
    simulateWorld({ disk, machine, clock, ...(crashAt !== undefined && { crashAt }) });
  const homes = (world: SimulatedWorld) => ({
    files: localHome({ world, dir: 'state', stack: 'prod' }),
    elsewhere: localHome({ world, dir: 'other', stack: 'prod' }),
    container: blobHome({ world, stack: 'prod', blobs: world.blobsIn(container), keptIn: 'unwritten' }),
  });
  const pass = (ms: number) => clock.advance(ms);
  return { start, homes, pass, container, here: () => homes(start()) };
}

type Kind = keyof ReturnType<ReturnType<typeof stage>['homes']>;

function push(home: StateHome, state: StateSnapshot, force = false) {
  return pushState({ home, snapshot: state, force, acquireLock: () => home.acquireLock(LOCK) });
}

function migrate(from: StateHome, to: StateHome) {
  return migrateState({ from, to, acquireLock: (place) => place.acquireLock(LOCK) });
}

/** What an apply leaves that was cut off after it had begun a step, or after it had done one. */
async function broken(
  home: StateHome,
  records: readonly ReturnType<typeof intent>[] | 'done',
): Promise<void> {
  const lock = await home.acquireLock(LOCK);
  const reading = await home.store.read();
  const journal = await home.store.startJournal(
    { id: 'r', operation: 'apply', reading, lineage: 'f0e1d2c3' },
    lock,
  );
  for (const record of records === 'done' ? [intent('c')] : records) await journal.append(record);
  if (records === 'done') await journal.append(settled('c') as ReturnType<typeof intent>);
  await journal.close();
  await lock.release();
}

const stands = async (home: StateHome): Promise<StateSnapshot | undefined> =>
  (await home.store.read()).snapshot;

describe.each<Kind>(['files', 'container'])('a state pushed to %s', (kind) => {
  it('stands there as it is where there was none', async () => {
    const { here } = stage();
    expect(await push(here()[kind], STATE)).toEqual({ snapshot: STATE, isWritten: true });
    expect(await stands(here()[kind])).toEqual(STATE);
    expect(await push(here()[kind], STATE)).toEqual({ snapshot: STATE, isWritten: false });
  });

  it('takes the place of an older one of its history, its serial kept, and runs go on from it', async () => {
    const { here } = stage();
    await push(here()[kind], STATE);
    const newer = { ...STATE, serial: 12, resources: [entry('a')] };
    await push(here()[kind], newer);
    expect(await stands(here()[kind])).toEqual(newer);
    await broken(here()[kind], []);
    expect(await here()[kind].store.read()).toMatchObject({ current: newer, open: [] });
  });

  it.each<[string, StateSnapshot]>([
    ['of another lineage', { ...STATE, lineage: 'other', serial: 99 }],
    ['that is older', { ...STATE, serial: 3, resources: [] }],
    ['of the same serial with other content', { ...STATE, resources: [entry('a')] }],
  ])('is refused unless forced, and then gets the next serial: one %s (I-11, H11)', async (_, other) => {
    const { here } = stage();
    await push(here()[kind], STATE);
    expect(await refusalOf(push(here()[kind], other))).toBe('1 ACR2126');
    expect(await stands(here()[kind])).toEqual(STATE);
    await push(here()[kind], other, true);
    const serial = Math.max(other.serial, STATE.serial + 1);
    expect(await stands(here()[kind])).toEqual({ ...other, serial });
  });

  it('is refused while a run is unfinished, also when forced', async () => {
    for (const left of [[intent('c')], 'done'] as const) {
      const { here } = stage();
      await push(here()[kind], STATE);
      await broken(here()[kind], left);
      const before = await here()[kind].store.read();
      expect(await refusalOf(push(here()[kind], { ...STATE, serial: 99 }, true))).toBe('1 ACR2114');
      expect(await here()[kind].store.read()).toEqual(before);
    }
  });

  it('is there, or the old one is, wherever it is killed; and it can be pushed again (I-11)', async () => {
    const next = { ...STATE, serial: 9, resources: [entry('z')], lineage: 'another' };
    let crashes = 0;
    for (let died = true; died; crashes += 1) {
      const { start, homes, here, pass } = stage();
      await push(here()[kind], STATE);
      const world = start(crashes + 1);
      died = (await world.run(() => push(homes(world)[kind], next, true))).kind === 'died';
      pass(600_000);
      expect([STATE, next]).toContainEqual(await stands(here()[kind]));
      await push(here()[kind], next, true);
      expect((await stands(here()[kind]))?.resources).toEqual(next.resources);
    }
    expect(crashes).toBeGreaterThan(12);
  });
});

const WAYS = [
  ['files', 'container'],
  ['container', 'files'],
  ['files', 'elsewhere'],
] as const;

describe.each(WAYS)('a state that moves from %s to %s', (from, to) => {
  it('is the same there, and who looks in the old place is told where it went', async () => {
    const { here } = stage();
    await push(here()[from], STATE);
    expect(await migrate(here()[from], here()[to])).toEqual(STATE);
    expect(await stands(here()[to])).toEqual(STATE);
    const error = await here()
      [from].store.read()
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'ACR2128' }] });
    expect(JSON.stringify(error)).toContain(here()[to].path);
  });

  it('can come back', async () => {
    const { here } = stage();
    await push(here()[from], STATE);
    await migrate(here()[from], here()[to]);
    const newer = { ...STATE, serial: 8 };
    await push(here()[to], newer);
    await migrate(here()[to], here()[from]);
    expect(await stands(here()[from])).toEqual(newer);
    expect(await refusalOf(here()[to].store.read())).toBe('1 ACR2128');
  });

  it.each<[string, StateSnapshot]>([
    ['of another history', { ...STATE, lineage: 'other' }],
    ['that is newer', { ...STATE, serial: 8 }],
  ])('takes the place of no state %s', async (_, other) => {
    const { here } = stage();
    await push(here()[from], STATE);
    await push(here()[to], other);
    expect(await refusalOf(migrate(here()[from], here()[to]))).toBe('1 ACR2127');
    expect([await stands(here()[from]), await stands(here()[to])]).toEqual([STATE, other]);
  });

  it('stays while a run is unfinished, at either end', async () => {
    for (const end of [from, to]) {
      const { here } = stage();
      await push(here()[from], STATE);
      await broken(here()[end], [intent('c')]);
      expect(await refusalOf(migrate(here()[from], here()[to]))).toBe('1 ACR2114');
      expect(await stands(here()[from])).toEqual(STATE);
    }
  });

  it('does not move where there is none, or while another run holds either lock', async () => {
    const { here } = stage();
    expect(await refusalOf(migrate(here()[from], here()[to]))).toBe('1 ACR2112');
    await push(here()[from], STATE);
    for (const end of [from, to]) {
      const lock = await here()[end].acquireLock(LOCK);
      expect(await refusalOf(migrate(here()[from], here()[to]))).toBe('5 ACR2110');
      await lock.release();
    }
    await migrate(here()[from], here()[to]);
  });

  it('stands at one end at least wherever it is killed, and the same move brings it over (I-11)', async () => {
    let crashes = 0;
    for (let died = true; died; crashes += 1) {
      const { start, homes, here, pass } = stage();
      await push(here()[from], STATE);
      const world = start(crashes + 1);
      const moving = () => migrate(homes(world)[from], homes(world)[to]);
      died = (await world.run(moving)).kind === 'died';
      pass(600_000);
      const ends = await Promise.all([from, to].map((end) => stands(here()[end]).catch(() => undefined)));
      expect(ends).toContainEqual(STATE);
      const again = await refusalOf(migrate(here()[from], here()[to]));
      // It was over, and the old place says so.
      expect(['accepted', '1 ACR2128']).toContain(again);
      expect(await stands(here()[to])).toEqual(STATE);
      expect(await refusalOf(here()[from].store.read())).toBe('1 ACR2128');
    }
    expect(crashes).toBeGreaterThan(20);
  });
});

describe.each<[string, BlobFault]>([
  ['is lost after it had its effect', 'lost'],
  ['never arrived', 'unsent'],
])('where the answer of one request to the container %s', (_, fault) => {
  it.each(WAYS.filter((ends) => ends.some((end) => end === 'container')))(
    'a state moves from %s to %s and back all the same (S10)',
    async (from, to) => {
      let isReached = true;
      for (let nth = 1; isReached; nth += 1) {
        const { here, container } = stage();
        await push(here()[from], STATE);
        let count = 0;
        container.fault = () => {
          count += 1;
          return count === nth ? fault : undefined;
        };
        await migrate(here()[from], here()[to]);
        await migrate(here()[to], here()[from]);
        isReached = count >= nth;
        expect(await stands(here()[from]), `request ${nth}`).toEqual(STATE);
      }
    },
  );
});

describe('the old text of a state that moved away', () => {
  it('is kept beside where it was', async () => {
    const { start, homes, here } = stage();
    await push(here().files, STATE);
    await migrate(here().files, here().container);
    const world = start();
    expect(await world.files.list('state/prod')).toEqual(['moved.json', 'state.7.json']);
    expect(await homes(world).container.standingLock()).toBeUndefined();
  });
});
