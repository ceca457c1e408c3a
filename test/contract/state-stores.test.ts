import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realWorld } from '../../src/cli/world.ts';
import type { World } from '../../src/core/world.ts';
import { acquireLock } from '../../src/state/lock.ts';
import { openStateStore } from '../../src/state/store.ts';
import { Disk } from '../simulation/disk.ts';
import { VirtualClock } from '../simulation/virtual-clock.ts';
import { Machine, simulateWorld } from '../simulation/world.ts';
import { type StatePlace, type StateProcess, stateStoreContract } from './state-store.ts';

// A store joins by one line.

stateStoreContract('a simulated disk', simulatedDisk);
stateStoreContract('the file system of this machine', fileSystem);

async function simulatedDisk(): Promise<StatePlace> {
  const [disk, machine, clock] = [new Disk(), new Machine(), new VirtualClock()];
  return {
    start: () => {
      const world = simulateWorld({ disk, machine, clock, fileLatencyMs: 3 });
      return localProcess(world, 'state', () => machine.alive.delete(world.self.pid));
    },
  };
}

async function fileSystem(): Promise<StatePlace> {
  const dir = await mkdtemp(join(tmpdir(), 'acrctl-state-'));
  const alive = new Set<number>();
  let last = 0;
  return {
    start: () => {
      const pid = ++last;
      alive.add(pid);
      const real = realWorld(new AbortController().signal);
      const self = {
        ...real.self,
        pid,
        pidStarted: String(pid),
        isAlive: async (other: number) => alive.has(other),
      };
      // Where the machine does not tell, its processes are still those of one.
      const here = { bootId: real.self.bootId || 'boot', pidNamespace: real.self.pidNamespace || 'pid' };
      return localProcess({ ...real, self: { ...self, ...here } }, dir, () => alive.delete(pid));
    },
    clear: () => rm(dir, { recursive: true, force: true }),
  };
}

function localProcess(world: World, dir: string, die: () => void): StateProcess {
  return {
    store: (stack) => openStateStore({ files: world.files, dir, stack }),
    lock: (stack) =>
      acquireLock({ world, dir, stack, operation: 'apply', lockTimeoutMs: 0, requestTimeoutMs: 0 }),
    die,
  };
}
