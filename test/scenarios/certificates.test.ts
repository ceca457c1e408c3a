import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPfx } from '../../src/features/certificates/pfx-read.ts';
import { pfxOf } from '../../src/features/certificates/pfx-write.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import {
  AT,
  bundled,
  certificateIn,
  inVault,
  pemFor,
  SECRET,
  VAULT,
  valueIn,
  versionsOf,
  withCertificate,
} from './secrets.ts';
import { changeAt, type Edits, objectAt, planOf, sent, VERSION } from './stacks.ts';

const HOST = 'images.contoso.com';
const FIRST = pemFor(HOST);
const SECOND = pemFor(HOST);
const BESIDE: RunOptions = { beside: { 'tls/images.pem': FIRST } };
const RENEWED: RunOptions = { beside: { 'tls/images.pem': SECOND } };
const SELF_SIGNED: Edits = { [AT.images]: { source: 'selfSigned', hosts: [HOST], format: 'pem' } };

async function expectEmpty(lab: Lab, text: string, run: RunOptions = BESIDE): Promise<void> {
  expect(await planOf(lab, text, run)).toMatchObject({ changes: [], drift: [] });
}

describe('a certificate of a file', () => {
  it('is put into its vault as a secret, through Azure Resource Manager (0.8, 0.14, 0.28)', async () => {
    const lab = openLab();
    const plan = await planOf(lab, withCertificate(), BESIDE);
    const { fingerprint, chainFingerprint } = certificateIn(FIRST);
    expect(plan.outputs[AT.images]).toEqual({
      secretUri: { value: 'https://kv-images.vault.azure.net/secrets/images' },
    });
    expect(changeAt(plan, AT.images)).toMatchObject({
      actions: ['create'],
      sensitive: ['properties.value'],
      after: {
        properties: { contentType: 'application/x-pem-file' },
        tags: { 'acrctl-certificate': fingerprint, 'acrctl-certificate-chain': chainFingerprint },
      },
    });
    await lab.converge(withCertificate(), BESIDE);
    expect(sent(lab)).toEqual(['PUT rg-images', 'PUT kv-images', 'PUT images']);
    expect(await valueIn(lab)).toBe(bundled(FIRST));
    expect(objectAt(lab, SECRET)).toMatchObject({
      tags: { 'acrctl-stack': 'images-prod', 'acrctl-address': AT.images },
    });
    await expectEmpty(lab, withCertificate());
  });

  it('that changed in the file is a new version, and an equal one none, however it is written', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const rewritten = `A note.\r\n${FIRST.replaceAll('\n', '\r\n')}`;
    await expectEmpty(lab, withCertificate(), { beside: { 'tls/images.pem': rewritten } });
    const plan = await planOf(lab, withCertificate(), RENEWED);
    expect(changeAt(plan, AT.images)).toMatchObject({
      actions: ['update'],
      paths: ['tags.acrctl-certificate', 'tags.acrctl-certificate-chain'],
      sensitive: ['properties.value'],
      impact: [expect.stringContaining('15 minutes')],
    });
    await lab.converge(withCertificate(), RENEWED);
    expect([await versionsOf(lab), await valueIn(lab)]).toEqual([2, bundled(SECOND)]);
    await expectEmpty(lab, withCertificate(), RENEWED);
  });

  it('is a new version also where only its chain changed (0.9)', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const withoutRoot = FIRST.slice(0, FIRST.lastIndexOf('-----BEGIN'));
    const run = { beside: { 'tls/images.pem': withoutRoot } };
    expect(changeAt(await planOf(lab, withCertificate(), run), AT.images)?.paths).toEqual([
      'tags.acrctl-certificate-chain',
    ]);
    await lab.converge(withCertificate(), run);
    expect(await valueIn(lab)).toBe(bundled(withoutRoot));
  });

  it('becomes PKCS#12 where a front needs it', async () => {
    const lab = openLab();
    const file = withCertificate({ [`${AT.images}.format`]: 'pfx' });
    await lab.converge(file, BESIDE);
    expect(objectAt(lab, SECRET)).toMatchObject({ properties: { contentType: 'application/x-pkcs12' } });
    const { certificate } = readPfx(Buffer.from(await valueIn(lab), 'base64'));
    expect(certificate?.fingerprint).toBe(certificateIn(FIRST).fingerprint);
    await expectEmpty(lab, file);
    await lab.converge(withCertificate(), BESIDE);
    expect(await valueIn(lab)).toBe(bundled(FIRST));
  });

  it('may be PKCS#12, for either format, and is the same certificate then (0.8)', async () => {
    const lab = openLab();
    const pfx = pfxOf(certificateIn(FIRST), (size) => new Uint8Array(size));
    const given: RunOptions = { beside: { 'tls/images.pem': FIRST, 'tls/images.pfx': pfx } };
    await lab.converge(withCertificate(), given);
    const file = { [`${AT.images}.source`]: 'pfxFile', [`${AT.images}.file`]: 'tls/images.pfx' };
    await expectEmpty(lab, withCertificate(file), given);
    await lab.converge(withCertificate({ ...file, [`${AT.images}.format`]: 'pfx' }), given);
    const { certificate } = readPfx(Buffer.from(await valueIn(lab), 'base64'));
    expect(certificate?.chainFingerprint).toBe(certificateIn(FIRST).chainFingerprint);
  });

  it('that somebody replaced in the vault is put back, and tags of others stay (I-19)', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    await inVault(lab, 'secrets/images', 'PUT', { value: 'theirs', tags: { team: 'images' } });
    const plan = await planOf(lab, withCertificate(), BESIDE);
    expect(plan.drift).toMatchObject([{ address: AT.images, kind: 'changed' }]);
    await lab.converge(withCertificate(), BESIDE);
    expect(await valueIn(lab)).toBe(bundled(FIRST));
    expect(objectAt(lab, SECRET)).toMatchObject({ tags: { team: 'images' } });
  });

  it('is not sent again where only the mark is gone', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const { tags } = objectAt(lab, SECRET) as { tags: Record<string, string> };
    const { 'acrctl-address': _, 'acrctl-stack': __, ...rest } = tags;
    await lab.request('PATCH', SECRET, VERSION.keyVault, { tags: { ...rest, team: 'images' } });
    expect(changeAt(await planOf(lab, withCertificate(), BESIDE), AT.images)?.sensitive).toEqual([]);
    await lab.converge(withCertificate(), BESIDE);
    expect([sent(lab).at(-1), await versionsOf(lab)]).toEqual(['PATCH images', 1]);
    await expectEmpty(lab, withCertificate());
  });

  it('of others is taken over only where the file says so', async () => {
    const lab = openLab();
    await lab.converge(withCertificate({ [AT.certificates]: null }));
    await inVault(lab, 'secrets/images', 'PUT', { value: 'theirs' });
    expect(changeAt(await planOf(lab, withCertificate(), BESIDE), AT.images)?.blocked?.code).toBe('ACR1301');
    await lab.converge(withCertificate({ [`${AT.images}.adopt`]: true }), BESIDE);
    expect([await versionsOf(lab), await valueIn(lab)]).toEqual([2, bundled(FIRST)]);
  });

  it('that leaves the file stays in its vault, and the plan says so', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const without = withCertificate({ [AT.certificates]: null });
    expect(changeAt(await planOf(lab, without), AT.images)).toMatchObject({
      actions: ['no-op'],
      reason: 'stays',
    });
    await lab.converge(without);
    expect(await valueIn(lab)).toBe(bundled(FIRST));
  });

  it('comes back with its vault', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    await lab.request('DELETE', VAULT, VERSION.keyVault);
    await lab.converge(withCertificate({ 'keyVaults.kv-images.recover': true }), BESIDE);
    expect([await versionsOf(lab), await valueIn(lab)]).toEqual([1, bundled(FIRST)]);
    await expectEmpty(lab, withCertificate());
    await lab.request('DELETE', VAULT, VERSION.keyVault);
    await lab.converge(withCertificate({ 'keyVaults.kv-images.recover': true }), RENEWED);
    expect([await versionsOf(lab), await valueIn(lab)]).toEqual([2, bundled(SECOND)]);
    await expectEmpty(lab, withCertificate(), RENEWED);
  });

  it('comes back with its vault that acrctl deleted, where the file says that it may be taken over', async () => {
    const back = { 'keyVaults.kv-images.recover': true };
    const taken = withCertificate({ ...back, [`${AT.images}.adopt`]: true });
    for (const [beside, versions] of [
      [BESIDE, 1],
      [RENEWED, 2],
    ] as const) {
      const lab = openLab();
      await lab.converge(withCertificate(), BESIDE);
      await lab.converge(withCertificate({ keyVaults: null }), {
        options: { allowDestroy: ['keyVaults.kv-images'] },
      });
      await lab.converge(taken, beside);
      expect(await versionsOf(lab)).toBe(versions);
      await expectEmpty(lab, taken, beside);
    }
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    await lab.converge(withCertificate({ keyVaults: null }), {
      options: { allowDestroy: ['keyVaults.kv-images'] },
    });
    const unsaid = await lab.apply(withCertificate(back), BESIDE);
    expect(unsaid.kind === 'applied' && unsaid.outcome.failed).toMatchObject([
      { step: `${AT.images}/write`, failure: { code: 'ACR2013' } },
    ]);
  });
});

