import { describe, expect, it } from 'vitest';
import { BlobRefusal } from '../../../src/core/blobs.ts';
import type { AcrctlError } from '../../../src/core/errors.ts';
import type { Lock, LockHolder, StateHome } from '../../../src/core/state.ts';
import { blobHome } from '../../../src/state/blob/home.ts';
import { BlobService } from '../../simulation/blob-service.ts';
import { VirtualClock } from '../../simulation/virtual-clock.ts';
import {
  Machine,
  type SimulatedWorld,
  type SimulationOptions,
  simulateWorld,
} from '../../simulation/world.ts';
import { refusalOf } from '../samples.ts';

const LOCK = 'prod/lock.json';
const REQUEST_MS = 120_000;
const LOCKED = '5 ACR2110';
const LOST = '5 ACR2111';

/** Worlds of one container and one timeline. */
function stage() {
  const clock = new VirtualClock();
  const service = new BlobService(clock);
  const world = (options: SimulationOptions = {}) => simulateWorld({ clock, ...options });
  return { clock, service, world, at: (each: SimulatedWorld) => homeOf(each, service) };
}

function homeOf(world: SimulatedWorld, service: BlobService): StateHome {
  return blobHome({ world, stack: 'prod', blobs: world.blobsIn(service), keptIn: 'unwritten' });
}

function acquire(home: StateHome, lockTimeoutMs = 0): Promise<Lock> {
  return home.acquireLock({ operation: 'apply', lockTimeoutMs, requestTimeoutMs: REQUEST_MS });
}

const holderIn = (service: BlobService): LockHolder => JSON.parse(service.texts()[LOCK] ?? '');

