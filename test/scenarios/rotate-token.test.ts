import { describe, expect, it } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { listAt, textAt } from '../../src/core/path.ts';
import type { Transport } from '../../src/core/world.ts';
import { canariesOf, foundIn } from '../canaries.ts';
import { GROUP, type Lab } from '../lab.ts';
import { FILE, rotated, withTokens } from './rotating-tokens.ts';
import { inVault } from './secrets.ts';
import { ID, objectAt, planOf, VERSION } from './stacks.ts';

const SECRET = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images/secrets/build-machine`;
const TOKEN = `${ID.registry}/tokens/build-machine`;

const passwords = (lab: Lab) =>
  listAt(objectAt(lab, TOKEN), 'properties.credentials.passwords').map((each) => textAt(each, 'name'));

async function valueIn(lab: Lab): Promise<string> {
  const body = (await inVault(lab, 'secrets/build-machine')) as { body?: JsonObject } & JsonObject;
  return textAt(body, 'value') ?? textAt(body.body, 'value') ?? '';
}

async function codesOf(attempt: Promise<unknown>): Promise<readonly string[]> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof AcrctlError ? error.diagnostics.map(({ code }) => code) : [String(error)];
}

describe('a password of a token', () => {
  it('is drawn into a secret, by turns, and the one before stays valid (2.28)', async () => {
    const lab = await withTokens();
    const values: string[] = [];
    const { rotation, prospects } = await rotated(lab, { days: 90 }, { values });
    expect(rotation).toMatchObject({
      username: 'build-machine',
      password: 'password1',
      expires: expect.stringMatching(/^20\d\d-/),
      storedIn: 'secret',
      place: 'https://kv-images.vault.azure.net/secrets/build-machine',
    });
    expect(prospects).toMatchObject([{ passwords: [], password: 'password1' }]);
    expect(passwords(lab)).toEqual(['password1']);
    expect(objectAt(lab, SECRET)).toMatchObject({
      tags: { 'acrctl-token': 'contosoimages/build-machine', 'acrctl-token-password': 'password1' },
    });
    const turns = [];
    for (let turn = 0; turn < 3; turn += 1)
      turns.push((await rotated(lab, {}, { values })).rotation.password);
    expect(turns).toEqual(['password2', 'password1', 'password2']);
    expect(values).toHaveLength(4);
    expect(await planOf(lab, FILE)).toMatchObject({ changes: [], drift: [] });
  });

  it('is in the vault, and in no state, journal, event, plan or log (2.28)', async () => {
    const lab = await withTokens();
    const values: string[] = [];
    const { rotation, prospects } = await rotated(lab, {}, { values });
    await lab.converge(FILE);
    const plan = await planOf(lab, FILE);
    expect(await valueIn(lab)).toBe(values[0]);
    const texts = {
      ...lab.disk.texts(),
      events: JSON.stringify(lab.events),
      requests: JSON.stringify(lab.emulator.requests()),
      said: JSON.stringify({ rotation, prospects, plan }),
    };
    expect(foundIn(texts, canariesOf(...values))).toEqual([]);
  });

  it('that could not be stored leaves the secret as it works, and running again draws the same one (2.28)', async () => {
    const lab = await withTokens();
    const values: string[] = [];
    await rotated(lab, {}, { values });
    const refusing = (inner: Transport): Transport => ({
      send: async (request) =>
        request.method === 'PUT' && request.url.includes('/secrets/')
          ? {
              status: 403,
              headers: {},
              body: `{"error":{"code":"Forbidden","message":${JSON.stringify(request.body)}}}`,
            }
          : inner.send(request),
    });
    const failed = rotated(lab, {}, { values, run: { transport: refusing } });
    const error = await failed.catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      diagnostics: [{ code: 'ACR2419', detail: expect.stringContaining('password2 was drawn') }],
    });
    expect(
      foundIn({ error: JSON.stringify((error as AcrctlError).diagnostics) }, canariesOf(...values)),
    ).toEqual([]);
    expect(await valueIn(lab)).toBe(values[0]);
    expect((await rotated(lab, {}, { values })).rotation.password).toBe('password2');
    expect(await valueIn(lab)).toBe(values.at(-1));
  });

  it('is taken from the end of an operation where Azure draws it in one (2.28)', async () => {
    const lab = await withTokens();
    const values: string[] = [];
    const match = { method: 'POST', path: 'generateCredentials', nth: 'every' } as const;
    lab.emulator.setFaults([{ match, operation: { never: true } }]);
    const ended: string[] = [];
    const ending = (inner: Transport): Transport => ({
      send: async (request) => {
        const response = await inner.send(request);
        const url = response.status === 202 ? response.headers['location'] : undefined;
        if (url !== undefined && ended.length === 0) {
          ended.push(url);
          lab.emulator.endOperation(url);
        }
        return response;
      },
    });
    const { rotation } = await rotated(lab, {}, { values, run: { transport: ending } });
    expect([rotation.password, ended]).toEqual(['password1', [expect.stringContaining('/')]]);
    expect(await valueIn(lab)).toBe(values[0]);
  });

  it('is never drawn over one that may be in use, nor into what is not its own (2.28)', async () => {
    const lab = await withTokens();
    expect(await codesOf(rotated(lab, { name: 'contosoimages/build-machines' }))).toEqual(['ACR2414']);
    const secret = (reference: string) => ({ destination: { kind: 'secret', reference } as const });
    expect(await codesOf(rotated(lab, secret('kv-image/build-machine')))).toEqual(['ACR2415']);
    await rotated(lab);
    expect(await codesOf(rotated(lab, { password: 'password1' }))).toEqual(['ACR2418']);
    expect(await codesOf(rotated(lab, { name: 'contosoimages/other-machine' }))).toEqual(['ACR2416']);
    await rotated(lab);
    expect(await codesOf(rotated(lab, secret('kv-images/another')))).toEqual(['ACR2418']);
    expect(
      (await rotated(lab, { ...secret('kv-images/another'), password: 'password1' })).rotation,
    ).toMatchObject({
      password: 'password1',
    });
    await lab.request('DELETE', TOKEN, VERSION.registry);
    lab.emulator.advance(60_000);
    expect(await codesOf(rotated(lab))).toEqual(['ACR2417']);
  });
});
