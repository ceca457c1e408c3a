import type { AccessToken } from '@azure/identity';
import { describe, expect, test } from 'vitest';
import { AcrctlError } from '../../../src/core/errors.ts';
import { identityIn, tokensOf } from '../../../src/providers/azure/credentials.ts';
import { virtualClock } from '../scripted.ts';
import { tokenWith } from './login-service.ts';

const HOUR_MS = 3_600_000;

function counted(give: (asked: number) => AccessToken) {
  const clock = virtualClock();
  let asked = 0;
  const tokens = tokensOf(async () => give(++asked), clock);
  return { clock, asked: () => asked, tokens };
}

describe('tokens of a login', () => {
  test('are asked for once by all that need one, and kept until shortly before they run out', async () => {
    const { clock, tokens, asked } = counted((number) => ({
      token: `t${number}`,
      expiresOnTimestamp: clock.wallMs() + HOUR_MS,
    }));
    expect(await Promise.all([tokens.token(), tokens.token(), tokens.token()])).toEqual(['t1', 't1', 't1']);
    await clock.sleep(HOUR_MS - 6 * 60_000);
    expect(await tokens.token()).toBe('t1');
    await clock.sleep(2 * 60_000);
    expect(await tokens.token()).toBe('t2');
    expect(asked()).toBe(2);
  });

  test('that ARM refused are replaced, by one for all', async () => {
    const { tokens } = counted((number) => ({
      token: `t${number}`,
      expiresOnTimestamp: Number.POSITIVE_INFINITY,
    }));
    await tokens.token();
    expect(await Promise.all([tokens.token({ fresh: true }), tokens.token({ fresh: true })])).toEqual([
      't2',
      't2',
    ]);
    expect(await tokens.token()).toBe('t2');
  });

  test('that could not be had are asked for again', async () => {
    const { tokens } = counted((number) => {
      if (number === 1) throw new TypeError('Not yet.');
      return { token: 'late', expiresOnTimestamp: Number.POSITIVE_INFINITY };
    });
    await expect(tokens.token()).rejects.toThrow('Not yet.');
    expect(await tokens.token()).toBe('late');
  });
});

describe('who signed in', () => {
  const check = (claims: object, source: string) =>
    expect(identityIn(tokenWith({ tid: 'T', ...claims }), 'Azure CLI')).toEqual({ tenant: 'T', source });

  test('is told by the claims of the token', () => {
    check({ upn: 'ada@x.example', appid: 'az' }, 'user ada@x.example in tenant T, by Azure CLI');
    check({ unique_name: 'live.com#bob@x.example' }, 'user live.com#bob@x.example in tenant T, by Azure CLI');
    check({ appid: 'c', oid: 'o' }, 'application c in tenant T, by Azure CLI');
    check({ oid: 'o' }, 'identity o in tenant T, by Azure CLI');
    check({ upn: 'a\u001b[31m\nb' }, 'user a [31m b in tenant T, by Azure CLI');
  });

  test('is missed loudly', () => {
    for (const token of ['', 'opaque', 'a.b.c', tokenWith({ aud: 'x' })]) {
      expect(() => identityIn(token, 'Azure CLI'), token).toThrow(AcrctlError);
    }
  });
});
