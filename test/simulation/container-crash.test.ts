import { beforeAll, describe, expect, it } from 'vitest';
import { crashed, describe as inWords, type Reference, referenceOf } from './crashes.ts';
import { HISTORIES } from './histories.ts';
import { ALL, classOf, spread } from './sampling.ts';
import { simulateWorld } from './world.ts';

// What a run does beside its state is the same as with files, and `crash.test.ts` goes through all of it.

const CASES = HISTORIES.filter(({ name }) => !name.startsWith('access'));

describe.each(CASES.map((history, turn) => ({ ...history, history, turn })))(
  '$name, the state in a container',
  ({ history, turn }) => {
    let reference: Reference;
    beforeAll(async () => {
      reference = await referenceOf(history, 'none', 'a container');
      expect(reference.violations).toEqual([]);
    });

    it('converges after a crash before and after every kind of request to the container (I-01, I-11)', async () => {
      const failures: string[] = [];
      const boundaries = reference.boundaries.filter(({ label }) => OF_CONTAINER.test(label));
      const deaths = spread(boundaries, { write: 1, other: 1 }, turn);
      expect(new Set(deaths.map(classOf))).toEqual(new Set(boundaries.map(classOf)));
      for (const boundary of deaths)
        failures.push(...told(inWords(boundary), await crashed(reference, [boundary.number])));
      expect(failures).toEqual([]);
      expect(new Set(boundaries.map(classOf))).toEqual(
        new Set(
          ['put', 'append', 'startLog', 'keep', 'acquireLease', 'releaseLease', 'remove'].flatMap((kind) =>
            // What is kept is the state before, and the first run has none.
            kind === 'keep' && history.before === undefined ? [] : [`before ${kind}`, `after ${kind}`],
          ),
        ),
      );
    });

    it('converges after crashes of the runs that recover, too (I-01)', async () => {
      const { random } = simulateWorld({ seed: 20_260_101 + turn });
      const { boundaries } = reference;
      const failures: string[] = [];
      for (let pair = 0; pair < (ALL ? 20 : 2); pair += 1) {
        const crashes = [random.fraction(), random.fraction() ** 2].map(
          (fraction) => 1 + Math.floor(fraction * boundaries.length),
        );
        failures.push(...told(`boundaries ${crashes.join(' and ')}`, await crashed(reference, crashes)));
      }
      expect(failures).toEqual([]);
    });
  },
);

const OF_CONTAINER = /^(put|append|startLog|keep|acquireLease|releaseLease|renewLease|breakLease|remove) /;

function told(where: string, faults: readonly string[]): readonly string[] {
  return faults.length === 0 ? [] : [[where, ...faults].join('\n  ')];
}
