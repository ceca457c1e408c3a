import { beforeAll, describe, expect, it } from 'vitest';
import { crashed, describe as inWords, type Reference, referenceOf } from './crashes.ts';
import { HISTORIES, LATENCIES, WIDE_HISTORIES } from './histories.ts';
import { ALL, classOf, spread } from './sampling.ts';
import { simulateWorld } from './world.ts';

const CASES = [
  ...HISTORIES.flatMap((history) => LATENCIES.map((latency) => ({ ...history, history, latency }))),
  ...WIDE_HISTORIES.map((history) => ({ ...history, history, latency: 'typical' as const })),
].map((each, turn) => ({ ...each, turn }));

/** At which a process died, in whichever case. */
const died = new Set<string>();

describe.each(CASES)('$name, latency $latency', ({ history, latency, turn }) => {
  let reference: Reference;
  beforeAll(async () => {
    reference = await referenceOf(history, latency);
    expect(reference.violations).toEqual([]);
  });

  it('converges after a crash at boundaries of each class in turn (I-01, I-07)', async () => {
    const failures: string[] = [];
    for (const boundary of spread(reference.boundaries, { write: 1, other: 1 / 3 }, turn)) {
      died.add(classOf(boundary));
      failures.push(...told(inWords(boundary), await crashed(reference, [boundary.number])));
    }
    expect(failures).toEqual([]);
    expect([...new Set(reference.boundaries.map(classOf))].sort()).toEqual(CLASSES);
    const polled = reference.boundaries.flatMap(({ label }) => (label.startsWith('poll') ? [label] : []));
    // Two boundaries each: more only where an operation is still running when it is asked about.
    expect(polled.length > 2 * new Set(polled).size).toBe(latency === 'typical');
  });

  it(`converges after crashes of the runs that recover, too (I-01, seed ${SEED})`, async () => {
    const { random } = simulateWorld({ seed: SEED + turn });
    const { boundaries } = reference;
    const failures: string[] = [];
    for (let pair = 0; pair < PAIRS; pair += 1) {
      // The interesting part of the second run is its beginning, where it recovers.
      const crashes = [random.fraction(), random.fraction() ** 2].map(
        (fraction) => 1 + Math.floor(fraction * boundaries.length),
      );
      failures.push(
        ...told(
          `seed ${SEED + turn}, boundaries ${crashes.join(' and ')}`,
          await crashed(reference, crashes),
        ),
      );
    }
    expect(failures).toEqual([]);
  });
});

it('a process died at boundaries of every class', () => {
  expect([...died].sort()).toEqual(CLASSES);
});

/** Every moment at which a process can die: around requests, and before, in and after durable writes. */
const CLASSES = [
  ...['after append', 'after create', 'after poll', 'after remove', 'after replace', 'after write'],
  'answered write',
  ...['before append', 'before create', 'before poll', 'before read', 'before remove', 'before replace'],
  ...['before write', 'half append', 'half create', 'half replace'],
];

const SEED = 20_260_101;
const PAIRS = ALL ? 20 : 1;

function told(where: string, faults: readonly string[]): readonly string[] {
  return faults.length === 0 ? [] : [[where, ...faults].join('\n  ')];
}
