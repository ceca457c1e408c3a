import { describe, expect, it } from 'vitest';
import type { AcrctlError } from '../../src/core/errors.ts';
import { openLab, type RunOptions } from '../lab.ts';
import { rotated } from './rotating-certificates.ts';
import {
  AT,
  bundled,
  certificateIn,
  inVault,
  pemFor,
  SECRET,
  valueIn,
  versionsOf,
  withCertificate,
} from './secrets.ts';
import { changeAt, type Edits, objectAt, planOf, sent } from './stacks.ts';

const HOST = 'images.contoso.com';
const FIRST = pemFor(HOST);
const SECOND = pemFor(HOST);
const BESIDE: RunOptions = { beside: { 'tls/images.pem': FIRST } };
const RENEWED: RunOptions = { beside: { 'tls/images.pem': SECOND } };
const SELF_SIGNED: Edits = { [AT.images]: { source: 'selfSigned', hosts: [HOST], format: 'pem' } };

/** Why it was refused. */
async function refusalOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (error: AcrctlError) => error,
  );
  return error?.diagnostics[0];
}

describe('a certificate of a file', () => {
  it('is sent where the file holds a renewed one, and nothing else of the file is (0.35)', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const before = certificateIn(FIRST).fingerprint;
    const more = withCertificate({ 'keyVaults.kv-images.tags': { team: 'images' }, 'identities.other': {} });
    const { rotation } = await rotated(lab, more, RENEWED);
    expect(rotation).toEqual({
      address: AT.images,
      secretUri: 'https://kv-images.vault.azure.net/secrets/images',
      source: 'pemFile',
      format: 'pem',
      before,
      fingerprint: certificateIn(SECOND).fingerprint,
    });
    expect([await versionsOf(lab), await valueIn(lab)]).toEqual([2, bundled(SECOND)]);
    expect(await planOf(lab, withCertificate(), RENEWED)).toMatchObject({ drift: [] });
    expect(changeAt(await planOf(lab, more, RENEWED), 'identities.other')).toMatchObject({
      actions: ['create'],
    });
  });

  it('is not sent where the file still holds that of the vault, and it says when that ends (0.35)', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const writes = sent(lab).length;
    const refusal = await refusalOf(rotated(lab, withCertificate(), BESIDE));
    expect(refusal).toMatchObject({ code: 'ACR1422', address: AT.images, requirements: ['0.35'] });
    expect(refusal?.detail).toMatch(
      new RegExp(
        `images.contoso.com, SHA-256 ${certificateIn(FIRST).fingerprint}, .* 2046-01-01, in \\d+ days`,
      ),
    );
    expect(sent(lab)).toHaveLength(writes);
  });

  it('is announced and shown before anything is sent, and not sent without consent', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const shown: unknown[] = [];
    const { applied, rotation } = await rotated(lab, withCertificate(), RENEWED, {
      announce: ({ step }) => shown.push(step.kind, step.before),
      approve: async (plan) => {
        shown.push(plan.changes.map(({ address, sensitive }) => [address, sensitive]));
        return false;
      },
    });
    expect(shown).toEqual([
      'send',
      certificateIn(FIRST).fingerprint,
      expect.arrayContaining([[AT.images, ['properties.value']]]),
    ]);
    expect([applied.kind, rotation, await versionsOf(lab)]).toEqual(['declined', undefined, 1]);
  });

  it('that is not in its vault yet is for apply, and an unknown one is asked back', async () => {
    const lab = openLab();
    expect(await refusalOf(rotated(lab, withCertificate(), BESIDE))).toMatchObject({ code: 'ACR2082' });
    expect(
      await refusalOf(rotated(lab, withCertificate(), BESIDE, { name: 'kv-images/image' })),
    ).toMatchObject({
      code: 'ACR2071',
      hint: 'Did you mean kv-images/images?',
    });
    expect(sent(lab)).toEqual([]);
  });
});

describe('a certificate that signs itself', () => {
  it('is drawn again where that is asked for, at no other time, and each time (0.10, 0.35)', async () => {
    const lab = openLab();
    const file = withCertificate(SELF_SIGNED);
    await lab.converge(file);
    const first = certificateIn(await valueIn(lab)).fingerprint;
    const { rotation } = await rotated(lab, file);
    const second = certificateIn(await valueIn(lab)).fingerprint;
    expect(rotation).toMatchObject({ source: 'selfSigned', before: first, fingerprint: second });
    expect(second).not.toBe(first);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
    await rotated(lab, file, {}, { laterMs: 1_000 });
    expect([await versionsOf(lab), certificateIn(await valueIn(lab)).hosts]).toEqual([3, [HOST]]);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
  });

  it('leaves no trace of that once it gives way to one of a file', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(SELF_SIGNED));
    await rotated(lab, withCertificate(SELF_SIGNED));
    expect(objectAt(lab, SECRET)).toMatchObject({ tags: { 'acrctl-certificate-asked': expect.any(String) } });
    await lab.converge(withCertificate(), BESIDE);
    const { tags } = objectAt(lab, SECRET) as { tags: Record<string, string> };
    expect(Object.keys(tags).filter((name) => /asked|made|hosts/.test(name))).toEqual([]);
    expect(await planOf(lab, withCertificate(), BESIDE)).toMatchObject({ changes: [], drift: [] });
  });
});

describe('a certificate of others', () => {
  it('is theirs to renew, by its name or by the version that the entry names (0.34, 0.38)', async () => {
    const lab = openLab();
    await lab.converge(withCertificate({ [AT.certificates]: null }));
    await inVault(lab, 'secrets/images', 'PUT', { value: 'theirs' });
    const existing = await refusalOf(rotated(lab, withCertificate({ [AT.images]: { existing: true } })));
    expect(existing).toMatchObject({ code: 'ACR1421' });
    expect(existing?.detail).toContain('takes a new version by itself');
    const version = '0123456789abcdef0123456789abcdef';
    const pinned = await refusalOf(
      rotated(lab, withCertificate({ [AT.images]: { existing: true, version } })),
    );
    expect(pinned?.detail).toContain('The entry names a version: write the new one there');
  });
});
