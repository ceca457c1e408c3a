import { expect, test } from 'vitest';
import type { AcrctlError } from '../../../src/core/errors.ts';
import type { JournalRecord, StateReading } from '../../../src/core/state.ts';
import { acquireLock } from '../../../src/state/local/lock.ts';
import { openStateStore } from '../../../src/state/local/store.ts';
import { replay } from '../../../src/state/replay.ts';
import { formatSnapshot } from '../../../src/state/snapshot.ts';
import { Disk, type DiskOperation } from '../../simulation/disk.ts';
import { Machine, type SimulatedWorld, simulateWorld } from '../../simulation/world.ts';
import { done, entry, intent, refusalOf, snapshot } from '../samples.ts';

// What every store promises is checked in test/contract/state-stores.test.ts; here is what the files add.

const DIR = 'state';
const STATE = 'state/prod/state.json';
const JOURNAL = 'state/prod/journal.jsonl';
const RECORDS: readonly JournalRecord[] = [
  ...done('b'),
  { kind: 'move', from: 'a', entry: { ...entry('a'), address: 'z' } },
  intent('c'),
];

const read = (disk: Disk): Promise<StateReading> =>
  openStateStore({ files: simulateWorld({ disk }).files, dir: DIR, stack: 'prod' }).read();

/** A whole run: lock, read, journal, fold. `acknowledged` gets each record that was durable. */
async function apply(
  world: SimulatedWorld,
  records: readonly JournalRecord[] = RECORDS,
  acknowledged: JournalRecord[] = [],
): Promise<void> {
  const options = { lockTimeoutMs: 0, requestTimeoutMs: 1_000, operation: 'apply' };
  const lock = await acquireLock({ world, dir: DIR, stack: 'prod', ...options });
  const store = openStateStore({ files: world.files, dir: DIR, stack: 'prod' });
  const reading = await store.read();
  const run = { id: 'r', operation: 'apply', reading, lineage: world.random.uuid() };
  const journal = await store.startJournal(run, lock);
  for (const record of records) {
    await journal.append(record as Exclude<JournalRecord, { kind: 'run' }>);
    acknowledged.push(record);
  }
  await journal.fold();
  await lock.release();
}

function diskWith(state: string | undefined): Disk {
  const disk = new Disk();
  disk.putDirectory('state', { shared: false });
  disk.putDirectory('state/prod', { shared: false });
  if (state !== undefined) disk.put(STATE, state);
  return disk;
}

const OLD = snapshot([entry('a'), entry('k')]);
const oldDisk = () => diskWith(formatSnapshot(OLD).text);

async function check(operation: Promise<unknown>, expected: string): Promise<void> {
  expect(await refusalOf(operation)).toBe(expected);
}

test('a reading writes nothing, and its hash is the checksum of the file', async () => {
  const disk = new Disk();
  await read(disk);
  expect(disk.texts()).toEqual({});
  await apply(simulateWorld({ disk }), done('a'));
  const files = disk.texts();
  expect((await read(disk)).hash).toBe(JSON.parse(files[STATE] ?? '').checksum);
  expect(disk.texts()).toEqual(files);
});

test('a crash at any boundary keeps the old or the new state and every acknowledged record (I-11, I-07)', async () => {
  const undisturbed = simulateWorld({ disk: oldDisk() });
  await apply(undisturbed);
  const wanted = undisturbed.disk.text(STATE);
  for (const { number, moment, label } of undisturbed.boundaries) {
    const disk = oldDisk();
    const machine = new Machine();
    const acknowledged: JournalRecord[] = [];
    const world = simulateWorld({ disk, machine, crashAt: number });
    const name = `${number} ${moment} ${label}`;
    expect((await world.run(() => apply(world, RECORDS, acknowledged))).kind, name).toBe('died');

    const after = await read(disk);
    const folded = after.snapshot?.serial === 8;
    expect([formatSnapshot(OLD).text, wanted], name).toContain(disk.text(STATE));
    const survived = after.records.filter(({ kind }) => kind !== 'run');
    if (folded) expect(survived, name).toEqual([intent('c')]);
    else expect([acknowledged, RECORDS.slice(0, acknowledged.length + 1)], name).toContainEqual(survived);

    await apply(simulateWorld({ disk, machine }), folded ? [] : RECORDS.slice(survived.length));
    expect((await read(disk)).snapshot?.resources, name).toEqual(replay(OLD, RECORDS).snapshot.resources);
    expect((await read(disk)).open, name).toEqual([{ intent: intent('c') }]);
    // Not the lock, and nothing half written either.
    expect(Object.keys(disk.texts()), name).toEqual([JOURNAL, STATE]);
  }
  const halves = undisturbed.boundaries.filter(({ moment }) => moment === 'half');
  expect(halves.filter(({ label }) => label.startsWith('append'))).toHaveLength(RECORDS.length);
  expect(halves.filter(({ label }) => !label.startsWith('append')).map(({ label }) => label)).toEqual([
    'create state/prod/lock.json',
    ...[`replace ${JOURNAL}`, `replace ${STATE}`, `replace ${JOURNAL}`],
  ]);
});

