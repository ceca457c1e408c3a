import { expect, test } from 'vitest';
import type { LockHolder } from '../../../src/core/state.ts';
import { acquireLock } from '../../../src/state/local/lock.ts';
import { removeLock, standingLock } from '../../../src/state/local/unlock.ts';
import { formatBeat, formatLock, parseLock } from '../../../src/state/lock-holder.ts';
import { Disk } from '../../simulation/disk.ts';
import { VirtualClock } from '../../simulation/virtual-clock.ts';
import {
  Machine,
  type SimulatedWorld,
  type SimulationOptions,
  simulateWorld,
} from '../../simulation/world.ts';
import { refusalOf } from '../samples.ts';

const LOCK = 'state/prod/lock.json';
const PLACE = { dir: 'state', stack: 'prod' };

/** Worlds of one disk and one timeline. */
function stage() {
  const shared = { disk: new Disk(), clock: new VirtualClock() };
  return { ...shared, world: (options: SimulationOptions = {}) => simulateWorld({ ...shared, ...options }) };
}

const acquire = (world: SimulatedWorld, lockTimeoutMs = 0) =>
  acquireLock({ ...PLACE, ...{ world, operation: 'apply', lockTimeoutMs, requestTimeoutMs: 120_000 } });

const look = (world: SimulatedWorld) => standingLock({ ...PLACE, world });

async function remove(world: SimulatedWorld, id?: string): Promise<void> {
  await removeLock({ ...PLACE, world, operation: 'state unlock', id: id ?? (await look(world))?.id ?? '' });
}

test('says of the holder what is known for certain: it lives here, is gone, or is not to be seen', async () => {
  const here = new Machine('here');
  for (const [machine, ends, expected] of [
    [here, false, 'alive'],
    [here, true, 'gone'],
    [new Machine('elsewhere'), true, 'unknown'],
  ] as const) {
    const { world } = stage();
    const holder = world({ machine, who: 'ada' });
    await acquire(holder);
    if (ends) holder.kill();
    expect(await look(world({ machine: here }))).toMatchObject({
      path: LOCK,
      process: expected,
      holder: { who: 'ada' },
    });
  }
});

test('a lock that is removed is free at once, and nothing of it stays behind', async () => {
  const { world, disk, clock } = stage();
  const holder = world({ machine: new Machine('elsewhere') });
  await acquire(holder);
  holder.kill();
  await remove(world());
  expect([await look(world()), disk.texts(), clock.nowMs()]).toEqual([undefined, {}, 0]);
  await (await acquire(world())).assertHeld();
});

test('a holder that lives notices before its next write, and leaves the next lock alone', async () => {
  const { world, disk } = stage();
  const lock = await acquire(world({ machine: new Machine('elsewhere') }));
  await remove(world());
  const next = await acquire(world({ who: 'bob' }));
  expect(await refusalOf(lock.assertHeld())).toBe('5 ACR2111');
  await lock.release();
  expect(parseLock(disk.text(LOCK) ?? '')?.who).toBe('bob');
  await next.assertHeld();
});

test('a holder that beats meanwhile has the same id, and loses the lock all the same', async () => {
  const { world, disk } = stage();
  const holder = world({ machine: new Machine('elsewhere') });
  const lock = await acquire(holder);
  const id = lock.id;
  await holder.clock.sleep(100_000);
  await remove(world(), id);
  expect(disk.texts()).toEqual({});
});

test('a lock whose file cannot be read has an id that follows from its text (S11)', async () => {
  for (const text of ['', '{"id":', '{"id":"../../x"}', 'garbage']) {
    const { world, disk } = stage();
    disk.put(LOCK, text);
    const lock = await look(world());
    expect(lock).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      holder: undefined,
      process: 'unknown',
    });
    await remove(world(), lock?.id);
    expect(disk.texts()).toEqual({});
  }
});

test('no lock but the one that was named is removed, however late another came', async () => {
  const { world, disk } = stage();
  const first = await acquire(world({ machine: new Machine('elsewhere') }));
  await first.release();
  await acquire(world({ machine: new Machine('third'), who: 'eve' }));
  const standing = disk.texts();
  expect(await refusalOf(remove(world(), first.id))).toBe('5 ACR2118');
  expect(disk.texts()).toEqual(standing);

  // Given up and taken again between the look and the takeover.
  const other = formatLock({
    ...(JSON.parse(disk.text(LOCK) ?? '') as LockHolder),
    id: 'late',
    beat: formatBeat(0, 0),
  });
  disk.fault = (operation, path) => {
    if (operation === 'create' && path.endsWith('.taken')) disk.put(LOCK, other);
    return undefined;
  };
  expect(await refusalOf(remove(world()))).toBe('5 ACR2118');
  expect(disk.texts()).toEqual({ [LOCK]: other });
});

test('a takeover that is under way is removed by its own id, and its run takes the free lock like any other', async () => {
  const { world, disk } = stage();
  const first = world({ machine: new Machine('elsewhere') });
  await acquire(first);
  first.kill();
  const waiter = world({ machine: new Machine('waiter'), who: 'bob' });
  const taking = refusalOf(acquire(waiter, 100_000));
  await waiter.clock.sleep(70_000);
  expect(await look(world())).toMatchObject({
    holder: { who: 'bob' },
    path: expect.stringMatching(/\.taken$/),
  });
  await remove(world());
  expect(disk.text(LOCK)).toBeUndefined();
  expect(await taking).toBe('accepted');
  expect(parseLock(disk.text(LOCK) ?? '')?.who).toBe('bob');
  expect(Object.keys(disk.texts())).toEqual([LOCK]);
});

test('where nobody holds it, there is nothing to do', async () => {
  const { world, disk } = stage();
  await remove(world(), 'any');
  expect([await look(world()), disk.texts()]).toEqual([undefined, {}]);
});

test('a lock that is a link is not followed (L07)', async () => {
  const { world, disk } = stage();
  await acquire(world());
  const linked = world();
  const files = { ...linked.files, inspect: async () => 'link' as const };
  expect(await refusalOf(standingLock({ ...PLACE, world: { ...linked, files } }))).toBe('1 ACR2107');
  expect(Object.keys(disk.texts())).toEqual([LOCK]);
});

test('a crash anywhere in removing it blocks nobody for ever', async () => {
  let crashes = 0;
  for (let died = true; died; crashes += 1) {
    const { world, disk } = stage();
    const machine = new Machine('here');
    const holder = world({ machine });
    await acquire(holder);
    holder.kill();
    const crashing = world({ machine, crashAt: crashes + 1 });
    died = (await crashing.run((own) => remove(own))).kind === 'died';
    const next = await acquire(world({ machine, who: 'next' }), 400_000);
    await next.assertHeld();
    await next.release();
    expect([crashes, disk.texts()]).toEqual([crashes, {}]);
  }
  expect(crashes).toBeGreaterThan(5);
});
