import { describe, expect, it } from 'vitest';
import { referenceOf } from './crashes.ts';
import { crashes, testDisturbed } from './disturbed.ts';
import { DOMAIN_HISTORIES, ONBOARDING } from './domain-histories.ts';

testDisturbed(DOMAIN_HISTORIES);

describe.each(ONBOARDING)('$name', (history) => {
  it('is in the state after a crash at boundaries of every class, and nothing is written elsewhere (I-01, 0.33)', async () => {
    const reference = await referenceOf(history, 'typical');
    expect(reference.end.writes).toEqual([]);
    expect(await crashes(reference, { write: 1, other: 1 }, 0)).toEqual([]);
  });
});