describe('a secret is deleted by nobody but its vault, so that', () => {
  it('another name is another secret, and the old one stays (0.28)', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const renamed = withCertificate({ [`${AT.images}.name`]: 'registry' });
    const plan = await planOf(lab, renamed, BESIDE);
    expect(changeAt(plan, AT.images)).toMatchObject({ actions: ['create'], reason: 'id-changed' });
    expect(plan.drift).toEqual([]);
    lab.emulator.clearRequests();
    await lab.converge(renamed, BESIDE);
    expect(sent(lab)).toEqual(['PUT registry']);
    await expectEmpty(lab, renamed);
    expect(await valueIn(lab)).toBe(bundled(FIRST));
  });

  it('it follows its vault to another name, and what stood in the old one goes with that', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    const renamed = withCertificate({ 'keyVaults.kv-images.name': 'kv-registry' });
    lab.emulator.clearRequests();
    const options = { allowDestroy: ['keyVaults.kv-images'] };
    await lab.converge(renamed, { ...BESIDE, options });
    expect(sent(lab)).toEqual(['DELETE kv-images', 'PUT kv-registry', 'PUT images']);
    await expectEmpty(lab, renamed);
  });

  it('--replace is refused, and says why', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(), BESIDE);
    await expect(
      planOf(lab, withCertificate(), { ...BESIDE, options: { replace: [AT.images] } }),
    ).rejects.toMatchObject({
      diagnostics: [{ code: 'ACR2063', detail: expect.stringContaining('only together with what holds it') }],
    });
  });
});

