import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Journal, JournalRecord, Lock, StateReading, StateStore } from '../../src/core/state.ts';
import { replay } from '../../src/state/replay.ts';
import { anySnapshot, done, entry, intent, refusalOf, settled, snapshot } from '../state/samples.ts';

/** Where states are kept, and processes that work on them. */
export interface StatePlace {
  start(): StateProcess;
  /** Everything that it left outside the memory goes. */
  clear?(): Promise<void>;
}

export interface StateProcess {
  store(stack: string): StateStore;
  /** Rejects where another process holds it; one that died is no hindrance. */
  lock(stack: string): Promise<Lock>;
  /** To all others it is gone. Its code may go on for a while, as that of a process that stood still. */
  die(): void;
}

type Appended = Exclude<JournalRecord, { readonly kind: 'run' }>;

const STACK = 'prod';
const LINEAGE = 'f0e1d2c3';

/** One record of each kind, one step left open with its answer, one before it. */
const RECORDS: readonly Appended[] = [
  ...(done('b') as readonly Appended[]),
  { kind: 'adopt', entry: entry('a') },
  { kind: 'adopt', entry: entry('k', { settled: false, protect: true, incarnation: 'then' }) },
  { kind: 'move', from: 'a', entry: { ...entry('a'), address: 'z' } },
  intent('f'),
  { kind: 'failed', step: 'f/write', address: 'f', entry: entry('f', { settled: false }), reason: 'no' },
  { kind: 'forget', address: 'k' },
  intent('c'),
  { kind: 'answered', step: 'c/write', status: 202, operation: { kind: 'async', url: 'https://arm/x?t=1' } },
  { kind: 'answered', step: 'c/write', status: 200 },
  intent('d'),
];
const LEFT_OPEN = RECORDS.slice(-4).filter((_, index) => index !== 1);

/**
 * What every `StateStore` promises, wherever it keeps its states. Files, their formats and their faults are for the
 * tests of one store.
 */
