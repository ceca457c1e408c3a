import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { verifyJunit } from '../../src/report/verify-junit.ts';
import { HOSTILE } from '../contract/shown-plans.ts';
import { failed, passed } from '../contract/verify-renderer.ts';

describe('the JUnit XML of verify', () => {
  it('has a suite a registry and a case a check, as readers of it count', async () => {
    const other = { ...passed, registry: 'registries.contosobuild', about: null };
    const skipped = { ...passed, status: 'skipped' as const, found: 'the emulator has no network' };
    const parsed = await parse(
      verifyJunit([passed, failed, skipped, { ...failed, status: 'warning' }, other]),
    );
    expect(parsed).toMatchObject({ name: 'acrctl verify', tests: 5, failures: 1 });
    const suites = (parsed as { testsuite: { name: string; skipped: number; testcase: object[] }[] })
      .testsuite;
    expect(suites.map(({ name, testcase }) => [name, testcase.length])).toEqual([
      ['registries.contosoimages', 4],
      ['registries.contosobuild', 1],
    ]);
    const [, bad, left, warning] = suites[0]?.testcase ?? [];
    expect(bad).toMatchObject({
      name: 'dns.private contosoimages.azurecr.io',
      classname: 'registries.contosoimages',
      failure: [
        { type: 'ACR2503', message: failed.found, inner: expect.stringContaining('\nacrctl records') },
      ],
    });
    expect(left).toMatchObject({ skipped: [{ message: 'the emulator has no network' }] });
    expect(warning).toMatchObject({ 'system-out': [expect.stringContaining('Requirements: 1.49, 1.50')] });
  });

  it.each(HOSTILE)('stays XML whatever was found: %j', async (text) => {
    const parsed = await parse(
      verifyJunit([{ ...failed, found: text, about: text, evidence: [text], advice: text }]),
    );
    expect(parsed).toMatchObject({ tests: 1, failures: 1 });
  });
});
