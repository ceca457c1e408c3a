import { describe, expect, it } from 'vitest';
import type { CheckResult } from '../../src/core/verify.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, BY_POLICIES, ID, keyOf, principalOf, withKey } from '../scenarios/keys.ts';
import { FOLLOWING, withFollowedKey } from '../scenarios/rotating.ts';
import { VERSION } from '../scenarios/stacks.ts';
import { rotateKey } from '../vault-team.ts';
import { NOW_MS, verified } from './verified.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

async function stack(what = withKey()): Promise<Lab> {
  const lab = openLab();
  await lab.converge(what);
  return lab;
}

async function ask(lab: Lab, what: string, laterMs = 0): Promise<readonly CheckResult[]> {
  const nowMs = NOW_MS + lab.timeline.nowMs() + laterMs;
  return (await verified(lab, what, undefined, { nowMs })).filter(({ name }) =>
    name.startsWith('encryption.'),
  );
}

const told = (checks: readonly CheckResult[]) =>
  checks.map(({ name, status, found }) => [name, status, found]);
const troubles = (checks: readonly CheckResult[]) =>
  checks
    .filter(({ status }) => status === 'failed' || status === 'warning')
    .map(({ name, status, found, advice, code }) => ({ name, status, found, advice, code }));

describe('verify, by the encryption of a registry', () => {
  it('proves status, access, version, age and end of the key after apply (3.13, 3.31, 3.46)', async () => {
    expect(told(await ask(await stack(), withKey()))).toEqual([
      ['encryption.status', 'passed', 'the registry is encrypted with the key of the file'],
      ['encryption.access', 'passed', 'the identity of the registry reaches its key'],
      ['encryption.keyVersion', 'passed', 'the registry uses the newest version of its key'],
      [
        'encryption.keyAge',
        'passed',
        'the version of the key is in use for 0 days, of 180 days by its policy',
      ],
      ['encryption.keyExpiry', 'passed', 'the key has no day on which it ends'],
    ]);
  });

  it('says nothing of a registry without a key of its owner', async () => {
    const lab = openLab();
    const what = withKey({ [AT.encryption]: null, [AT.vault]: null, keyVaults: null });
    await lab.converge(what);
    expect(await ask(lab, what)).toEqual([]);
  });

  it('lets a registry follow a new version for an hour, and no longer (3.13, 3.53)', async () => {
    const lab = await stack();
    await newVersion(lab);
    const before = keyOf(lab)['versionedKeyIdentifier'];
    expect(troubles(await ask(lab, withKey(), 20 * MINUTE_MS))).toEqual([
      {
        name: 'encryption.keyVersion',
        status: 'warning',
        code: 'ACR2510',
        found: 'the registry does not use the newest version of its key yet',
        advice: 'It takes it within an hour of when it was made, which was 20 minutes ago. Look again then.',
      },
    ]);
    expect(keyOf(lab)['versionedKeyIdentifier']).toBe(before);
    expect(troubles(await ask(lab, withKey(), 61 * MINUTE_MS))).toEqual([
      {
        name: 'encryption.keyVersion',
        status: 'failed',
        code: 'ACR2510',
        found: 'the registry does not follow its key: a newer version is there for more than an hour',
        advice: expect.stringContaining('\nacrctl rotate encryption contosoimages --adopt'),
      },
    ]);
  });

  it('warns of a version that is older than the policy of the key wants (3.12, 3.14)', async () => {
    const what = withKey({ [`${AT.key}.rotationPolicy`]: { rotateAfter: 'P90D' } });
    const lab = await stack(what);
    expect(troubles(await ask(lab, what, 90 * DAY_MS))).toEqual([]);
    expect(troubles(await ask(lab, what, 100 * DAY_MS))).toEqual([
      {
        name: 'encryption.keyAge',
        status: 'warning',
        code: 'ACR2510',
        found: 'the version of the key is in use for 100 days, and its policy wants a new one after 90 days',
        advice: expect.stringContaining('The vault did not rotate the key'),
      },
    ]);
  });

  it('warns of a key that ends soon, and fails once it has (3.27)', async () => {
    const what = withKey({ [`${AT.key}.expires`]: '2026-06-01' });
    const lab = await stack(what);
    expect(troubles(await ask(lab, what, 100 * DAY_MS))).toEqual([]);
    expect(troubles(await ask(lab, what, 140 * DAY_MS))).toMatchObject([
      {
        name: 'encryption.keyExpiry',
        status: 'warning',
        found: 'the newest version of the key ends in 10 days',
      },
    ]);
    expect(troubles(await ask(lab, what, 152 * DAY_MS))).toMatchObject([
      {
        name: 'encryption.keyExpiry',
        status: 'failed',
        found: 'the newest version of the key has ended',
        advice: expect.stringContaining('\nacrctl rotate encryption'),
      },
    ]);
  });

  it('fails by what the plan warns of: access that was taken away (3.23, 3.60)', async () => {
    const what = withKey(BY_POLICIES);
    const lab = await stack(what);
    await lab.request('PUT', `${ID.vault}/accessPolicies/remove`, VERSION.keyVault, {
      properties: {
        accessPolicies: [
          {
            tenantId: EMULATOR_TENANT,
            objectId: principalOf(lab, 'images-cmk'),
            permissions: { keys: ['get', 'wrapKey', 'unwrapKey'] },
          },
        ],
      },
    });
    expect(troubles(await ask(lab, what))).toEqual([
      {
        name: 'encryption.access',
        status: 'failed',
        code: 'ACR1335',
        found: expect.stringContaining(
          'The access of contosoimages to its key was taken away outside acrctl',
        ),
        advice: expect.stringContaining('acrctl apply gives it back'),
      },
    ]);
  });

  it('says how a vault that was deleted is recovered (3.67)', async () => {
    const lab = await stack();
    await lab.request('DELETE', ID.vault, VERSION.keyVault);
    const found = troubles(await ask(lab, withKey()));
    expect(found[0]).toEqual({
      name: 'encryption.access',
      status: 'failed',
      code: 'ACR2510',
      found: 'the key registry is not in its vault any more, or the vault is gone',
      advice: expect.stringContaining(
        '\naz keyvault recover --name kv-contosoimages\naz keyvault key recover',
      ),
    });
  });

  it('leaves what only the owner of a vault sees to its owner (3.31)', async () => {
    const lab = await withFollowedKey();
    await rotateKey(lab.emulator);
    const checks = await ask(lab, FOLLOWING);
    expect(told(checks).map(([name, status]) => [name, status])).toEqual([
      ['encryption.status', 'passed'],
      ['encryption.access', 'passed'],
      ['encryption.keyVersion', 'skipped'],
      ['encryption.keyAge', 'passed'],
      ['encryption.keyExpiry', 'skipped'],
    ]);
  });

  it('finds a registry that has no key, and one with another key than that of the file', async () => {
    const lab = openLab();
    await lab.converge(withKey({ [AT.encryption]: null }));
    expect(troubles(await ask(lab, withKey()))[0]).toMatchObject({
      name: 'encryption.status',
      found: 'the registry is not encrypted with a key of yours',
    });
    const other = withKey({
      [`${AT.vault}.keys.other`]: {},
      [`${AT.encryption}.key`]: 'kv-contosoimages/other',
    });
    expect(troubles(await ask(await stack(), other))[0]).toMatchObject({
      name: 'encryption.status',
      found: 'the registry is encrypted with another key than that of the file',
      advice: 'acrctl plan shows how it is brought to the key of the file.',
    });
  });
});

/** Somebody makes one at the vault. */
async function newVersion(lab: Lab): Promise<void> {
  const answer = await lab.emulator.handle({
    method: 'POST',
    url: 'https://kv-contosoimages.vault.azure.net/keys/registry/rotate?api-version=2025-07-01',
    headers: { authorization: 'Bearer somebody-else', 'content-type': 'application/json' },
  });
  if (answer.status !== 200) throw new Error(`The vault said ${answer.status}: ${answer.body}`);
}
