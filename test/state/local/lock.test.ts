import { expect, test } from 'vitest';
import { AcrctlError } from '../../../src/core/errors.ts';
import type { Lock, LockHolder } from '../../../src/core/state.ts';
import { acquireLock } from '../../../src/state/local/lock.ts';
import { standingLock } from '../../../src/state/local/unlock.ts';
import { formatBeat, formatLock } from '../../../src/state/lock-holder.ts';
import { Disk } from '../../simulation/disk.ts';
import { VirtualClock } from '../../simulation/virtual-clock.ts';
import {
  Machine,
  type SimulatedWorld,
  type SimulationOptions,
  simulateWorld,
} from '../../simulation/world.ts';

const LOCK = 'state/prod/lock.json';
const REQUEST_MS = 120_000;

/** Worlds of one disk and one timeline. */
function stage() {
  const shared = { disk: new Disk(), clock: new VirtualClock() };
  return { ...shared, world: (options: SimulationOptions = {}) => simulateWorld({ ...shared, ...options }) };
}

function acquire(world: SimulatedWorld, lockTimeoutMs = 0): Promise<Lock> {
  return acquireLock({
    ...{ world, dir: 'state', stack: 'prod', operation: 'apply' },
    ...{ lockTimeoutMs, requestTimeoutMs: REQUEST_MS },
  });
}

async function errorOf(operation: Promise<unknown>): Promise<string> {
  try {
    await operation;
  } catch (error) {
    if (error instanceof AcrctlError) return `${error.exitCode} ${error.diagnostics[0]?.code}`;
    throw error;
  }
  return 'none';
}

const LOCKED = '5 ACR2110';
const LOST = '5 ACR2111';

async function check(operation: Promise<unknown>, expected: string): Promise<void> {
  expect(await errorOf(operation)).toBe(expected);
}

const holderOn = (disk: Disk): LockHolder => JSON.parse(disk.text(LOCK) ?? '');

test('of two runs on one host the second ends with exit code 5 and names the first (I-06, L05)', async () => {
  const { world } = stage();
  const machine = new Machine('build-7');
  const lock = await acquire(world({ machine, who: 'ada' }));
  const error = await acquire(world({ machine, who: 'bob' })).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(AcrctlError);
  const { exitCode, diagnostics } = error as AcrctlError;
  expect([exitCode, diagnostics[0]?.code]).toEqual([5, 'ACR2110']);
  expect(diagnostics[0]?.detail).toBe(
    'apply by ada on build-7 (process 101) has run since 2026-01-01 00:00:00 UTC (0 s ago); its last sign of life was at 2026-01-01 00:00:00 UTC (0 s ago).',
  );
  expect(diagnostics[0]?.hint).toContain('--lock-timeout');
  await lock.assertHeld();
});

test('a lock given up is free, and nothing of it stays behind', async () => {
  const { world, disk } = stage();
  for (const who of ['ada', 'bob']) {
    const lock = await acquire(world({ who }));
    expect(holderOn(disk).who).toBe(who);
    await lock.release();
    expect(disk.texts()).toEqual({});
  }
});

test('a run that waits gets the lock once it is given up', async () => {
  const { world, clock } = stage();
  const machine = new Machine();
  const first = world({ machine });
  const lock = await acquire(first);
  const waiting = acquire(world({ machine }), 600_000);
  await first.clock.sleep(300_000);
  await lock.release();
  await (await waiting).assertHeld();
  expect(clock.nowMs()).toBeLessThan(302_000);
});

test('a run that waits gives up when its time is over', async () => {
  const { world, clock } = stage();
  const machine = new Machine();
  await acquire(world({ machine }));
  await check(acquire(world({ machine }), 90_000), LOCKED);
  expect(clock.nowMs()).toBe(90_000);
});

test('a run that waits is interrupted at once', async () => {
  const { world } = stage();
  const machine = new Machine();
  await acquire(world({ machine }));
  const waiter = world({ machine });
  const waiting = acquire(waiter, 600_000);
  waiter.interruptNow();
  await expect(waiting).rejects.toThrow('interrupted');
});

