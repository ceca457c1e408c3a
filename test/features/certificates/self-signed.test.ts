import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { covers } from '../../../src/features/certificates/covers.ts';
import { bundleOf, readPem } from '../../../src/features/certificates/pem.ts';
import { readPfx } from '../../../src/features/certificates/pfx-read.ts';
import { pfxOf } from '../../../src/features/certificates/pfx-write.ts';
import { SELF_SIGNED_BITS, selfSigned } from '../../../src/features/certificates/self-signed.ts';
import { validity } from '../../../src/features/certificates/validity.ts';
import { rsaKey } from '../../authorities.ts';

const key = rsaKey(SELF_SIGNED_BITS);
const nowMs = Date.parse('2030-05-01T10:00:00.500Z');
const drawn = new Uint8Array(16).fill(0xff);

function make(hosts: readonly [string, ...string[]], atMs = nowMs) {
  return selfSigned({ hosts, days: 365 }, { key, nowMs: atMs, drawn });
}

describe('a certificate for trials', () => {
  const made = make(['images.contoso.com', '*.data.contoso.com']);

  it('has 4096 bits, the first host as its common name, and all of them as its names (0.10)', () => {
    expect(made.keyBits).toBe(4096);
    expect(made.leaf.subject).toBe('CN=images.contoso.com');
    expect(made.hosts).toEqual(['images.contoso.com', '*.data.contoso.com']);
    expect(covers(made, 'europe.data.contoso.com')).toBe(true);
  });

  it('holds for as many days as are asked for, from an hour ago (0.10)', () => {
    expect(validity(made, nowMs)).toMatchObject({ state: 'valid', days: 364 });
    expect(new Date(made.leaf.notAfter).toISOString()).toBe('2031-05-01T10:00:00.000Z');
    expect(validity(made, nowMs - 3_599_000).state).toBe('valid');
    expect(validity(made, nowMs - 3_601_000).state).toBe('not yet');
  });

  it('is what a file with it would be read as, in either form (0.10, 0.11)', () => {
    expect(readPem(bundleOf(made)).certificate).toMatchObject({
      fingerprint: made.fingerprint,
      isSelfSigned: true,
      chain: [],
    });
    expect(readPfx(pfxOf(made, (size) => new Uint8Array(size))).certificate?.fingerprint).toBe(
      made.fingerprint,
    );
  });

  it('leaves a host that is too long to its names', () => {
    const long = `${'a'.repeat(63)}.contoso.com`;
    expect(make([long, 'short.contoso.com'])).toMatchObject({
      hosts: [long, 'short.contoso.com'],
      leaf: { subject: 'CN=short.contoso.com' },
    });
    expect(make([long]).leaf.subject).toBe('CN=acrctl');
  });

  it('is taken over TLS by a client that was given it, for its own names alone', async () => {
    const server = createServer({
      key: key.export({ type: 'pkcs8', format: 'pem' }),
      cert: current.leaf.x509.toString(),
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const ask = (servername: string, ca?: string) =>
      new Promise<string>((done) => {
        const socket: TLSSocket = connect(
          { port, host: '127.0.0.1', servername, ca: ca === undefined ? [] : [ca] },
          () => {
            socket.end();
            done('taken');
          },
        );
        socket.on('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
      });
    const ca = current.leaf.x509.toString();
    expect(await ask('images.contoso.com', ca)).toBe('taken');
    expect(await ask('other.contoso.com', ca)).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect(await ask('images.contoso.com')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    await new Promise((done) => server.close(done));
  });
});

/** TLS has a clock of its own. */
const current = make(['images.contoso.com'], Date.now());

describe.runIf(spawnSync('openssl', ['version']).status === 0)('a certificate for trials, by OpenSSL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-self-signed-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is whole, and strictly what X.509 asks for (0.10)', () => {
    writeFileSync(join(folder, 'made.pem'), bundleOf(current));
    const verify = [
      'verify',
      '-x509_strict',
      '-purpose',
      'sslserver',
      '-verify_hostname',
      'images.contoso.com',
    ];
    const all = [...verify, '-CAfile', 'made.pem', 'made.pem'];
    const { stdout, stderr } = spawnSync('openssl', all, { cwd: folder, encoding: 'utf8' });
    expect(`${stdout}${stderr}`.trim()).toBe('made.pem: OK');
  });
});
