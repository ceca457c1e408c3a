import { beforeAll, describe, expect, it } from 'vitest';
import { crashed, describe as inWords, type Reference, referenceOf } from './crashes.ts';
import { HISTORIES, LATENCIES, WIDE_HISTORIES } from './histories.ts';
import { simulateWorld } from './world.ts';

const CASES = [
  ...HISTORIES.flatMap((history) => LATENCIES.map((latency) => ({ ...history, history, latency }))),
  ...WIDE_HISTORIES.map((history) => ({ ...history, history, latency: 'typical' as const })),
];

describe.each(CASES)('$name, latency $latency', ({ history, latency }) => {
  let reference: Reference;
  beforeAll(async () => {
    reference = await referenceOf(history, latency);
    expect(reference.violations).toEqual([]);
  });

  it('converges after a crash at every boundary (I-01, I-07)', async () => {
    const failures: string[] = [];
    // Without latency a run passes the same places: there each eighth stands for the others, else each third does,
    // and all where ACRCTL_SEED says that other cases are wanted.
    const isWhole = history.whole === true || process.env['ACRCTL_SEED'] !== undefined;
    const stride = isWhole ? 1 : latency === 'typical' ? 3 : 8;
    const taken = reference.boundaries.filter(({ number }) => number % stride === 0);
    for (const boundary of taken) {
      failures.push(...told(inWords(boundary), await crashed(reference, [boundary.number])));
    }
    expect(failures).toEqual([]);
    const kinds = reference.boundaries.map(({ moment, label }) => `${moment} ${label.split(' ')[0]}`);
    expect([...new Set(kinds)].sort()).toEqual(KINDS);
    const polled = reference.boundaries.flatMap(({ label }) => (label.startsWith('poll') ? [label] : []));
    // Two boundaries each: more only where an operation is still running when it is asked about.
    expect(polled.length > 2 * new Set(polled).size).toBe(latency === 'typical');
  }, 240_000);

  it(`converges after crashes of the runs that recover, too (I-01, seed ${SEED})`, async () => {
    const { random } = simulateWorld({ seed: SEED });
    const { boundaries } = reference;
    const failures: string[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      // The interesting part of the second run is its beginning, where it recovers.
      const crashes = [random.fraction(), random.fraction() ** 2].map(
        (fraction) => 1 + Math.floor(fraction * boundaries.length),
      );
      failures.push(
        ...told(`seed ${SEED}, boundaries ${crashes.join(' and ')}`, await crashed(reference, crashes)),
      );
    }
    expect(failures).toEqual([]);
  });
});

/** Every moment at which a process can die: around requests, and before, in and after durable writes. */
const KINDS = [
  ...['after append', 'after create', 'after poll', 'after remove', 'after replace', 'after write'],
  'answered write',
  ...['before append', 'before create', 'before poll', 'before read', 'before remove', 'before replace'],
  ...['before write', 'half append', 'half create', 'half replace'],
];

const SEED = 20_260_101;
const PAIRS = 20;

function told(where: string, faults: readonly string[]): readonly string[] {
  return faults.length === 0 ? [] : [[where, ...faults].join('\n  ')];
}