test('a killed holder on the same host is taken over at once', async () => {
  const { world, disk, clock } = stage();
  const machine = new Machine();
  const first = world({ machine, who: 'ada' });
  await acquire(first);
  first.kill();
  expect(await standingLock({ world: world({ machine }), dir: 'state', stack: 'prod' })).toMatchObject({
    holder: { who: 'ada' },
    process: 'gone',
  });
  const lock = await acquire(world({ machine, who: 'bob' }));
  await lock.assertHeld();
  expect([holderOn(disk).who, clock.nowMs()]).toEqual(['bob', 0]);
  expect(Object.keys(disk.texts())).toEqual([LOCK]);
});

test('a pid that was given to another process since does not stand for the holder', async () => {
  const { world, disk } = stage();
  const machine = new Machine();
  const first = world({ machine });
  await acquire(first);
  first.kill();
  machine.alive.add(first.self.pid);
  disk.put(LOCK, (disk.text(LOCK) ?? '').replace(/"pidStarted":"\d+"/, '"pidStarted":"9"'));
  const lock = await acquire(world({ machine, who: 'bob' }));
  await lock.assertHeld();
  expect(holderOn(disk).who).toBe('bob');
});

test('a killed holder elsewhere is taken over after its beat stood still for a minute and a request ended', async () => {
  const { world, disk, clock } = stage();
  const first = world({ machine: new Machine('elsewhere') });
  await acquire(first);
  first.kill();
  await check(acquire(world()), LOCKED);
  const lock = await acquire(world({ who: 'bob' }), 61_000);
  await lock.assertHeld();
  expect(holderOn(disk).who).toBe('bob');
  expect(clock.nowMs()).toBe(60_000 + REQUEST_MS);
  expect(Object.keys(disk.texts())).toEqual([LOCK]);
});

test('a holder that beats is never taken over, however long it runs', async () => {
  const { world } = stage();
  const first = world({ machine: new Machine('elsewhere') });
  const lock = await acquire(first);
  await check(acquire(world(), 600_000), LOCKED);
  await lock.assertHeld();
});

test('of many that wait for a dead holder exactly one wins, here and elsewhere', async () => {
  for (const machine of [new Machine('here'), new Machine('elsewhere')]) {
    const { world, disk } = stage();
    const first = world({ machine });
    await acquire(first);
    first.kill();
    const here = machine.host === 'here' ? machine : new Machine('here');
    const waiting = ['a', 'b', 'c', 'd'].map((who) =>
      errorOf(acquire(world({ machine: here, who }), 400_000)),
    );
    expect((await Promise.all(waiting)).sort()).toEqual([LOCKED, LOCKED, LOCKED, 'none']);
    expect(Object.keys(disk.texts())).toEqual([LOCK]);
  }
});

test('a suspended holder that was taken over starts no write, and leaves the lock alone (L06)', async () => {
  const { world, disk } = stage();
  const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
  const lock = await acquire(first);
  first.suspend();
  const taken = await acquire(world({ who: 'bob' }), 300_000);
  first.resume();
  await check(lock.assertHeld(), LOST);
  expect(lock.lost.aborted).toBe(true);
  await lock.release();
  expect(holderOn(disk).who).toBe('bob');
  await taken.assertHeld();
});

test('a holder that wakes while its takeover has only begun gives way', async () => {
  const { world, disk } = stage();
  const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
  const lock = await acquire(first);
  first.suspend();
  const waiter = world({ who: 'bob' });
  const taking = acquire(waiter, 300_000);
  await waiter.clock.sleep(100_000);
  expect(holderOn(disk).who).toBe('ada');
  first.resume();
  await check(lock.assertHeld(), LOST);
  await lock.release();
  await (await taking).assertHeld();
  expect(holderOn(disk).who).toBe('bob');
});

test('a waiter that sees a beat just after it began its takeover gives way', async () => {
  const { world, disk } = stage();
  const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
  await acquire(first);
  first.kill();
  disk.fault = (operation, path) => {
    const inode = disk.inode(LOCK);
    if (operation === 'create' && path.endsWith('.taken') && inode !== undefined) {
      inode.text = formatLock({ ...holderOn(disk), beat: formatBeat(9, 0) });
    }
    return undefined;
  };
  await check(acquire(world({ who: 'bob' }), 60_000), LOCKED);
  expect(holderOn(disk).who).toBe('ada');
  expect(Object.keys(disk.texts())).toEqual([LOCK]);
});

