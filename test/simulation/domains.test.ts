import { beforeAll, describe, expect, it } from 'vitest';
import { crashed, describe as inWords, type Reference, referenceOf } from './crashes.ts';
import { DOMAIN_HISTORIES, ONBOARDING } from './domain-histories.ts';
import { faultsAtWrites, missedReads, WRITE_FAULTS } from './write-faults.ts';

/** Around each write, and at each twelfth of the other boundaries; at all where ACRCTL_SEED says that other cases are wanted. */
const STRIDE = process.env['ACRCTL_SEED'] === undefined ? 12 : 1;

async function crashes(reference: Reference, stride: number): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const boundary of reference.boundaries) {
    if (!boundary.label.startsWith('write') && boundary.number % stride !== 0) continue;
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

  it('converges after a crash at every write (I-01, I-07, 0.33)', async () => {
    expect(await crashes(reference, STRIDE)).toEqual([]);
  });

  it.each(WRITE_FAULTS)('converges after $name at every write', async (fault) => {
    expect(await faultsAtWrites(reference, fault)).toEqual([]);
  });

  it('one 404 for something that is there, or was just made, proves nothing (I-17)', async () => {
    expect(await missedReads(reference)).toEqual([]);
  });
});

describe.each(ONBOARDING)('$name', (history) => {
  it('is in the state after a crash at every boundary, and nothing is written elsewhere (I-01, 0.33)', async () => {
    const reference = await referenceOf(history, 'typical');
    expect(reference.end.writes).toEqual([]);
    expect(await crashes(reference, 1)).toEqual([]);
  });
});
