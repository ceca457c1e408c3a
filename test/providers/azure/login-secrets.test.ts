import { expect, test } from 'vitest';
import { secretsOf } from '../../../src/providers/azure/login/secrets.ts';

test('of a managed identity both headers are secrets, whichever the platform uses (I-15)', () => {
  const source = { kind: 'managed', client: undefined, probed: false } as const;
  const check = (env: Readonly<Record<string, string>>, expected: readonly string[]) =>
    expect(secretsOf(source, env, undefined)).toEqual(expected);
  check({ IDENTITY_HEADER: '', MSI_SECRET: 'hush' }, ['', 'hush']);
  check({ IDENTITY_HEADER: 'header', MSI_SECRET: 'hush' }, ['header', 'hush']);
  check({}, []);
});