test('a lock that was given up and taken again during a takeover stays with the new holder', async () => {
  const { world, disk } = stage();
  const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
  await acquire(first);
  first.kill();
  const waiter = world({ who: 'bob' });
  const taking = errorOf(acquire(waiter, 100_000));
  await waiter.clock.sleep(110_000);
  disk.delete(LOCK);
  const third = await acquire(world({ machine: new Machine('third'), who: 'eve' }));
  expect(await taking).toBe(LOCKED);
  expect(holderOn(disk).who).toBe('eve');
  await third.assertHeld();
  expect(Object.keys(disk.texts())).toEqual([LOCK]);
});

test('behind a takeover that broke off, the first holder gets the time to notice', async () => {
  const { world, disk, clock } = stage();
  const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
  await acquire(first);
  first.kill();
  const machine = new Machine('here');
  const second = world({ machine, who: 'bob' });
  void second.run((own) => acquire(own, 300_000));
  const third = world({ machine, who: 'eve' });
  await third.clock.sleep(70_000);
  second.kill();
  await (await acquire(third)).assertHeld();
  expect(holderOn(disk).who).toBe('eve');
  expect(clock.nowMs()).toBe(70_000 + 45_000 + REQUEST_MS);
});

test('what takeovers of locks that are gone left behind goes with the next lock, a takeover of that one stays', async () => {
  const { world, disk } = stage();
  const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
  await acquire(first);
  const text = disk.text(LOCK) ?? '';
  const claimOf = (id: string) => formatLock({ ...(JSON.parse(text) as LockHolder), id });
  disk.delete(LOCK);
  const [older, newer, damaged] = ['a', 'b', 'c'].map((id) => `state/prod/lock.${id}.taken`) as [
    string,
    string,
    string,
  ];
  const begun = () => `state/prod/lock.${holderOn(disk).id}.taken`;
  disk.put(older, claimOf('b'));
  disk.put(newer, claimOf('x'));
  disk.put(damaged, 'garbage');
  disk.put('state/prod/lock.json.taken.txt', 'of a person');
  disk.fault = (operation) => {
    if (operation === 'list') disk.put(begun(), claimOf('waiter'));
    return undefined;
  };
  await acquire(world({ who: 'bob' }));
  expect(Object.keys(disk.texts())).toEqual([begun(), LOCK, 'state/prod/lock.json.taken.txt']);
});

test('a disk that refuses to clear up is reported, and the lock is not kept (L03)', async () => {
  for (const refused of ['list', 'remove']) {
    const { world, disk } = stage();
    const stray = 'state/prod/lock.gone.taken';
    disk.put(stray, 'x');
    disk.fault = (operation, path) => (operation === refused && path !== LOCK ? 'EIO' : undefined);
    await check(acquire(world()), '1 ACR2109');
    expect(Object.keys(disk.texts())).toEqual([stray]);
  }
});

test('a holder that wakes after less than a minute goes on', async () => {
  const { world } = stage();
  const first = world({ machine: new Machine('elsewhere') });
  const lock = await acquire(first);
  const other = world();
  const waiting = errorOf(acquire(other, 200_000));
  first.suspend();
  await other.clock.sleep(55_000);
  first.resume();
  await lock.assertHeld();
  expect(await waiting).toBe(LOCKED);
  expect(lock.lost.aborted).toBe(false);
});

test('a wall clock that jumps makes the holder look again, and go on when the lock is still its own (L06)', async () => {
  for (const jumpMs of [3_600_000, -3_600_000]) {
    const { world, disk } = stage();
    const first = world();
    const lock = await acquire(first);
    const before = holderOn(disk).beat;
    first.jumpWallClock(jumpMs);
    await lock.assertHeld();
    expect(holderOn(disk).beat, 'it beats before it goes on').not.toBe(before);
    await lock.assertHeld();
  }
});