test('a crash during the recovery from a crash is recovered from as well', async () => {
  const first = simulateWorld({ disk: oldDisk(), crashAt: 9 });
  await first.run(apply);
  const recovery = simulateWorld({ disk: first.disk.copy(), machine: first.machine });
  await apply(recovery);
  for (const { number } of recovery.boundaries) {
    const disk = first.disk.copy();
    const { machine } = first;
    expect((await simulateWorld({ disk, machine, crashAt: number }).run(apply)).kind).toBe('died');
    await apply(simulateWorld({ disk, machine }));
    expect((await read(disk)).snapshot?.resources).toEqual(replay(OLD, RECORDS).snapshot.resources);
  }
});

test('a write that the disk refuses is an error, and the old state stays (L03)', async () => {
  const failing: readonly [DiskOperation, RegExp][] = [
    ['replace', /journal/],
    ['replace', /state\.json/],
    ['open', /journal/],
    ['append', /journal/],
    ['create', /lock/],
    ['read', /state\.json/],
    ['read', /prod$/],
    ['directory', /prod/],
  ];
  for (const [operation, path] of failing) {
    for (const code of ['ENOSPC', 'EIO', 'EROFS', 'EACCES']) {
      const disk = oldDisk();
      disk.fault = (happening, at) => (happening === operation && path.test(at) ? code : undefined);
      const world = simulateWorld({ disk });
      await check(apply(world), '1 ACR2109');
      world.kill();
      disk.fault = () => undefined;
      expect((await read(disk)).snapshot, `${operation} ${path} ${code}`).toEqual(OLD);
      await apply(simulateWorld({ disk, machine: world.machine }));
      expect((await read(disk)).snapshot?.resources).toEqual(replay(OLD, RECORDS).snapshot.resources);
    }
  }
});

test('the error of a full disk names the file, the reason and what was kept', async () => {
  const disk = oldDisk();
  disk.fault = (operation) => (operation === 'append' ? 'ENOSPC' : undefined);
  const error = await apply(simulateWorld({ disk })).catch((caught: unknown) => caught);
  expect((error as AcrctlError).diagnostics[0]?.detail).toMatch(
    /journal\.jsonl failed: ENOSPC \(no space left on the device\)\. The state .* as they were/,
  );
});

test('after an append failed half-way every later one fails, and the next run drops the half line', async () => {
  const disk = oldDisk();
  const world = simulateWorld({ disk });
  const lock = await acquireLock({
    ...{ world, dir: DIR, stack: 'prod', operation: 'apply', lockTimeoutMs: 0, requestTimeoutMs: 0 },
  });
  const store = openStateStore({ files: world.files, dir: DIR, stack: 'prod' });
  const journal = await store.startJournal(
    { id: 'r', operation: 'apply', reading: await store.read(), lineage: 'x' },
    lock,
  );
  await journal.append(intent('b'));
  disk.fault = (operation) => (operation === 'append' ? 'ENOSPC' : undefined);
  await check(journal.append(intent('c')), '1 ACR2109');
  disk.fault = () => undefined;
  await check(journal.append(intent('d')), '1 ACR2109');
  expect(disk.text(JOURNAL)).not.toMatch(/\n$/);
  expect((await read(disk)).open).toEqual([{ intent: intent('b') }]);
});

