import { describe, expect, it } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import type { StateHome } from '../../src/core/state.ts';
import { blobHome } from '../../src/state/blob/home.ts';
import { localHome } from '../../src/state/local/home.ts';
import { BlobService } from './blob-service.ts';
import { Disk } from './disk.ts';
import { ALL } from './sampling.ts';
import { VirtualClock } from './virtual-clock.ts';
import { Machine, type SimulatedWorld, simulateWorld } from './world.ts';

const SEEDS = ALL ? 60 : 30;

interface History {
  /** Who took the lock last; nobody after it was given up. */
  owner: string | undefined;
  /** Writes by somebody who was not the owner. */
  readonly wrong: string[];
  writes: number;
}

/** Takes the lock, writes now and then while it may, gives the lock up, and begins again. */
async function work(world: SimulatedWorld, home: StateHome, rounds: number, history: History): Promise<void> {
  const { clock, random } = world;
  const name = `${world.self.host}/${world.self.pid}`;
  for (let round = 0; round < rounds; round += 1) {
    try {
      const lock = await home.acquireLock({
        operation: 'apply',
        lockTimeoutMs: 900_000,
        requestTimeoutMs: 30_000,
      });
      // Between taking the lock and hearing of it the process may have been suspended, and have lost it.
      await lock.assertHeld();
      history.owner = name;
      for (let write = 0; write < 8; write += 1) {
        await clock.sleep(random.fraction() * 20_000);
        await lock.assertHeld();
        history.writes += 1;
        if (history.owner !== name) history.wrong.push(`${name} at ${clock.monotonicMs()}`);
      }
      history.owner = undefined;
      await lock.release();
    } catch (error) {
      if (!(error instanceof AcrctlError)) throw error;
    }
  }
}

/** Suspends, resumes and kills processes, and sets their wall clocks, as the seed says. */
async function disturb(
  world: SimulatedWorld,
  victims: SimulatedWorld[],
  restart: (host: Machine) => void,
): Promise<void> {
  const { clock, random } = world;
  for (let deed = 0; deed < 12; deed += 1) {
    await clock.sleep(random.fraction() * 90_000);
    const victim = victims.splice(Math.floor(random.fraction() * victims.length), 1)[0];
    if (victim === undefined) continue;
    const kind = random.fraction();
    if (kind < 0.35) {
      victim.kill();
      restart(victim.machine);
      continue;
    }
    if (kind < 0.8) {
      victim.suspend();
      await clock.sleep(random.fraction() * 200_000);
      victim.resume();
    } else {
      victim.jumpWallClock((random.fraction() - 0.5) * 7_200_000);
    }
    victims.push(victim);
  }
}

describe.each(['files', 'a container'])('with the lock in %s', (keptIn) => {
  it('of several runs that are killed, suspended and moved in time, only the holder ever writes (I-06)', async () => {
    let writes = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const shared = { disk: new Disk(), clock: new VirtualClock(), seed };
      const service = new BlobService(shared.clock);
      const homeOf = (world: SimulatedWorld) =>
        keptIn === 'files'
          ? localHome({ world, dir: 'state', stack: 'prod' })
          : blobHome({ world, stack: 'prod', blobs: world.blobsIn(service), keptIn: 'unwritten' });
      const history: History = { owner: undefined, wrong: [], writes: 0 };
      const workers: Promise<unknown>[] = [];
      const victims: SimulatedWorld[] = [];
      const start = (machine: Machine): void => {
        const world = simulateWorld({ ...shared, machine, fileLatencyMs: 3_000 });
        victims.push(world);
        workers.push(world.run((own) => work(own, homeOf(own), 3, history)));
      };
      const hosts = [new Machine('a'), new Machine('a again'), new Machine('b')];
      for (const host of hosts) start(host);
      await disturb(simulateWorld({ ...shared, machine: new Machine('fate') }), victims, start);
      for (let done = 0; done < workers.length; done += 1) await workers[done];
      expect(history.wrong, `seed ${seed}`).toEqual([]);
      const left = [...Object.keys(shared.disk.texts()), ...Object.keys(service.texts())];
      expect(
        left.filter((path) => path.endsWith('lock.json')),
        `seed ${seed}`,
      ).toEqual([]);
      writes += history.writes;
    }
    expect(writes).toBeGreaterThan(20 * SEEDS);
  });
});