describe('the lock of a stack in a container', () => {
  it('is one run’s at a time; the other ends with exit code 5 and names the first (I-06, L05, S01)', async () => {
    const { at, world } = stage();
    const lock = await acquire(at(world({ machine: new Machine('build-7'), who: 'ada' })));
    const error = await acquire(at(world({ who: 'bob' }))).catch((caught: unknown) => caught);
    const { exitCode, diagnostics } = error as AcrctlError;
    expect([exitCode, diagnostics[0]?.code]).toEqual([5, 'ACR2110']);
    expect(diagnostics[0]?.detail).toContain('apply by ada on build-7 (process 101)');
    await lock.assertHeld();
  });

  it('is given up without a trace but the empty blobs of state and journal', async () => {
    const { at, world, service } = stage();
    for (const who of ['ada', 'bob']) {
      const lock = await acquire(at(world({ who })));
      expect(holderIn(service).who).toBe(who);
      for (const name of ['state.json', 'journal.jsonl', 'lock.json'])
        expect(service.isLeased(service.existing(`prod/${name}`)), name).toBe(true);
      await lock.release();
      expect(service.texts()).toEqual({ 'prod/state.json': '', 'prod/journal.jsonl': '' });
      expect(service.isLeased(service.existing('prod/state.json'))).toBe(false);
    }
  });

  it('goes to a run that waits once it is given up', async () => {
    const { at, world, clock } = stage();
    const first = world({ machine: new Machine('elsewhere') });
    const lock = await acquire(at(first));
    const waiting = acquire(at(world()), 600_000);
    await first.clock.sleep(300_000);
    await lock.release();
    await (await waiting).assertHeld();
    expect(clock.nowMs()).toBeLessThan(302_000);
  });

  it('of a process of this host that is gone is taken over at once', async () => {
    const { at, world, service, clock } = stage();
    const machine = new Machine();
    const first = world({ machine });
    await acquire(at(first));
    first.kill();
    expect(await at(world({ machine })).standingLock()).toMatchObject({ process: 'gone' });
    const lock = await acquire(at(world({ machine, who: 'bob' })));
    await lock.assertHeld();
    expect([holderIn(service).who, clock.nowMs()]).toEqual(['bob', 0]);
  });

  it('of a job that died elsewhere is taken over within a minute and the longest request (lesson 83)', async () => {
    const { at, world, service, clock } = stage();
    const first = world({ machine: new Machine('elsewhere') });
    await acquire(at(first));
    first.kill();
    expect(await refusalOf(acquire(at(world())))).toBe(LOCKED);
    const lock = await acquire(at(world({ who: 'bob' })), 61_000);
    await lock.assertHeld();
    expect(holderIn(service).who).toBe('bob');
    expect(clock.nowMs()).toBeLessThanOrEqual(60_000 + REQUEST_MS);
  });

  it('of a job that died long ago is taken over without waiting, by the clock of the service alone', async () => {
    const { at, world, service, clock } = stage();
    const first = world({ machine: new Machine('elsewhere') });
    await acquire(at(first));
    first.kill();
    clock.advance(60_000 + REQUEST_MS);
    const second = world({ who: 'bob' });
    second.jumpWallClock(-86_400_000);
    await (await acquire(at(second))).assertHeld();
    expect([holderIn(service).who, clock.nowMs()]).toEqual(['bob', 60_000 + REQUEST_MS]);
  });

  it('of a holder that beats is never taken over, however long it runs', async () => {
    const { at, world } = stage();
    const lock = await acquire(at(world({ machine: new Machine('elsewhere') })));
    expect(await refusalOf(acquire(at(world()), 600_000))).toBe(LOCKED);
    await lock.assertHeld();
  });

  it('goes to exactly one of many that wait for a dead holder', async () => {
    const { at, world } = stage();
    const first = world({ machine: new Machine('elsewhere') });
    await acquire(at(first));
    first.kill();
    const waiting = ['a', 'b', 'c', 'd'].map((who) => refusalOf(acquire(at(world({ who })), 400_000)));
    expect((await Promise.all(waiting)).sort()).toEqual([LOCKED, LOCKED, LOCKED, 'accepted']);
  });

  it('is not written to, and not given up, by a holder that stood still until it was taken over (S03, L06)', async () => {
    const { at, world, service } = stage();
    const first = world({ machine: new Machine('elsewhere'), who: 'ada' });
    const lock = await acquire(at(first));
    first.suspend();
    const taken = await acquire(at(world({ who: 'bob' })), 300_000);
    first.resume();
    expect(await refusalOf(lock.assertHeld())).toBe(LOST);
    expect(lock.lost.aborted).toBe(true);
    await lock.release();
    expect(holderIn(service).who).toBe('bob');
    await taken.assertHeld();
  });

  it('stays with a holder that stood still beyond its lease, where nobody came (S04, L06)', async () => {
    const { at, world, clock } = stage();
    const first = world();
    const lock = await acquire(at(first));
    first.suspend();
    clock.advance(600_000);
    first.resume();
    await lock.assertHeld();
    expect(lock.lost.aborted).toBe(false);
    await lock.release();
  });

  it('is lost when somebody breaks its lease, or removes or replaces it (S03, S05)', async () => {
    const harms: readonly ((service: BlobService) => void)[] = [
      (service) => service.breakLease(LOCK),
      (service) => service.overwrite(LOCK, 'x'),
      (service) => {
        service.breakLease(LOCK);
        service.remove(LOCK, { etag: service.existing(LOCK).etag });
      },
    ];
    for (const harm of harms) {
      const { at, world, service } = stage();
      const first = world();
      const lock = await acquire(at(first));
      harm(service);
      await first.clock.sleep(16_000);
      expect(await refusalOf(lock.assertHeld())).toBe(LOST);
    }
  });

  it('of which nothing but the blob was written is no hindrance (S11)', async () => {
    const { at, world, service, clock } = stage();
    for (const crashAt of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) {
      const dying = world({ machine: new Machine('elsewhere'), crashAt });
      await dying.run((own) => acquire(at(own as SimulatedWorld)));
      clock.advance(60_000 + REQUEST_MS);
      const lock = await acquire(at(world()));
      await lock.assertHeld();
      await lock.release();
      expect(Object.keys(service.texts()), `boundary ${crashAt}`).not.toContain(LOCK);
    }
  });

  it('that cannot be read is named by what is in it, removed by that, and taken over when it stands still (S11)', async () => {
    const { at, world, service } = stage();
    const first = await acquire(at(world()));
    await first.release();
    service.write(LOCK, 'not JSON', 'absent');
    const home = at(world());
    const standing = await home.standingLock();
    expect(standing).toMatchObject({ holder: undefined, process: 'unknown' });
    expect(await refusalOf(acquire(home))).toBe(LOCKED);
    await home.removeLock({ operation: 'state unlock', id: standing?.id ?? '' });
    expect(await home.standingLock()).toBeUndefined();
    service.write(LOCK, 'not JSON', 'absent');
    await (await acquire(home, 61_000)).assertHeld();
  });

  it('is taken away from a living holder by its id alone; the holder stops, and the next run starts', async () => {
    const { at, world } = stage();
    const lock = await acquire(at(world({ machine: new Machine('elsewhere') })));
    const home = at(world());
    expect(await refusalOf(home.removeLock({ operation: 'state unlock', id: 'another' }))).toBe('5 ACR2118');
    await lock.assertHeld();
    await home.removeLock({ operation: 'state unlock', id: lock.id });
    expect(await refusalOf(lock.assertHeld())).toBe(LOST);
    await (await acquire(home)).assertHeld();
  });

  it('stays, and that is said, where this login may not remove it', async () => {
    const { at, world, service } = stage();
    const lock = await acquire(at(world({ machine: new Machine('elsewhere') })));
    const refused = new BlobRefusal(403, 'AuthorizationPermissionMismatch');
    service.fault = (operation) => (operation === 'remove' ? refused : undefined);
    const removed = at(world()).removeLock({ operation: 'state unlock', id: lock.id });
    expect(await refusalOf(removed)).toBe('4 ACR2123');
    expect(holderIn(service).id).toBe(lock.id);
  });

  it('is not taken where somebody else has leased the state; nothing is left behind', async () => {
    const { at, world, service } = stage();
    await (await acquire(at(world()))).release();
    service.acquire('prod/state.json', 'of-a-person');
    expect(await refusalOf(acquire(at(world())))).toBe('5 ACR2124');
    expect(Object.keys(service.texts())).toEqual(['prod/state.json', 'prod/journal.jsonl']);
    service.breakLease('prod/state.json');
    await (await acquire(at(world()))).assertHeld();
  });

  it('waits for a lease that somebody is breaking, and for none longer than a break can take (S06)', async () => {
    for (const [seconds, expected] of [
      [30, 'accepted'],
      [90, '5 ACR2124'],
    ] as const) {
      const { at, world, service, clock } = stage();
      const breaking = new BlobRefusal(409, 'LeaseIsBreakingAndCannotBeAcquired');
      service.fault = (operation, name) =>
        operation === 'acquireLease' && name.endsWith('state.json') && clock.nowMs() < seconds * 1_000
          ? breaking
          : undefined;
      expect(await refusalOf(acquire(at(world())))).toBe(expected);
      expect(Object.keys(service.texts()).includes(LOCK)).toBe(expected === 'accepted');
    }
  });

  it('lives through a service that is busy or silent for a while (S08)', async () => {
    for (const fault of ['unsent', 'lost', new BlobRefusal(503, 'ServerBusy')] as const) {
      const { at, world, service } = stage();
      const first = world();
      const lock = await acquire(at(first));
      let left = 4;
      service.fault = () => (left-- > 0 ? fault : undefined);
      await first.clock.sleep(120_000);
      await lock.assertHeld();
      expect(await refusalOf(acquire(at(world({ machine: new Machine('elsewhere') }))))).toBe(LOCKED);
    }
  });

  it('lets nothing start once it could not be proven for 45 seconds (S08, I-06)', async () => {
    const { at, world, service } = stage();
    const first = world();
    const lock = await acquire(at(first));
    service.fault = () => 'unsent';
    await first.clock.sleep(60_000);
    expect(await refusalOf(lock.assertHeld())).toBe('1 ACR2120');
    service.fault = () => undefined;
    await lock.assertHeld();
  });
});