test('a state from an older backup is refused beside the journal that remembers a newer one (L04, H11)', async () => {
  const disk = oldDisk();
  await apply(simulateWorld({ disk }), done('b'));
  const backup = disk.text(STATE) ?? '';
  await apply(simulateWorld({ disk }), done('c'));
  disk.put(STATE, backup);
  await check(read(disk), '1 ACR2106');
  disk.delete(STATE);
  await check(read(disk), '1 ACR2106');
  disk.put(STATE, backup);
  disk.delete(JOURNAL);
  expect((await read(disk)).snapshot?.serial).toBe(8);
});

test('a state with a new checksum over changed content is refused beside its journal (H11)', async () => {
  const disk = oldDisk();
  await apply(simulateWorld({ disk }), done('b'));
  const { snapshot: now } = await read(disk);
  disk.put(STATE, formatSnapshot(snapshot([], now)).text);
  expect((await read(disk)).snapshot).toEqual(now);
  disk.put(STATE, formatSnapshot({ ...snapshot([entry('b')], { serial: now?.serial ?? 0 }) }).text);
  await check(read(disk), '1 ACR2106');
});

test('a state of another lineage is refused beside the journal (H11)', async () => {
  const disk = oldDisk();
  await apply(simulateWorld({ disk }), done('b'));
  disk.put(STATE, formatSnapshot(snapshot([], { lineage: 'other', serial: 8 })).text);
  await check(read(disk), '1 ACR2106');
});

test('a newer state that does not hold what an interrupted run did is refused beside its journal', async () => {
  const disk = oldDisk();
  const world = simulateWorld({ disk, crashAt: 15 });
  await world.run(apply);
  expect(world.boundaries.at(-1)).toMatchObject({ moment: 'after', label: `append ${JOURNAL}` });
  expect((await read(disk)).current?.resources).toHaveLength(3);
  disk.put(STATE, formatSnapshot({ ...OLD, serial: 8 }).text);
  await check(read(disk), '1 ACR2106');
});

test('what a fold left in the journal is dropped without touching the state (I-11)', async () => {
  const whole = simulateWorld({ disk: oldDisk() });
  await apply(whole, done('b'));
  const renamed = whole.boundaries.find(
    ({ moment, label }) => moment === 'after' && label === `replace ${STATE}`,
  );
  const [disk, machine] = [oldDisk(), new Machine()];
  const broken = simulateWorld({ disk, machine, crashAt: renamed?.number ?? 0 });
  await broken.run(() => apply(broken, done('b')));
  const reading = await read(disk);
  expect(reading).toMatchObject({ records: [], untrimmed: true });

  const world = simulateWorld({ disk, machine });
  const lock = await acquireLock({
    ...{ world, dir: DIR, stack: 'prod', operation: 'apply', lockTimeoutMs: 0, requestTimeoutMs: 0 },
  });
  await openStateStore({ files: world.files, dir: DIR, stack: 'prod' }).trimJournal(reading, lock);
  await lock.release();
  expect(disk.texts()).toEqual(whole.disk.texts());
});

test('a newer state beside the journal of a run that was folded is accepted', async () => {
  const disk = oldDisk();
  await apply(simulateWorld({ disk }), done('b'));
  const newer = snapshot([entry('q')], { serial: 12 });
  disk.put(STATE, formatSnapshot(newer).text);
  expect(await read(disk)).toMatchObject({ snapshot: newer, records: [], open: [] });
});

test('links, special files and directories that others can write to are refused (L07)', async () => {
  const check7 = async (prepare: (disk: Disk) => void, expected: string): Promise<void> => {
    const disk = oldDisk();
    prepare(disk);
    await check(read(disk), expected);
    await check(apply(simulateWorld({ disk })), expected);
  };
  await check7((disk) => disk.putLink('state'), '1 ACR2107');
  await check7((disk) => disk.putLink('state/prod'), '1 ACR2107');
  await check7((disk) => disk.put('state/prod', 'a file'), '1 ACR2107');
  for (const path of [STATE, JOURNAL, 'state/prod/lock.json']) {
    await check7((disk) => disk.putLink(path), '1 ACR2107');
    await check7((disk) => disk.putDirectory(path, { shared: false }), '1 ACR2107');
  }
  await check7((disk) => disk.putDirectory('state', { shared: true }), '1 ACR2108');
  await check7((disk) => disk.putDirectory('state/prod', { shared: true }), '1 ACR2108');
});