export function stateStoreContract(name: string, openPlace: () => Promise<StatePlace>): void {
  describe(`the state store on ${name}`, () => {
    let place: StatePlace;
    const locks: Lock[] = [];
    const journals: Journal[] = [];

    beforeEach(async () => {
      place = await openPlace();
    });
    afterEach(async () => {
      // What a test left behind; most of it is over by then.
      for (const journal of journals.splice(0)) await journal.close().catch(() => undefined);
      for (const lock of locks.splice(0)) await lock.release();
      await place.clear?.();
    });

    const read = (stack = STACK): Promise<StateReading> => place.start().store(stack).read();

    /** A run up to its first record. */
    async function begin(process = place.start(), more: { reading?: StateReading; lineage?: string } = {}) {
      const lock = await process.lock(STACK);
      locks.push(lock);
      const store = process.store(STACK);
      const { reading = await store.read(), lineage = LINEAGE } = more;
      const journal = await store.startJournal({ id: 'r', operation: 'apply', reading, lineage }, lock);
      journals.push(journal);
      return { process, lock, journal };
    }

    async function append(journal: Journal, records: readonly JournalRecord[]): Promise<void> {
      for (const record of records) await journal.append(record as Appended);
    }

    /** A whole run: lock, read, journal, fold. */
    async function run(records: readonly JournalRecord[]): Promise<void> {
      const { lock, journal } = await begin();
      await append(journal, records);
      await journal.fold();
      await lock.release();
    }

    /** A run that ends without a fold, its process gone. */
    async function breakOff(records: readonly JournalRecord[]): Promise<void> {
      const { process, journal } = await begin();
      await append(journal, records);
      process.die();
    }

    it('reads nothing where there is nothing, however often', async () => {
      for (let time = 0; time < 2; time += 1)
        expect(await read()).toEqual({ records: [], open: [], untrimmed: false });
    });

    it('takes the lineage of the first run for ever, and counts each fold', async () => {
      await run(done('a'));
      const first = await read();
      const second = await begin(place.start(), { lineage: 'another' });
      await append(second.journal, done('b'));
      const folded = await second.journal.fold();
      const after = await read();
      expect([first.snapshot?.serial, after.snapshot?.serial]).toEqual([1, 2]);
      expect(after.snapshot).toEqual(snapshot([entry('a'), entry('b')], { lineage: LINEAGE, serial: 2 }));
      expect(folded).toEqual(after.snapshot);
      expect(after.hash).not.toBe(first.hash);
      expect(await read()).toEqual(after);
    });

    it('folds records of every kind into what a replay of them gives, and keeps open intents alone', async () => {
      await run(RECORDS);
      const after = await read();
      const wanted = replay(snapshot([], { lineage: LINEAGE, serial: 1 }), RECORDS);
      expect(after.snapshot).toEqual(wanted.snapshot);
      expect(after.current).toEqual(after.snapshot);
      expect(after.open).toEqual(wanted.open);
      expect(after.records).toEqual(LEFT_OPEN);
      await run([settled('c'), settled('d')]);
      expect(await read()).toMatchObject({ records: [], open: [], snapshot: { serial: 2 } });
      expect((await read()).snapshot?.resources.map(({ address }) => address)).toEqual([
        'b',
        'c',
        'd',
        'f',
        'z',
      ]);
    });

    it('gives back any state as it was folded', async () => {
      await fc.assert(
        fc.asyncProperty(anySnapshot, async ({ resources }) => {
          const { lock, journal } = await begin();
          const gone = (await read()).snapshot?.resources ?? [];
          await append(
            journal,
            gone.map(({ address }) => ({ kind: 'forget', address })),
          );
          await Promise.all(resources.map((each) => journal.append({ kind: 'adopt', entry: each })));
          await journal.fold();
          await lock.release();
          expect((await read()).snapshot?.resources).toEqual(resources);
        }),
        { numRuns: 20 },
      );
    });

    it('holds a record for every reader once its append has returned (I-07)', async () => {
      const { journal } = await begin();
      for (const [index, record] of RECORDS.entries()) {
        await journal.append(record);
        const { records, current } = await read();
        expect(records.filter(({ kind }) => kind !== 'run')).toEqual(RECORDS.slice(0, index + 1));
        expect(current).toEqual(
          replay(snapshot([], { lineage: LINEAGE, serial: 0 }), RECORDS.slice(0, index + 1)).snapshot,
        );
      }
    });

    it('takes appends of many steps at once, those of one step in their order', async () => {
      const { lock, journal } = await begin();
      const addresses = Array.from({ length: 100 }, (_, index) => `n${String(index).padStart(3, '0')}`);
      await Promise.all(addresses.map((address) => append(journal, done(address))));
      const { records } = await read();
      for (const address of addresses) {
        const own = records.filter((record) => 'step' in record && record.step === `${address}/write`);
        expect(own).toEqual(done(address));
      }
      await journal.fold();
      await lock.release();
      expect((await read()).snapshot?.resources).toEqual(addresses.map((address) => entry(address)));
    });

    it.each<[string, (records: readonly JournalRecord[]) => Promise<void>]>([
      [
        'was closed without a fold',
        async (records) => {
          const { lock, journal } = await begin();
          await append(journal, records);
          await journal.close();
          await lock.release();
        },
      ],
      ['broke off', breakOff],
    ])('goes on from a run that %s, the state as it was until the next fold (I-01)', async (_, end) => {
      await run(done('a'));
      const before = await read();
      await end([...done('b'), intent('c')]);
      const between = await read();
      expect([between.snapshot, between.hash]).toEqual([before.snapshot, before.hash]);
      expect(between.current?.resources).toEqual([entry('a'), entry('b')]);
      expect(between.current?.serial).toBe(before.snapshot?.serial);
      expect(between.open).toEqual([{ intent: intent('c') }]);
      await end([settled('c'), intent('d')]);
      await run([settled('d')]);
      const after = await read();
      expect(after.snapshot?.resources).toEqual(['a', 'b', 'c', 'd'].map((address) => entry(address)));
      expect(after.snapshot?.serial).toBe(2);
      expect([after.records, after.open]).toEqual([[], []]);
    });

    it('remembers the lineage of a run that broke off before its first fold', async () => {
      await breakOff([intent('a')]);
      const { lock, journal } = await begin(place.start(), { lineage: 'another' });
      expect((await read()).current?.lineage).toBe(LINEAGE);
      expect((await journal.fold()).lineage).toBe(LINEAGE);
      await lock.release();
    });

    it.each<[string, () => Promise<unknown>]>([
      ['the state was folded', () => run(done('b'))],
      ['the state was folded, to the same resources', () => run([])],
      ['a run left a record', () => breakOff([intent('b')])],
      ['a run left nothing but that it began', () => breakOff([])],
    ])('refuses a run whose reading is no longer true: %s', async (_, happens) => {
      await run(done('a'));
      const reading = await read();
      await happens();
      const now = await read();
      expect(await refusalOf(begin(place.start(), { reading }))).toBe('1 ACR2106');
      expect(await read()).toEqual(now);
    });

    it('refuses a reading of another history, however much alike', async () => {
      const elsewhere = await openPlace();
      const readings: StateReading[] = [];
      for (const at of [elsewhere, place]) {
        const process = at.start();
        const store = process.store(STACK);
        const lock = await process.lock(STACK);
        // The same number of records, and no state yet whose hash could tell.
        const id = at === place ? 'ours' : 'theirs';
        const reading = await store.read();
        const journal = await store.startJournal({ id, operation: 'apply', reading, lineage: id }, lock);
        await journal.close();
        await lock.release();
        readings.push(await store.read());
      }
      await elsewhere.clear?.();
      const [theirs, ours] = readings as [StateReading, StateReading];
      expect(theirs.records).toHaveLength(ours.records.length);
      expect(await refusalOf(begin(place.start(), { reading: theirs }))).toBe('1 ACR2106');
      expect(await read()).toEqual(ours);
    });

    it('keeps the stacks apart', async () => {
      await run(done('a'));
      const process = place.start();
      expect(await process.store('test').read()).toEqual({ records: [], open: [], untrimmed: false });
      const both = await Promise.all([process.lock('prod'), process.lock('test')]);
      for (const lock of both) await lock.release();
    });

    it('gives its lock to one process at a time, and to the next when that one is gone (I-06)', async () => {
      const { process } = await begin();
      expect(await refusalOf(begin())).toBe('5 ACR2110');
      process.die();
      const { lock } = await begin();
      await lock.assertHeld();
    });

    it('takes no intent and no fold from a run whose lock was taken over (I-06)', async () => {
      await run(done('a'));
      const late = await begin();
      await append(late.journal, [intent('b')]);
      late.process.die();
      const heir = await begin();
      await append(heir.journal, [settled('b')]);
      const now = await read();
      expect(await refusalOf(late.journal.append(intent('c')))).toBe('5 ACR2111');
      expect(await refusalOf(late.journal.fold())).toBe('5 ACR2111');
      expect(late.lock.lost.aborted).toBe(true);
      // What was answered may still be written down, where nobody reads it any more.
      await late.journal.append({ kind: 'answered', step: 'b/write', status: 201 }).catch(() => undefined);
      await late.lock.release();
      expect(await read()).toEqual(now);
      await heir.lock.assertHeld();
      await heir.journal.fold();
      expect((await read()).snapshot?.resources).toEqual([entry('a'), entry('b')]);
    });

    it('shows a reader beside running folds the old or the new state, and never a fault (I-11)', async () => {
      const names = ['a', 'b', 'c', 'd'];
      const folding = { now: true };
      const writing = (async () => {
        for (const name of names) await run(done(name));
      })().finally(() => {
        folding.now = false;
      });
      const seen: (readonly [number, number])[] = [];
      while (folding.now) {
        const { snapshot: found } = await read();
        seen.push([found?.serial ?? 0, found?.resources.length ?? 0]);
      }
      await writing;
      for (const [serial, resources] of seen) expect(resources).toBe(serial);
      expect(seen.map(([serial]) => serial)).toEqual(seen.map(([serial]) => serial).sort((a, b) => a - b));
      expect((await read()).snapshot?.serial).toBe(names.length);
    });
  });
}
