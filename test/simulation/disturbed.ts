import { beforeAll, describe, expect, it } from 'vitest';
import { crashed, describe as inWords, type Reference, referenceOf } from './crashes.ts';
import type { History } from './histories.ts';
import { type Shares, spread } from './sampling.ts';
import { faultsInTurn, missedReads } from './write-faults.ts';

/** Tests of histories that crashes and faults disturb: of so many that not each write meets each. */
export function testDisturbed(histories: readonly History[]): void {
  describe.each(histories.map((history, turn) => ({ ...history, history, turn })))(
    '$name',
    ({ history, turn }) => {
      let reference: Reference;
      beforeAll(async () => {
        reference = await referenceOf(history, 'typical');
        expect(reference.violations).toEqual([]);
        expect(reference.end.writes.length).toBeGreaterThan(0);
      });

      it('converges after crashes around its writes, and between them (I-01, I-07, 0.33)', async () => {
        expect(await crashes(reference, { write: 1, other: 1 / 7 }, turn)).toEqual([]);
      });

      it('converges after faults at writes, of each kind in turn', async () => {
        expect(await faultsInTurn(reference, turn, 4)).toEqual([]);
      });

      it('one 404 for something that is there, or was just made, proves nothing (I-17)', async () => {
        expect(await missedReads(reference, turn, 6)).toEqual([]);
      });
    },
  );
}

/** What deaths at a sample of boundaries led to, in words. */
export async function crashes(
  reference: Reference,
  shares: Shares,
  turn: number,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const boundary of spread(reference.boundaries, shares, turn)) {
    const faults = await crashed(reference, [boundary.number]);
    if (faults.length > 0) failures.push([inWords(boundary), ...faults].join('\n  '));
  }
  return failures;
}
