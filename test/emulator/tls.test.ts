import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import { GeneralName } from '@peculiar/asn1-x509';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepAuthority } from '../../src/emulator/authority-files.ts';
import {
  type Authority,
  createAuthority,
  isBoundToThisMachine,
  issueServerIdentity,
  pemOfKey,
  type ServerIdentity,
} from '../../src/emulator/certificates.ts';

const NOW = Date.now();
const DAY_MS = 86_400_000;
const YEARS_AHEAD = NOW + 3650 * DAY_MS;

/** What a client that trusts `ca` says of the server when it asks for `host`: `trusted`, or the words of its refusal. */
async function verdict(ca: string, identity: ServerIdentity, host: string): Promise<string> {
  const server = createServer({ ...identity });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const servername = /^[\d.:]+$/.test(host) ? '' : host;
  const outcome = await new Promise<string>((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', servername, ca, checkServerIdentity: () => undefined });
    socket.once('secureConnect', () => resolve('trusted'));
    socket.once('error', ({ message }) => resolve(message));
    socket.once('secureConnect', () => socket.destroy());
  });
  await new Promise((resolve) => server.close(resolve));
  return outcome;
}

describe('the authority of an emulator', () => {
  it('is trusted for this machine, by those who were told to', async () => {
    const authority = createAuthority(NOW);
    const identity = issueServerIdentity(authority, NOW, YEARS_AHEAD);
    expect(await verdict(authority.certificate, identity, 'localhost')).toBe('trusted');
    expect(await verdict(createAuthority(NOW).certificate, identity, 'localhost')).toContain(
      'unable to verify the first certificate',
    );
    const shown = new X509Certificate(identity.cert);
    expect(['localhost', 'example.com'].map((name) => shown.checkHost(name))).toEqual([
      'localhost',
      undefined,
    ]);
    expect(['127.0.0.1', '::1', '10.0.0.1'].map((ip) => shown.checkIP(ip))).toEqual([
      '127.0.0.1',
      '::1',
      undefined,
    ]);
  });

  // Whoever steals its key must not be able to play Azure to those who trust it.
  it.each([
    ['another host', new GeneralName({ dNSName: 'management.azure.com' })],
    ['a host that only ends alike', new GeneralName({ dNSName: 'notlocalhost' })],
    ['an address of a network', new GeneralName({ iPAddress: '10.0.0.1' })],
    ['an address of version 6', new GeneralName({ iPAddress: 'fe80::1' })],
  ])('is refused by clients for %s, whatever it signs', async (_what, name) => {
    const authority = createAuthority(NOW);
    const stolen = issueServerIdentity(authority, NOW, YEARS_AHEAD, [name]);
    expect(await verdict(authority.certificate, stolen, 'localhost')).toBe('permitted subtree violation');
  });

  it('makes no other authority', async () => {
    const authority = createAuthority(NOW);
    const identity = issueServerIdentity(authority, NOW, YEARS_AHEAD);
    expect(new X509Certificate(authority.certificate).ca).toBe(true);
    expect(new X509Certificate(identity.cert).ca).toBe(false);
    expect(isBoundToThisMachine(authority.certificate)).toBe(true);
    expect(isBoundToThisMachine(identity.cert)).toBe(false);
  });

  it('ends after two years, its servers after thirteen months or with it', () => {
    const daysOf = (pem: string) => Math.round((Date.parse(new X509Certificate(pem).validTo) - NOW) / DAY_MS);
    const authority = createAuthority(NOW);
    expect(daysOf(authority.certificate)).toBe(730);
    expect(daysOf(issueServerIdentity(authority, NOW, YEARS_AHEAD).cert)).toBe(397);
    expect(daysOf(issueServerIdentity(authority, NOW, NOW + 5 * DAY_MS).cert)).toBe(5);
  });
});

describe('the authority in a directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'acrctl-tls-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const certificateFile = () => join(directory, 'tls', 'ca.pem');
  const keyFile = () => join(directory, 'tls', 'ca-key.pem');
  const keep = (nowMs = NOW) => keepAuthority(directory, nowMs);
  const replaceBy = ({ certificate, key }: Authority): void => {
    writeFileSync(certificateFile(), certificate);
    writeFileSync(keyFile(), pemOfKey(key), { mode: 0o600 });
  };

  it('is made once, for its owner alone, and kept', () => {
    const first = keep();
    expect(first.file).toBe(certificateFile());
    expect(keep(NOW + DAY_MS).certificate).toBe(first.certificate);
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'tls')).mode & 0o777).toBe(0o700);
    expect(readdirSync(directory)).toEqual(['tls']);
    expect(readdirSync(join(directory, 'tls')).toSorted()).toEqual(['ca-key.pem', 'ca.pem']);
  });

  it('is finished under the same key where a process died between key and certificate', () => {
    const { key } = keep();
    rmSync(certificateFile());
    writeFileSync(`${certificateFile()}.next`, 'half a certif');
    expect(pemOfKey(keep().key)).toBe(pemOfKey(key));
    expect(existsSync(`${certificateFile()}.next`)).toBe(false);
  });

  it.each<[string, () => void, string]>([
    ['lost its key', () => rmSync(keyFile()), 'ca-key.pem, is gone.'],
    [
      'has the key of another',
      () => writeFileSync(keyFile(), pemOfKey(createAuthority(NOW).key)),
      'is not its key.',
    ],
    ['has no key in the file', () => writeFileSync(keyFile(), 'no key'), 'It is not a private key.'],
    ['can be used by others', () => chmodSync(keyFile(), 0o640), 'Others than its owner can read it'],
    ['is no certificate', () => writeFileSync(certificateFile(), 'hello'), 'It is not a certificate.'],
    [
      'vouches for nobody',
      () => {
        const authority = createAuthority(NOW);
        const { cert } = issueServerIdentity(authority, NOW, YEARS_AHEAD);
        replaceBy({ certificate: cert, key: authority.key });
      },
      'It is no certificate authority that an emulator made for this machine alone.',
    ],
    [
      'ended',
      () => replaceBy(createAuthority(NOW - 731 * DAY_MS)),
      `It ended on ${new Date(NOW - DAY_MS).toISOString().slice(0, 10)}`,
    ],
  ])('that %s is refused and left as it is', (_what, spoil, reason) => {
    keep();
    spoil();
    const before = filesIn(join(directory, 'tls'));
    expect(() => keep()).toThrow(reason);
    expect(filesIn(join(directory, 'tls'))).toEqual(before);
    expect(existsSync(join(directory, 'lock'))).toBe(false);
  });
});

function filesIn(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
}
