import { expect, test } from 'vitest';
import { type HttpRequest, NoAnswerError, type Transport } from '../../src/core/world.ts';
import { Disk } from './disk.ts';
import { VirtualClock } from './virtual-clock.ts';
import { type Boundary, Machine, type SimulatedWorld, simulateWorld } from './world.ts';

const request = (method: HttpRequest['method'], path: string): HttpRequest => ({
  ...{ method, url: `https://management.azure.com${path}?api-version=1&s=secret`, headers: {}, timeoutMs: 1 },
});

/** A cloud that counts what reached it. */
function cloud(): Transport & { readonly seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    send: async ({ method }) => {
      seen.push(method);
      return { status: 200, headers: {}, body: '' };
    },
  };
}

const POLL = '/subscriptions/s/providers/Microsoft.Network/locations/w/operationStatuses/1';

/** Writes, appends, sends, polls, removes; says how far it came. */
async function program(world: SimulatedWorld, transport: Transport, came: string[] = []): Promise<void> {
  const { send } = world.wrapTransport(transport);
  await world.files.replace('state', 'new');
  came.push('replaced');
  const log = await world.files.openLog('log');
  await log.append('one line\n');
  came.push('appended');
  await send(request('GET', '/subscriptions/s'));
  await send(request('PUT', '/subscriptions/s/x'));
  came.push('sent');
  await world.clock.sleep(1_000);
  await send(request('GET', POLL));
  const file = await world.files.createExclusive('lock', 'text');
  await file?.moveOver('other');
  await world.files.remove('other');
  came.push('done');
}

const named = (boundaries: readonly Boundary[]): readonly string[] =>
  boundaries.map(({ moment, label }) => `${moment} ${label}`);

test('the boundaries of a run are listed in order, with what they stand before, in or after', async () => {
  const world = simulateWorld();
  expect(await world.run((own) => program(own, cloud()))).toEqual({ kind: 'returned', value: undefined });
  expect(named(world.boundaries)).toEqual([
    ...['before replace state', 'half replace state', 'after replace state'],
    ...['before append log', 'half append log', 'after append log'],
    'before read GET /subscriptions/s',
    ...['before', 'after', 'answered'].map((moment) => `${moment} write PUT /subscriptions/s/x`),
    ...['before', 'after'].map((moment) => `${moment} poll GET ${POLL}`),
    ...['before create lock', 'half create lock', 'after create lock'],
    ...['before move over other', 'after move over other'],
    ...['before remove other', 'after remove other'],
  ]);
});

test('a crash leaves what was durable by then, and nothing of the process runs on', async () => {
  const leaves: readonly [at: number, texts: Record<string, string>, came: readonly string[]][] = [
    [1, {}, []],
    [2, { '.state.half.tmp': 'n' }, []],
    [3, { state: 'new' }, []],
    [4, { state: 'new', log: '' }, ['replaced']],
    [5, { state: 'new', log: 'one l' }, ['replaced']],
    [6, { state: 'new', log: 'one line\n' }, ['replaced']],
    [14, { state: 'new', log: 'one line\n', '.lock.half.tmp': 'te' }, ['replaced', 'appended', 'sent']],
    [19, { state: 'new', log: 'one line\n' }, ['replaced', 'appended', 'sent']],
  ];
  for (const [crashAt, texts, came] of leaves) {
    const world = simulateWorld({ crashAt });
    const reached: string[] = [];
    const cleanup = program(world, cloud(), reached).finally(() => reached.push('cleaned up'));
    expect(await world.run(() => cleanup)).toMatchObject({ kind: 'died', at: { number: crashAt } });
    await world.timeline.busy(Promise.resolve());
    expect([world.disk.texts(), reached]).toEqual([texts, came]);
    expect(world.machine.alive.size).toBe(0);
    expect(world.boundaries).toHaveLength(crashAt);
  }
});

test('a crash before a request keeps it from the cloud; later ones come after its effect', async () => {
  for (const [crashAt, seen] of [
    [8, ['GET']],
    [9, ['GET', 'PUT']],
    [10, ['GET', 'PUT']],
    [11, ['GET', 'PUT']],
    [12, ['GET', 'PUT', 'GET']],
  ] as const) {
    const transport = cloud();
    await simulateWorld({ crashAt }).run((own) => program(own, transport));
    expect(transport.seen).toEqual(seen);
  }
});

