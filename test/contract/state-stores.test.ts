import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { realWorld } from '../../src/cli/world.ts';
import type { StateHome } from '../../src/core/state.ts';
import type { World } from '../../src/core/world.ts';
import { type BlobAccess, type BlobFolder, openBlobs } from '../../src/providers/azure/blobs.ts';
import { signIn } from '../../src/providers/azure/credentials.ts';
import { blobHome } from '../../src/state/blob/home.ts';
import { localHome } from '../../src/state/local/home.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { BlobService } from '../simulation/blob-service.ts';
import { Disk } from '../simulation/disk.ts';
import { VirtualClock } from '../simulation/virtual-clock.ts';
import { Machine, simulateWorld } from '../simulation/world.ts';
import { type StatePlace, type StateProcess, stateStoreContract } from './state-store.ts';

// A store joins by one line.

stateStoreContract('a simulated disk', simulatedDisk);
stateStoreContract('the file system of this machine', fileSystem);
stateStoreContract('a simulated container', simulatedContainer);

describe('in containers', () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  });
  afterAll(() => azurite.stop());

  stateStoreContract('Azurite', async () => {
    const name = `c${randomUUID()}`;
    await azurite.container(name);
    return realContainer({ container: `${azurite.endpoint}/${name}`, prefix: '' }, { kind: 'azurite' });
  });
});

/** For whoever has an account: the login of the environment needs Storage Blob Data Contributor on the container. */
const REAL = process.env['ACRCTL_TEST_CONTAINER'];
if (REAL === undefined) {
  test.skip(
    'the state store in a real container: ACRCTL_TEST_CONTAINER=https://ACCOUNT.blob.core.windows.net/CONTAINER',
  );
} else {
  stateStoreContract(REAL, async () => {
    const { clock, files } = realWorld(new AbortController().signal);
    const signal = new AbortController().signal;
    const login = await signIn({ cloud: 'AzureCloud', env: process.env, files, clock, signal });
    const tokens = login.tokensFor('https://storage.azure.com');
    return realContainer(
      { container: REAL, prefix: `acrctl-tests/${randomUUID()}/` },
      { kind: 'entra', tokens, clock },
    );
  });
}

async function simulatedDisk(): Promise<StatePlace> {
  const [disk, machine, clock] = [new Disk(), new Machine(), new VirtualClock()];
  return {
    start: () => {
      const world = simulateWorld({ disk, machine, clock, fileLatencyMs: 3 });
      return processOf(
        (stack) => localHome({ world, dir: 'state', stack }),
        () => machine.alive.delete(world.self.pid),
      );
    },
  };
}

async function simulatedContainer(): Promise<StatePlace> {
  const [machine, clock] = [new Machine(), new VirtualClock()];
  const service = new BlobService(clock);
  return {
    start: () => {
      const world = simulateWorld({ machine, clock, fileLatencyMs: 3 });
      return processOf(
        (stack) => blobHome({ world, stack, blobs: world.blobsIn(service, stack), keptIn: 'unwritten' }),
        () => machine.alive.delete(world.self.pid),
      );
    },
  };
}

async function fileSystem(): Promise<StatePlace> {
  const dir = await mkdtemp(join(tmpdir(), 'acrctl-state-'));
  const start = realProcesses();
  return {
    start: () => start((world, stack) => localHome({ world, dir, stack })),
    clear: () => rm(dir, { recursive: true, force: true }),
  };
}

function realContainer({ container, prefix }: BlobFolder, access: BlobAccess): StatePlace {
  const start = realProcesses();
  return {
    start: () =>
      start((world, stack) => {
        const blobs = openBlobs({ container, prefix: `${prefix}${stack}/` }, access);
        return blobHome({ world, stack, blobs, keptIn: join(tmpdir(), 'acrctl-unwritten') });
      }),
  };
}

/** Processes of this machine that can be declared dead. */
function realProcesses() {
  const alive = new Set<number>();
  let last = 0;
  return (homeIn: (world: World, stack: string) => StateHome): StateProcess => {
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
    const world = { ...real, self: { ...self, ...here } };
    return processOf(
      (stack) => homeIn(world, stack),
      () => alive.delete(pid),
    );
  };
}

function processOf(home: (stack: string) => StateHome, die: () => void): StateProcess {
  return {
    store: (stack) => home(stack).store,
    lock: (stack) => home(stack).acquireLock({ operation: 'apply', lockTimeoutMs: 0, requestTimeoutMs: 0 }),
    die,
  };
}
