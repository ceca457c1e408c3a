import { beforeAll, describe, expect, it } from 'vitest';
import { crashed, describe as inWords, type Reference, referenceOf } from './crashes.ts';
import { DOMAIN_HISTORIES, ONBOARDING } from './domain-histories.ts';
import { faultsAtWrites, missedReads, WRITE_FAULTS } from './write-faults.ts';

/** All cases where ACRCTL_SEED says that others are wanted; else so many that each write and each kind of fault has its turn. */
const ALL = process.env['ACRCTL_SEED'] !== undefined;

/** Of the boundaries around writes, and of the others. */
const STRIDES = ALL ? { write: 1, other: 1 } : { write: 5, other: 40 };

async function crashes(reference: Reference, strides: typeof STRIDES): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const boundary of reference.boundaries) {
    const stride = boundary.label.startsWith('write') ? strides.write : strides.other;
    if (boundary.number % stride !== 0) continue;
    const faults = await crashed(reference, [boundary.number]);
    if (faults.length > 0) failures.push([inWords(boundary), ...faults].join('\n  '));
  }
  return failures;
}

describe.each(DOMAIN_HISTORIES)('$name', (history) => {
  let reference: Reference;
  beforeAll(async () => {
    reference = await referenceOf(history, 'typical');
    expect(reference.violations).toEqual([]);
    expect(reference.end.writes.length).toBeGreaterThan(0);
  });

  it('converges after crashes around its writes, and between them (I-01, I-07, 0.33)', async () => {
    expect(await crashes(reference, STRIDES)).toEqual([]);
  });

  it('converges after a fault at every write, of each kind in turn', async () => {
    const kinds = WRITE_FAULTS.length;
    const failures: string[] = [];
    for (const [turn, fault] of WRITE_FAULTS.entries()) {
      const faults = await faultsAtWrites(reference, fault, (index) => ALL || index % kinds === turn);
      failures.push(...faults.map((each) => `${fault.name}: ${each}`));
    }
    expect(failures).toEqual([]);
  });

  it('one 404 for something that is there, or was just made, proves nothing (I-17)', async () => {
    expect(await missedReads(reference, ALL ? undefined : 1)).toEqual([]);
  });
});

describe.each(ONBOARDING)('$name', (history) => {
  it('is in the state after a crash at every boundary, and nothing is written elsewhere (I-01, 0.33)', async () => {
    const reference = await referenceOf(history, 'typical');
    expect(reference.end.writes).toEqual([]);
    expect(await crashes(reference, { write: 1, other: 1 })).toEqual([]);
  });
});