describe('a certificate that signs itself', () => {
  it('is made with the secret, and not again by itself (0.10)', async () => {
    const lab = openLab();
    const file = withCertificate(SELF_SIGNED);
    await lab.converge(file);
    const value = await valueIn(lab);
    const certificate = certificateIn(value);
    expect([certificate.hosts, certificate.isSelfSigned]).toEqual([[HOST], true]);
    expect(objectAt(lab, SECRET)).toMatchObject({
      tags: { 'acrctl-certificate-hosts': HOST, 'acrctl-certificate-made': certificate.fingerprint },
    });
    lab.emulator.advance(400 * 86_400_000);
    await expectEmpty(lab, file);
    await expectEmpty(lab, withCertificate({ ...SELF_SIGNED, [`${AT.images}.days`]: 30 }));
    expect(await valueIn(lab)).toBe(value);
  });

  it('is another one for other hosts, and gives way to one of a file', async () => {
    const lab = openLab();
    await lab.converge(withCertificate(SELF_SIGNED));
    const hosts = [HOST, 'trial.contoso.com'];
    await lab.converge(withCertificate({ ...SELF_SIGNED, [`${AT.images}.hosts`]: hosts }));
    const made = certificateIn(await valueIn(lab));
    expect([await versionsOf(lab), made.hosts]).toEqual([2, hosts]);
    expect(objectAt(lab, SECRET)).toMatchObject({ tags: { 'acrctl-certificate-made': made.fingerprint } });
    await lab.converge(withCertificate(), BESIDE);
    const { tags } = objectAt(lab, SECRET) as { tags: Record<string, string> };
    expect(Object.keys(tags).sort()).toEqual([
      'acrctl-address',
      'acrctl-certificate',
      'acrctl-certificate-chain',
      'acrctl-stack',
    ]);
    await expectEmpty(lab, withCertificate());
    await lab.converge(withCertificate(SELF_SIGNED));
    expect(new X509Certificate(await valueIn(lab)).subject).toBe(`CN=${HOST}`);
    await expectEmpty(lab, withCertificate(SELF_SIGNED));
  });
});

describe('a secret that is there', () => {
  const existing = (more: Edits[string] = {}) =>
    withCertificate({ [AT.images]: { existing: true, ...(more as object) } });

  async function labWithSecret(contentType = 'application/x-pem-file'): Promise<Lab> {
    const lab = openLab();
    await lab.converge(withCertificate({ [AT.certificates]: null }));
    await inVault(lab, 'secrets/images', 'PUT', { value: 'theirs', contentType });
    return lab;
  }

  it('is read, and named without its version or with one, which is told (0.34, 0.38)', async () => {
    const lab = await labWithSecret();
    expect(await planOf(lab, existing({ format: 'pem' }))).toMatchObject({
      changes: [],
      diagnostics: [],
      outputs: { [AT.images]: { secretUri: { value: 'https://kv-images.vault.azure.net/secrets/images' } } },
    });
    const version = 'ABCDEF0123456789ABCDEF0123456789';
    const plan = await planOf(lab, existing({ version }));
    expect(plan.outputs[AT.images]).toEqual({
      secretUri: { value: `https://kv-images.vault.azure.net/secrets/images/${version.toLowerCase()}` },
    });
    expect(plan.diagnostics).toMatchObject([{ code: 'ACR1345', severity: 'warning', address: AT.images }]);
  });

  it('has to be there, in the format that is expected, and enabled (0.29)', async () => {
    const lab = await labWithSecret('application/x-pkcs12');
    const codes = async (text: string) => (await planOf(lab, text)).diagnostics.map(({ code }) => code);
    expect(await codes(existing())).toEqual([]);
    expect(await codes(existing({ format: 'pem' }))).toEqual(['ACR1343']);
    await inVault(lab, 'secrets/images/', 'PATCH', { attributes: { enabled: false } });
    expect(await codes(existing())).toEqual(['ACR1344']);
    const { diagnostics } = await planOf(lab, existing({ name: 'none' }));
    expect(diagnostics).toMatchObject([
      {
        code: 'ACR1307',
        hint: expect.stringContaining('az keyvault secret recover --vault-name kv-images --name none'),
      },
    ]);
  });
});