test('a request that fails passes the same boundaries', async () => {
  const world = simulateWorld();
  const { send } = world.wrapTransport({ send: () => Promise.reject(new NoAnswerError('reset')) });
  await expect(send(request('DELETE', '/x'))).rejects.toThrow(NoAnswerError);
  expect(named(world.boundaries)).toEqual([
    ...['before write DELETE /x', 'after write DELETE /x', 'answered write DELETE /x'],
  ]);
});

test('time passes only in sleeps, which wake in order, for all processes on one timeline', async () => {
  const clock = new VirtualClock();
  const woken: string[] = [];
  const sleeper = async (name: string, ms: number) => {
    const { clock: own } = simulateWorld({ clock });
    await own.sleep(ms);
    woken.push(`${name} at ${own.monotonicMs()}`);
  };
  await Promise.all([sleeper('c', 3_600_000), sleeper('a', 10), sleeper('b', 10), sleeper('now', 0)]);
  expect(woken).toEqual(['now at 0', 'a at 10', 'b at 10', 'c at 3600000']);
});

test('time stands still while something outside the simulation is awaited', async () => {
  const clock = new VirtualClock();
  const world = simulateWorld({ clock });
  let slept = false;
  const sleeping = world.clock.sleep(1).then(() => {
    slept = true;
  });
  await clock.busy(import('node:zlib'));
  const outside = Promise.withResolvers<void>();
  const busy = clock.busy(outside.promise);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(slept).toBe(false);
  outside.resolve();
  await Promise.all([busy, sleeping]);
  expect(slept).toBe(true);
});

test('an aborted sleep rejects with the reason and takes no time', async () => {
  const { clock } = simulateWorld();
  const stop = new AbortController();
  const sleeping = clock.sleep(60_000, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(sleeping).rejects.toThrow('stopped');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('stopped');
  expect(clock.monotonicMs()).toBe(0);
});

test('the clocks of a process whose wall clock is set move on as before', async () => {
  const world = simulateWorld();
  const before = world.clock.wallMs();
  world.jumpWallClock(-3_600_000);
  await world.clock.sleep(1_000);
  expect(world.clock.wallMs() - before).toBe(-3_599_000);
  expect(world.clock.monotonicMs()).toBe(1_000);
});

test('a suspended process goes on where it was, while time passes for others', async () => {
  const clock = new VirtualClock();
  const [suspended, other] = [simulateWorld({ clock }), simulateWorld({ clock })];
  suspended.suspend();
  const reading = suspended.files.read('x').then(() => clock.nowMs());
  await other.clock.sleep(5_000);
  suspended.resume();
  expect(await reading).toBe(5_000);
});

test('the same seed draws the same, another process or seed something else', () => {
  const draw = (seed: number, machine = new Machine()) => {
    const { random } = simulateWorld({ seed, machine });
    return `${random.uuid()} ${random.fraction()}`;
  };
  const machine = new Machine();
  const draws = [draw(1), draw(2), draw(1, machine), draw(1, machine), draw(1, new Machine('other'))];
  expect(draws[0]).toBe(draws[2]);
  expect(new Set(draws).size).toBe(4);
  const { random } = simulateWorld({ seed: 3 });
  const fractions = Array.from({ length: 1_000 }, () => random.fraction());
  expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
  expect(fractions.reduce((sum, fraction) => sum + fraction) / 1_000).toBeCloseTo(0.5, 1);
});

test('a disk that fails leaves half of an append, and the log goes on failing', async () => {
  const disk = new Disk();
  const { files } = simulateWorld({ disk });
  const log = await files.openLog('log');
  await log.append('1234');
  disk.fault = (operation) => (operation === 'append' ? 'ENOSPC' : undefined);
  await expect(log.append('5678')).rejects.toMatchObject({ code: 'ENOSPC' });
  disk.fault = () => undefined;
  await expect(log.append('9')).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(disk.text('log')).toBe('123456');
});

test('a handle writes to its own file after another one took the name', async () => {
  const { files, disk } = simulateWorld();
  const first = await files.createExclusive('lock', 'a1');
  expect(await files.createExclusive('lock', 'b1')).toBeUndefined();
  const log = await files.openLog('lock');
  await files.replace('lock', 'c1');
  await first?.rewrite('a2');
  await log.append('more');
  expect(disk.texts()).toEqual({ lock: 'c1' });
});
