import type { Blobs } from '../../src/core/blobs.ts';
import type { Clock, HttpRequest, Random, Transport, World } from '../../src/core/world.ts';
import { isRead } from '../reads.ts';
import { type BlobService, blobsOf } from './blob-service.ts';
import { Disk, filesOf, type Passage } from './disk.ts';
import { seededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A computer: processes on one can see whether another one of it is alive. */
export class Machine {
  readonly host: string;
  readonly bootId: string;
  readonly alive = new Set<number>();
  #lastPid = 100;

  constructor(host = 'laptop') {
    this.host = host;
    this.bootId = `boot of ${host}`;
  }

  start(): number {
    this.#lastPid += 1;
    this.alive.add(this.#lastPid);
    return this.#lastPid;
  }
}

/**
 * A point at which the process can die. `half`: part of an append is on the disk. `after`: the whole effect is on
 * the disk or in the cloud, the answer is lost. `answered`: the answer has arrived and is written down nowhere.
 */
export interface Boundary {
  readonly number: number;
  readonly moment: 'before' | 'half' | 'after' | 'answered';
  /** `append state/s/journal.jsonl`, `write PUT /subscriptions/…`, `poll GET …`, `read GET …`; never a query. */
  readonly label: string;
}

export interface SimulationOptions {
  readonly disk?: Disk;
  readonly clock?: VirtualClock;
  readonly machine?: Machine;
  readonly seed?: number;
  readonly who?: string;
  /** Up to so long passes before and after each call of a file, at random; by default no time at all. */
  readonly fileLatencyMs?: number;
  /** The process dies at the boundary with this number, counted from 1. */
  readonly crashAt?: number;
}

export interface SimulatedWorld extends World {
  readonly disk: Disk;
  readonly timeline: VirtualClock;
  readonly machine: Machine;
  /** Those passed so far, the last one being that of the crash, if any. */
  readonly boundaries: readonly Boundary[];
  /** The folder of a stack in a container, as this process reaches it. */
  blobsIn(service: BlobService, stack?: string): Blobs;
  /** Resolves when the process has died. */
  readonly died: Promise<Boundary | undefined>;
  /** Runs a program to its end, or until the process dies. */
  run<T>(program: (world: SimulatedWorld) => Promise<T>): Promise<Outcome<T>>;
  /** Adds the boundaries around each request. */
  wrapTransport(transport: Transport): Transport;
  /** SIGKILL. */
  kill(): void;
  /** SIGSTOP: whatever the process calls returns only after `resume`, while time goes on for others. */
  suspend(): void;
  resume(): void;
  /** SIGINT, as the command line passes it on. */
  interruptNow(): void;
  /** The wall clock is set, forwards or backwards; the monotonic one is not. */
  jumpWallClock(ms: number): void;
}

type Outcome<T> =
  | { readonly kind: 'returned'; readonly value: T }
  | { readonly kind: 'died'; readonly at: Boundary | undefined };

/**
 * A process in a simulated world. When it dies, nothing it has called ever returns, so that no `finally` of a dead
 * process runs on; the disk, the timeline and the other processes go on. The same options give the same run.
 */
export function simulateWorld(options: SimulationOptions = {}): SimulatedWorld {
  const {
    disk = new Disk(),
    clock: timeline = new VirtualClock(),
    machine = new Machine(),
    seed = 1,
  } = options;
  const life = startLife(machine, options.crashAt);
  const interrupt = new AbortController();
  let wallOffsetMs = 0;
  const clock = clockOf(timeline, life, () => wallOffsetMs);
  const passage = slowPassage(
    life.passage,
    clock,
    seededRandom(`files ${seed} ${life.pid}`),
    options.fileLatencyMs,
  );
  const world: SimulatedWorld = {
    disk,
    timeline,
    machine,
    files: filesOf(disk, passage),
    clock,
    random: seededRandom(`${seed} ${machine.host} ${life.pid}`),
    self: {
      who: options.who ?? 'ada',
      host: machine.host,
      bootId: machine.bootId,
      pidNamespace: 'pid:[1]',
      pid: life.pid,
      pidStarted: String(life.pid),
      isAlive: (pid, started) =>
        life.passage.through(() => machine.alive.has(pid) && started === String(pid)),
    },
    interrupt: interrupt.signal,
    boundaries: life.boundaries,
    died: life.died,
    blobsIn: (service, stack) => blobsOf(service, passage, stack),
    run: (program) =>
      Promise.race([
        life.died.then((at) => ({ kind: 'died', at }) as const),
        program(world).then((value) => ({ kind: 'returned', value }) as const),
      ]),
    wrapTransport: (transport) => ({ send: (request) => life.exchange(transport, request) }),
    kill: () => life.die(undefined),
    suspend: life.suspend,
    resume: life.resume,
    interruptNow: () => interrupt.abort(new Error('interrupted')),
    jumpWallClock: (ms) => {
      wallOffsetMs += ms;
    },
  };
  return world;
}

interface Life {
  readonly pid: number;
  readonly boundaries: readonly Boundary[];
  readonly died: Promise<Boundary | undefined>;
  readonly passage: Passage;
  /** What takes the sleeps of this process out of the timeline. */
  readonly sleeps: Set<() => void>;
  exchange(transport: Transport, request: HttpRequest): ReturnType<Transport['send']>;
  die(at: Boundary | undefined): void;
  suspend(): void;
  resume(): void;
}

function startLife(machine: Machine, crashAt: number | undefined): Life {
  const pid = machine.start();
  const boundaries: Boundary[] = [];
  const death = Promise.withResolvers<Boundary | undefined>();
  const sleeps = new Set<() => void>();
  let dead = false;
  let suspended: PromiseWithResolvers<void> | undefined;

  const die = (at: Boundary | undefined): void => {
    dead = true;
    for (const cancel of sleeps) cancel();
    machine.alive.delete(pid);
    death.resolve(at);
  };
  const goOn = async (): Promise<void> => {
    while (suspended !== undefined) await suspended.promise;
    if (dead) await new Promise<never>(() => undefined);
  };
  const boundary = async (moment: Boundary['moment'], label: string, half?: () => void): Promise<void> => {
    await goOn();
    const here = { number: boundaries.length + 1, moment, label };
    boundaries.push(here);
    if (here.number !== crashAt) return;
    half?.();
    die(here);
    await goOn();
  };
  const passage: Passage = {
    through: async (operation) => {
      await goOn();
      try {
        return operation();
      } finally {
        await goOn();
      }
    },
    write: async (label, effect, half) => {
      await boundary('before', label);
      if (half !== undefined) await boundary('half', label, half);
      const result = effect();
      await boundary('after', label);
      return result;
    },
  };
  return {
    pid,
    boundaries,
    died: death.promise,
    passage,
    sleeps,
    die,
    suspend: () => {
      suspended ??= Promise.withResolvers();
    },
    resume: () => {
      suspended?.resolve();
      suspended = undefined;
    },
    exchange: async (transport, request) => {
      const kind = kindOf(request);
      const label = `${kind} ${request.method} ${new URL(request.url).pathname}`;
      await boundary('before', label);
      try {
        return await transport.send(request);
      } finally {
        if (kind !== 'read') await boundary('after', label);
        if (kind === 'write') await boundary('answered', label);
        await goOn();
      }
    },
  };
}

function slowPassage(passage: Passage, clock: Clock, random: Random, latencyMs: number | undefined): Passage {
  if (latencyMs === undefined) return passage;
  const slowly = async <T>(operation: () => Promise<T>): Promise<T> => {
    await clock.sleep(random.fraction() * latencyMs);
    try {
      return await operation();
    } finally {
      await clock.sleep(random.fraction() * latencyMs);
    }
  };
  return {
    through: (operation) => slowly(() => passage.through(operation)),
    write: (label, effect, half) => slowly(() => passage.write(label, effect, half)),
  };
}

/** A process that dies after a read leaves nothing else behind than one that dies before it. */
function kindOf({ method, url }: HttpRequest): 'write' | 'poll' | 'read' {
  const path = new URL(url).pathname;
  if (!isRead({ method, path })) return 'write';
  return /\/[a-z]*operation(s|results?|status(es)?)\//i.test(path) ? 'poll' : 'read';
}

/** 2026-01-01T00:00:00Z: any fixed day will do. */
const START_WALL_MS = 1_767_225_600_000;

function clockOf(timeline: VirtualClock, { passage, sleeps }: Life, wallOffsetMs: () => number): Clock {
  const pass = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const over = () => {
        cancel();
        sleeps.delete(cancel);
        signal?.removeEventListener('abort', abort);
      };
      const abort = () => {
        over();
        reject(signal?.reason);
      };
      const cancel = timeline.at(timeline.nowMs() + Math.max(0, ms), () => {
        over();
        resolve();
      });
      sleeps.add(cancel);
      signal?.addEventListener('abort', abort, { once: true });
    });
  return {
    wallMs: () => START_WALL_MS + timeline.nowMs() + wallOffsetMs(),
    monotonicMs: () => timeline.nowMs(),
    sleep: async (ms, signal) => {
      await passage.through(() => signal?.throwIfAborted());
      try {
        await pass(ms, signal);
      } finally {
        await passage.through(() => undefined);
      }
    },
  };
}
