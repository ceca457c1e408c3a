import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RotateCertificateDocument } from '../../src/cli/documents.ts';
import { pfxOf } from '../../src/features/certificates/pfx-write.ts';
import { AT, certificateIn, pemFor, withCertificate } from '../scenarios/secrets.ts';
import { acrctl, checkReadable, emptyFolder, type Run } from './acrctl.ts';

const HOST = 'images.contoso.com';
const ROTATE = ['rotate', 'certificate', 'kv-images/images', '--emulator'] as const;

const flat = ({ stdout, stderr }: Run) => (stdout + stderr).replace(/\s+/g, ' ');

function folderWith(content: string | Uint8Array, file = withCertificate()) {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'tls'));
  const put = (text: string | Uint8Array) => writeFileSync(join(folder, 'tls/images.pem'), text);
  put(content);
  writeFileSync(join(folder, 'acrctl.yaml'), file);
  const run = (...args: readonly string[]): Run => {
    const done = acrctl(folder, args);
    if (!args.includes('--json')) checkReadable(done);
    return done;
  };
  return { put, run };
}

describe('acrctl rotate certificate', () => {
  it('says what the file still holds, asks before it sends a renewed one, and says what follows (0.35 to 0.39)', () => {
    const [first, second] = [pemFor(HOST), pemFor(HOST)];
    const { put, run } = folderWith(first);
    expect(run('apply', '--auto-approve', '--emulator').exit).toBe(0);
    const same = run(...ROTATE, '--auto-approve');
    expect([same.exit, same.stderr]).toEqual([1, expect.stringContaining('ACR1422')]);
    expect(flat(same)).toContain(certificateIn(first).fingerprint);
    put(second);
    const asked = run(...ROTATE);
    expect([asked.exit, asked.stderr]).toEqual([1, expect.stringContaining('ACR2115')]);
    expect(flat(asked)).toMatch(
      new RegExp(
        `in vault SHA-256 ${certificateIn(first).fingerprint} new SHA-256 ${certificateIn(second).fingerprint}`,
      ),
    );
    const done = run(...ROTATE, '--auto-approve');
    expect([done.exit, done.stderr]).toEqual([0, '']);
    expect(flat(done)).toMatch(
      /new version of https:\/\/kv-images.vault.azure.net\/secrets\/images: .* within a short time.* up to 15 minutes .* stay valid .* with a version stays at that: open a ticket/,
    );
    expect(run('plan', '--detailed-exitcode', '--emulator').exit).toBe(0);
  });

  it('draws another pair of its own, each time (0.10)', () => {
    const { run } = folderWith(
      '',
      withCertificate({ [AT.images]: { source: 'selfSigned', hosts: [HOST], format: 'pfx' } }),
    );
    expect(run('apply', '--auto-approve', '--emulator').exit).toBe(0);
    const rotated = () => {
      const { exit, stdout } = run(...ROTATE, '--auto-approve', '--json');
      expect(exit).toBe(0);
      return JSON.parse(stdout) as RotateCertificateDocument;
    };
    const [first, second] = [rotated(), rotated()];
    expect(first).toMatchObject({ stack: 'images-prod', source: 'selfSigned', format: 'pfx' });
    expect([second.before, second.fingerprint === first.fingerprint]).toEqual([first.fingerprint, false]);
    expect(flat(run(...ROTATE, '--auto-approve'))).toMatch(
      /every 4 hours.* told to trust the old certificate/,
    );
    expect(run('plan', '--detailed-exitcode', '--emulator').exit).toBe(0);
  });

  it('is sent from PKCS#12 too, which says what is wrong in it as PEM does (0.8)', () => {
    const [first, second] = [pemFor(HOST), pemFor(HOST)].map((pem) =>
      pfxOf(certificateIn(pem), (size) => new Uint8Array(size)),
    );
    const { put, run } = folderWith(first ?? '', withCertificate({ [`${AT.images}.source`]: 'pfxFile' }));
    expect(run('apply', '--auto-approve', '--emulator').exit).toBe(0);
    put(second ?? '');
    const { exit, stdout } = run(...ROTATE, '--auto-approve', '--json');
    expect([exit, JSON.parse(stdout)]).toMatchObject([0, { source: 'pfxFile', format: 'pem' }]);
    put(second?.subarray(0, 700) ?? '');
    const faulty = run('validate');
    expect([faulty.exit, flat(faulty)]).toEqual([3, expect.stringContaining('The PKCS#12 file is damaged')]);
  });

  it('says every fault of a file at once, each with its line (0.8, 0.9, T2)', () => {
    const pem = pemFor(HOST).replace('-----BEGIN PRIVATE', '---BEGIN PRIVATE');
    const { run } = folderWith(`${pem}${pemFor('other.contoso.com')}`);
    const { exit, stderr } = run('validate');
    expect(exit).toBe(3);
    const said = stderr.replace(/\s+/g, ' ');
    for (const code of ['ACR1402', 'ACR1405', 'ACR1414']) expect(said).toContain(code);
    expect(said).toMatch(/"tls\/images.pem", line 1: The BEGIN line is malformed/);
  });
});