test('a wall clock that jumped shows a takeover that has only begun (L06)', async () => {
  const { world, disk } = stage();
  const first = world();
  const lock = await acquire(first);
  disk.put(`state/prod/lock.${holderOn(disk).id}.taken`, formatLock({ ...holderOn(disk), id: 'other' }));
  await lock.assertHeld();
  first.jumpWallClock(3_600_000);
  await check(lock.assertHeld(), LOST);
});

test('a lock that a person removed or replaced is lost at the next check and at the next beat', async () => {
  const foreign = (disk: Disk) => disk.put(LOCK, formatLock({ ...holderOn(disk), id: 'foreign' }));
  for (const change of [foreign, (disk: Disk) => disk.delete(LOCK), (disk: Disk) => disk.put(LOCK, 'x')]) {
    const { world, disk } = stage();
    const first = world();
    const lock = await acquire(first);
    change(disk);
    const changed = disk.text(LOCK);
    await check(lock.assertHeld(), LOST);
    await lock.release();
    expect(disk.text(LOCK)).toBe(changed);
  }
  const { world, disk } = stage();
  const first = world();
  const lock = await acquire(first);
  foreign(disk);
  await first.clock.sleep(16_000);
  expect(lock.lost.aborted).toBe(true);
});

test('a lock file that cannot be read is taken over after it stood still for a minute', async () => {
  for (const text of ['', '{"id":', '{"id":"../../x"}', 'garbage']) {
    const { world, disk } = stage();
    disk.put(LOCK, text);
    await check(acquire(world()), LOCKED);
    const lock = await acquire(world({ who: 'bob' }), 100_000);
    expect(holderOn(disk).who).toBe('bob');
    await lock.assertHeld();
  }
});

test('a beat keeps the length of the file and counts on', async () => {
  expect(formatBeat(0, 0)).toHaveLength(formatBeat(999_999, 4_000_000_000_000).length);
  const { world, disk } = stage();
  const first = world();
  await acquire(first);
  const length = disk.text(LOCK)?.length;
  await first.clock.sleep(100_000);
  expect(holderOn(disk).beat).toBe('0000000006 2026-01-01T00:01:30.000Z');
  expect(disk.text(LOCK)?.length).toBe(length);
});

test('a beat that the disk refuses is made up for; past the time of trust the check fails', async () => {
  const { world, disk } = stage();
  const first = world();
  const lock = await acquire(first);
  disk.fault = (operation) => (operation === 'rewrite' ? 'EIO' : undefined);
  await first.clock.sleep(31_000);
  await lock.assertHeld();
  await first.clock.sleep(31_000);
  await check(lock.assertHeld(), '1 ACR2109');
  disk.fault = () => undefined;
  await lock.assertHeld();
});

test('a crash anywhere in acquiring, taking over or releasing blocks nobody for ever', async () => {
  const takeOver = async (world: SimulatedWorld): Promise<void> => (await acquire(world, 100_000)).release();
  for (const host of ['here', 'elsewhere']) {
    const begin = async () => {
      const { world } = stage();
      const dead = world({ machine: new Machine(host) });
      await acquire(dead);
      dead.kill();
      return { world, machine: host === 'here' ? dead.machine : new Machine('here') };
    };
    const undisturbed = await begin();
    const reference = undisturbed.world({ machine: undisturbed.machine });
    await takeOver(reference);
    expect(reference.boundaries.length).toBeGreaterThan(4);
    for (const { number, label, moment } of reference.boundaries) {
      const { world, machine } = await begin();
      const crashing = world({ machine, crashAt: number });
      expect((await crashing.run(takeOver)).kind).toBe('died');
      const next = world({ machine, who: 'next' });
      expect(await errorOf(takeOver(next)), `${host} ${moment} ${label}`).toBe('none');
      expect(Object.keys(next.disk.texts()), `${host} ${moment} ${label}`).toEqual([]);
    }
  }
});

test('checks that come while one is running share the next', async () => {
  const { world, disk } = stage();
  const first = world();
  const lock = await acquire(first);
  let reads = 0;
  disk.fault = (operation) => {
    if (operation === 'read') reads += 1;
    return undefined;
  };
  await Promise.all(Array.from({ length: 100 }, () => lock.assertHeld()));
  expect(reads).toBeLessThanOrEqual(2);
});
