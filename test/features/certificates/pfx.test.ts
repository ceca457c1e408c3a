import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readPem } from '../../../src/features/certificates/pem.ts';
import { readPfx } from '../../../src/features/certificates/pfx-read.ts';
import { pfxOf } from '../../../src/features/certificates/pfx-write.ts';
import { ecKey, issue, rsaKey } from '../../authorities.ts';

const HOST = 'images.contoso.com';
const root = issue({ name: 'Contoso Root', isAuthority: true });
const middle = issue({ name: 'Contoso Issuing', isAuthority: true, issuer: root });
const leaf = issue({ name: HOST, hosts: [HOST], issuer: middle });
const GOOD = leaf.keyPem + leaf.certificate + middle.certificate;

function good() {
  const { certificate } = readPem(GOOD);
  if (certificate === undefined) throw new TypeError('It has faults.');
  return certificate;
}

/** The same bytes for the same seed. */
function drawFrom(seed: number) {
  let drawn = 0;
  return (size: number) => createHash('sha256').update(`${seed}/${drawn++}`).digest().subarray(0, size);
}

function faultsOf(bytes: Uint8Array) {
  return readPfx(bytes).faults.map(({ code, problem }) => `${code} ${problem}`);
}

describe('PKCS#12', () => {
  it('holds what the PEM did, for any draw (0.8)', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { certificate } = readPfx(pfxOf(good(), drawFrom(seed)));
        expect(certificate?.chainFingerprint).toBe(good().chainFingerprint);
        expect(certificate?.key.equals(good().key)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('is other bytes each time, by what is drawn alone', () => {
    expect(pfxOf(good(), drawFrom(1)).equals(pfxOf(good(), drawFrom(1)))).toBe(true);
    expect(pfxOf(good(), drawFrom(1)).equals(pfxOf(good(), drawFrom(2)))).toBe(false);
  });

  it('can be served with by Node', () => {
    expect(createSecureContext({ pfx: pfxOf(good(), drawFrom(1)), passphrase: '' }).context).toBeDefined();
  });

  it('stays within what a gateway takes, with keys of 4096 bits and a chain of three', () => {
    const [first, second] = [rsaKey(4096), rsaKey(4096)];
    const top = issue({ name: 'Top', isAuthority: true, key: first });
    const between = issue({ name: 'Between', isAuthority: true, issuer: top, key: second });
    const below = issue({ name: HOST, hosts: [HOST], issuer: between, key: first });
    const { certificate } = readPem(below.keyPem + below.certificate + between.certificate + top.certificate);
    if (certificate === undefined) throw new TypeError('It has faults.');
    expect(pfxOf(certificate, drawFrom(1)).toString('base64').length).toBeLessThan(16 * 1024);
  });

  it('is told damaged, and never throws, whatever happens to its bytes', () => {
    const whole = pfxOf(good(), drawFrom(1));
    expect(faultsOf(whole.subarray(0, 500))).toEqual([expect.stringMatching(/^ACR1408 .* is damaged/)]);
    const place = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 3 }), (places) => {
        const bytes = Buffer.from(whole);
        for (const [at, by] of places) bytes[at] = (bytes[at] ?? 0) ^ by;
        const { certificate, faults } = readPfx(bytes);
        if (certificate === undefined) expect(faults.length).toBeGreaterThan(0);
        else expect(certificate.chainFingerprint).toBe(good().chainFingerprint);
      }),
      { numRuns: 100 },
    );
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;

describe.runIf(openssl)('PKCS#12 by OpenSSL, which nobody here wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-pfx-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: readonly string[]) => spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  const made = (text: string, ...args: readonly string[]) => {
    writeFileSync(join(folder, 'in.pem'), text);
    const all = ['pkcs12', '-export', '-in', 'in.pem', '-passout', 'pass:', '-out', 'out.pfx', ...args];
    execFileSync('openssl', all, { cwd: folder, stdio: 'pipe' });
    return readFileSync(join(folder, 'out.pfx'));
  };

  it('reads what is made: the key, each certificate, and which of them is that of the key', () => {
    writeFileSync(join(folder, 'made.pfx'), pfxOf(good(), drawFrom(1)));
    const { stdout, stderr, status } = run(
      'pkcs12',
      '-info',
      '-in',
      'made.pfx',
      '-passin',
      'pass:',
      '-noenc',
    );
    expect(status).toBe(0);
    expect(stderr).toContain('pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048');
    expect(stdout.match(/localKeyID/g)).toHaveLength(2);
    expect(readPem(stdout).certificate?.chainFingerprint).toBe(good().chainFingerprint);
  });

  it.each([
    ['its own way', []],
    ['the older way', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'SHA1']],
    ['AES with fewer bits', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC', '-macalg', 'SHA512']],
    ['nothing encrypted', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['a friendly name', ['-name', 'images']],
  ])('is read as it makes it, %s', (_, args) => {
    const { certificate, faults } = readPfx(made(GOOD, ...args));
    expect(faults).toEqual([]);
    expect(certificate?.chainFingerprint).toBe(good().chainFingerprint);
    expect(certificate?.key.equals(good().key)).toBe(true);
  });

  it('is refused by what is wrong in it, as a PEM file is (0.8, 0.9)', () => {
    const locked = ['-passout', 'pass:secret'];
    expect(faultsOf(made(GOOD, ...locked))).toEqual([expect.stringMatching(/^ACR1408 .* has a password/)]);
    expect(faultsOf(made(GOOD, '-nomac'))).toEqual([expect.stringMatching(/^ACR1408 .* has no seal/)]);
    expect(faultsOf(made(leaf.keyPem + leaf.certificate))).toEqual([
      'ACR1411 "images.contoso.com" is signed by "Contoso Issuing", whose certificate is missing: clients that do not have it refuse the connection.',
    ]);
    const weak = issue({ name: HOST, hosts: [HOST], key: ecKey() });
    expect(faultsOf(made(weak.keyPem + weak.certificate))).toEqual([
      'ACR1407 The private key is EC, not RSA.',
    ]);
    expect(faultsOf(made(GOOD, '-nokeys'))).toEqual(['ACR1404 The file holds no private key.']);
    expect(faultsOf(made(GOOD, '-nocerts'))).toEqual(['ACR1409 The file holds no certificate.']);
  });
});
