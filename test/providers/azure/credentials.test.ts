import type { AccessToken } from '@azure/identity';
import { describe, expect, test } from 'vitest';
import { AcrctlError, EXIT } from '../../../src/core/errors.ts';
import { tenantOf, tokensOf } from '../../../src/providers/azure/credentials.ts';
import { virtualClock } from '../scripted.ts';

const HOUR_MS = 3_600_000;

function counted(give: (asked: number) => AccessToken | null) {
  const clock = virtualClock();
  const scopes: unknown[] = [];
  const credential = {
    async getToken(scope: string | string[]) {
      scopes.push(scope);
      return give(scopes.length);
    },
  };
  return { clock, scopes, tokens: tokensOf(credential, 'https://management.azure.com/.default', clock) };
}

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
}

describe('tokens of a credential', () => {
  test('are asked for once by all that need one, and kept until shortly before they run out', async () => {
    const { clock, tokens, scopes } = counted((asked) => ({
      token: `t${asked}`,
      expiresOnTimestamp: clock.wallMs() + HOUR_MS,
    }));
    expect(await Promise.all([tokens.token(), tokens.token(), tokens.token()])).toEqual(['t1', 't1', 't1']);
    await clock.sleep(HOUR_MS - 6 * 60_000);
    expect(await tokens.token()).toBe('t1');
    await clock.sleep(2 * 60_000);
    expect(await tokens.token()).toBe('t2');
    expect(scopes).toEqual(Array(2).fill('https://management.azure.com/.default'));
  });

  test('that ARM refused are replaced, by one for all', async () => {
    const { tokens } = counted((asked) => ({
      token: `t${asked}`,
      expiresOnTimestamp: Number.POSITIVE_INFINITY,
    }));
    await tokens.token();
    expect(await Promise.all([tokens.token({ fresh: true }), tokens.token({ fresh: true })])).toEqual([
      't2',
      't2',
    ]);
    expect(await tokens.token()).toBe('t2');
  });

  test('that cannot be had say how to sign in, with exit code 4, and are asked for again', async () => {
    const { tokens } = counted((asked) => {
      if (asked === 1)
        throw new Error('CredentialUnavailableError: EnvironmentCredential is unavailable\n\u001b[31mx');
      return asked === 2 ? null : { token: 'late', expiresOnTimestamp: Number.POSITIVE_INFINITY };
    });
    const refused = await tokens.token().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AcrctlError);
    expect(refused).toMatchObject({
      exitCode: EXIT.denied,
      diagnostics: [
        {
          code: 'ACR2202',
          hint: expect.stringContaining('az login'),
          detail: expect.stringContaining('EnvironmentCredential is unavailable [31mx'),
        },
      ],
    });
    await expect(tokens.token()).rejects.toMatchObject({ exitCode: EXIT.denied });
    expect(await tokens.token()).toBe('late');
  });
});

describe('the tenant of a token', () => {
  test('is its claim tid', () => expect(tenantOf(jwt({ tid: 'tenant-1', aud: 'x' }))).toBe('tenant-1'));

  test('is missed loudly', () => {
    for (const token of ['', 'opaque', 'a.b.c', jwt({ aud: 'x' })]) {
      expect(() => tenantOf(token), token).toThrow(AcrctlError);
    }
  });
});
