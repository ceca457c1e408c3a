import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleOf, readPem } from '../../../src/features/certificates/pem.ts';
import { ecKey, type Issued, issue, pemOf, rsaKey } from '../../authorities.ts';

const HOST = 'images.contoso.com';
const root = issue({ name: 'Contoso Root', isAuthority: true });
const middle = issue({ name: 'Contoso Issuing', isAuthority: true, issuer: root });
const leaf = issue({ name: HOST, hosts: [HOST, '*.DATA.contoso.com'], issuer: middle });
const own = issue({ name: HOST, hosts: [HOST] });
const other = issue({ name: 'other.contoso.com', hosts: ['other.contoso.com'], issuer: middle });
const GOOD = leaf.keyPem + leaf.certificate + middle.certificate;

type Expected = readonly [code: string, line: number, problem: RegExp, remedy?: RegExp];

/** All faults of a file, in their order. */
function check(text: string | Uint8Array, ...expected: readonly Expected[]): void {
  const { faults } = readPem(text);
  expect(faults.map(({ code, line }) => [code, line])).toEqual(expected.map(([code, line]) => [code, line]));
  for (const [index, [, , problem, remedy = /./]] of expected.entries()) {
    expect(faults[index]?.problem).toMatch(problem);
    expect(faults[index]?.remedy).toMatch(remedy);
  }
  const said = JSON.stringify(faults);
  for (const line of secretLines) expect(said).not.toContain(line);
}

const secretLines = [leaf, own, other].flatMap(({ keyPem }) =>
  keyPem.split('\n').filter((line) => line.length > 20 && !line.startsWith('---')),
);

/** The line, from 1, in which the text has the words. */
function lineOf(text: string, words: string): number {
  const at = text.indexOf(words);
  expect(at).toBeGreaterThanOrEqual(0);
  return text.slice(0, at).split('\n').length;
}

function linesOf(text: string): number {
  return text.split('\n').length - 1;
}

describe('a PEM file that is right', () => {
  it.each([
    ['key first', GOOD],
    ['key last', leaf.certificate + middle.certificate + leaf.keyPem],
    ['with the root', GOOD + root.certificate],
    ['with line breaks of Windows', GOOD.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\ufeff${GOOD}`],
    ['without a last line break', GOOD.trimEnd()],
    ['with text around the blocks', `Bag Attributes\n    friendlyName: images\n${GOOD}\n# end\n`],
    [
      'with an older form of the key',
      leaf.key.export({ type: 'pkcs1', format: 'pem' }) + leaf.certificate + middle.certificate,
    ],
  ])('is read, %s (0.8, 0.9)', (_, text) => {
    const { certificate, faults } = readPem(text);
    expect(faults).toEqual([]);
    const judge = new X509Certificate(leaf.certificate);
    expect(certificate).toMatchObject({
      fingerprint: judge.fingerprint256.replaceAll(':', '').toLowerCase(),
      hosts: [HOST, '*.data.contoso.com'],
      keyBits: 2048,
      isSelfSigned: false,
      leaf: {
        name: HOST,
        serial: judge.serialNumber.toLowerCase(),
        notBefore: judge.validFromDate.getTime(),
        notAfter: judge.validToDate.getTime(),
      },
    });
    expect(certificate?.chain.map(({ name }) => name).slice(0, 1)).toEqual(['Contoso Issuing']);
  });

  it('may hold one that signed itself (0.10)', () => {
    const { certificate } = readPem(own.keyPem + own.certificate);
    expect(certificate).toMatchObject({ isSelfSigned: true, chain: [] });
  });

  it('is written out with each part once, the key first, whatever the order and form it came in (0.11)', () => {
    const { certificate } = readPem(
      `\ufeff${leaf.certificate}${middle.certificate}\n\n${leaf.keyPem}`.replaceAll('\n', '\r\n'),
    );
    if (certificate === undefined) throw new TypeError('It has faults.');
    expect(bundleOf(certificate)).toBe(GOOD);
    expect(readPem(bundleOf(certificate)).certificate?.chainFingerprint).toBe(certificate.chainFingerprint);
  });

  it('tells another chain of the same certificate from it', () => {
    const [short, long] = [readPem(GOOD), readPem(GOOD + root.certificate)];
    expect(short.certificate?.fingerprint).toBe(long.certificate?.fingerprint);
    expect(short.certificate?.chainFingerprint).not.toBe(long.certificate?.chainFingerprint);
  });

  it('shows nothing of its key in JSON', () => {
    const shown = JSON.stringify(readPem(GOOD));
    expect(shown).toContain(HOST);
    for (const line of secretLines) expect(shown).not.toContain(line);
  });
});

describe('markers', () => {
  const first = GOOD.split('\n')[0] ?? '';
  const inPlace = (marker: string) => GOOD.replace(first, marker);

  it.each([
    ['---BEGIN PRIVATE KEY---', /begins with 3 hyphens in place of 5 and it ends with 3/],
    ['-----BEGIN PRIVATE KEY----', /ends with 4 hyphens/],
    ['------BEGIN PRIVATE KEY-----', /begins with 6 hyphens/],
    ['—–BEGIN PRIVATE KEY—–', /another kind than the hyphen/],
    ['-----begin private key-----', /lower-case/],
    [' -----BEGIN PRIVATE KEY-----', /a blank stands before/],
    ['key: -----BEGIN PRIVATE KEY-----', /something stands before/],
    ['-----BEGIN PRIVATE KEY----- # mine', /something stands after/],
    ['----- BEGIN PRIVATE KEY -----', /blanks are not where/],
    ['BEGIN PRIVATE KEY-----', /begins with 0 hyphens/],
  ])('are refused where they are malformed, as one fault: %s (T2, 0.8)', (marker, problem) =>
    check(inPlace(marker), ['ACR1402', 1, problem, /exactly -----BEGIN PRIVATE KEY-----/]),
  );

  it('are told by the sample of the document, which has three hyphens everywhere (T2)', () => {
    const { faults } = readPem(GOOD.replaceAll('-----', '---'));
    expect(faults.map(({ code }) => code)).toEqual(Array(6).fill('ACR1402'));
  });

  it('are refused where two stand in one line, after a file without a last line break (T2)', () => {
    const text = leaf.keyPem.trimEnd() + leaf.certificate + middle.certificate;
    check(text, ['ACR1402', linesOf(leaf.keyPem), /2 markers stand in one line/, /line of its own/]);
  });

  it('are refused without their counterpart, or with another', () => {
    const end = '-----END PRIVATE KEY-----\n';
    const line = lineOf(GOOD, end);
    check(GOOD.replace(end, ''), ['ACR1402', line, /in line 1 has no END line before the next/]);
    check(GOOD.replace(end, end.replace('PRIVATE KEY', 'CERTIFICATE')), [
      'ACR1402',
      line,
      /ends as "CERTIFICATE"/,
    ]);
    check(GOOD + end, ['ACR1402', linesOf(GOOD) + 1, /no BEGIN line before it/]);
    check(GOOD.replace('-----BEGIN PRIVATE KEY-----\n', ''), ['ACR1402', line - 1, /no BEGIN line/]);
  });
});

describe('the parts of a file', () => {
  const keyLine = 1;
  const certificateLine = linesOf(leaf.keyPem) + 1;

  it('are refused where the file was appended to (T3, 0.11)', () =>
    check(GOOD + GOOD, [
      'ACR1413',
      linesOf(GOOD) + 1,
      /the private key \(line \d+\), the certificate "images.contoso.com" \(line \d+\) and the certificate "Contoso Issuing"/,
      /Take out/,
    ]));

  it('need one private key, and no second (0.8)', () => {
    check(leaf.certificate + middle.certificate, ['ACR1404', 1, /no private key/]);
    const second = linesOf(leaf.keyPem) + 1;
    check(leaf.keyPem + other.keyPem + leaf.certificate + middle.certificate, [
      'ACR1405',
      second,
      /2 private keys: lines 1 and/,
    ]);
  });

  it('need a certificate (0.8)', () => check(leaf.keyPem, ['ACR1409', 1, /no certificate/]));

  it('need the key of the certificate (0.8)', () =>
    check(other.keyPem + leaf.certificate + middle.certificate, [
      'ACR1410',
      keyLine,
      /not that of "images.contoso.com" \(line \d+\) or "Contoso Issuing"/,
    ]));

  it('need each certificate to be signed by the next (0.9)', () => {
    check(leaf.keyPem + middle.certificate + leaf.certificate, [
      'ACR1412',
      certificateLine,
      /"Contoso Issuing" stands too early/,
      /"images.contoso.com" \(line \d+\) and "Contoso Issuing"/,
    ]);
    const swapped = leaf.keyPem + leaf.certificate + root.certificate + middle.certificate;
    check(swapped, ['ACR1412', lineOf(swapped, root.certificate), /"Contoso Root" stands too early/]);
  });

  it('need what lies between (0.9)', () => {
    check(leaf.keyPem + leaf.certificate, [
      'ACR1411',
      certificateLine,
      /signed by "Contoso Issuing", whose certificate is missing/,
    ]);
    check(leaf.keyPem + leaf.certificate + root.certificate, [
      'ACR1411',
      certificateLine,
      /"Contoso Issuing", whose certificate is missing: nothing joins it to "Contoso Root"/,
      /certificate of "Contoso Issuing" behind it/,
    ]);
  });

  it('need signatures that the named issuer made (0.9)', () => {
    const twin = issue({ name: middle.name, isAuthority: true, issuer: root });
    check(leaf.keyPem + leaf.certificate + twin.certificate + root.certificate, [
      'ACR1403',
      certificateLine,
      /signed by "Contoso Issuing" \(line \d+\), and its signature is not made with that key/,
    ]);
    const rows = own.certificate.split('\n');
    const at = rows.length - 4;
    const damaged = rows.map((row, index) => (index === at ? 'A'.repeat(row.length) : row)).join('\n');
    check(own.keyPem + damaged, ['ACR1403', certificateLine, /signed by itself, and/]);
  });

  it('hold nothing that is not part of the chain (0.9)', () => {
    const text = GOOD + root.certificate + own.certificate;
    check(text, ['ACR1414', lineOf(text, own.certificate), /signed none of the others/]);
  });

  it('hold no certificate of another host, also where the chain does not go up to its root (0.9)', () => {
    const text = GOOD + other.certificate;
    check(text, ['ACR1414', lineOf(text, other.certificate), /"other.contoso.com" is not part of the chain/]);
  });

  it('are for servers, where they say what they are for (0.8)', () => {
    const [server, client, any] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2', '2.5.29.37.0'] as const;
    const text = (...purposes: readonly string[]) => {
      const { keyPem, certificate } = issue({ name: HOST, hosts: [HOST], issuer: middle, purposes });
      return keyPem + certificate + middle.certificate;
    };
    for (const right of [text(server), text(client, server), text(any)]) check(right);
    const wrong = text(client);
    const line = lineOf(wrong, '-----BEGIN CERTIFICATE');
    check(wrong, ['ACR1424', line, /other purposes than to identify a server/, /serverAuth/]);
  });

  it('hold none that signed without being an authority (0.9)', () => {
    const plain = issue({ name: 'Plain' });
    const below = issue({ name: HOST, hosts: [HOST], issuer: plain });
    const text = below.keyPem + below.certificate + plain.certificate;
    check(text, [
      'ACR1411',
      lineOf(text, plain.certificate),
      /signed "images.contoso.com" \(line \d+\), and is not marked as an authority/,
    ]);
  });

  it.each<[string, Issued['key'], RegExp]>([
    ['an EC key', ecKey(), /is EC, not RSA/],
    ['a short key', rsaKey(1024), /1024 bits/],
  ])('need a key that Azure takes, which is not %s (0.8)', (_, key, problem) => {
    const weak = issue({ name: HOST, hosts: [HOST], key });
    check(weak.keyPem + weak.certificate, ['ACR1407', 1, problem, /RSA key of 2048/]);
  });

  it('need a key without a passphrase, in either style of encryption (0.8)', () => {
    const cipher = { cipher: 'aes-256-cbc', passphrase: 'x' };
    const certificates = leaf.certificate + middle.certificate;
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const key = leaf.key.export({ type, format: 'pem', ...cipher }).toString();
      check(key + certificates, ['ACR1406', 1, /encrypted/, /openssl pkey/]);
    }
  });

  it('are no request, and no other block', () => {
    const request = pemOf('CERTIFICATE REQUEST', Buffer.from([0x30, 0]));
    check(leaf.keyPem + request, ['ACR1409', 1, /no certificate/], ['ACR1414', certificateLine, /a request/]);
    check(GOOD + pemOf('PUBLIC KEY', Buffer.from([0x30, 0])), ['ACR1414', linesOf(GOOD) + 1, /public key/]);
    check(GOOD + pemOf('ODD', Buffer.from([0x30, 0])), ['ACR1414', linesOf(GOOD) + 1, /"ODD"/]);
  });

  it('are undamaged', () => {
    const rows = GOOD.split('\n');
    const changed = (at: number, to: (row: string) => string) =>
      rows.map((row, index) => (index === at ? to(row) : row)).join('\n');
    check(
      changed(3, (row) => `${row.slice(0, 9)}*${row.slice(10)}`),
      ['ACR1403', 4, /Character 10 of the line/],
    );
    check(
      changed(3, (row) => row.slice(1)),
      ['ACR1403', linesOf(leaf.keyPem) - 1, /no multiple of 4/],
    );
    check(
      changed(3, (row) => row.slice(4)),
      ['ACR1403', 1, /bytes, and by its own beginning it should have/],
    );
    check(
      changed(3, (row) => `${row}==`),
      ['ACR1403', 4, /equals sign/],
    );
    check(
      changed(10, (row) => 'A'.repeat(row.length)),
      ['ACR1403', 1, /damaged|no private key that can be read/],
    );
    const zeros = Buffer.alloc(300, 0);
    zeros.set([0x30, 0x82, 0x01, 0x28]);
    check(leaf.keyPem + pemOf('CERTIFICATE', zeros), [
      'ACR1403',
      certificateLine,
      /no certificate that can be read/,
    ]);
    check(leaf.keyPem + pemOf('CERTIFICATE', Buffer.alloc(0)), ['ACR1403', certificateLine, /is empty/]);
  });

  it('are all judged at once', () => {
    const cipher = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const;
    const key = leaf.key.export(cipher).toString();
    const text =
      key + leaf.certificate.replace('-----BEGIN', '---BEGIN') + pemOf('PUBLIC KEY', Buffer.from([0x30, 0]));
    const at = linesOf(key) + 1;
    check(
      text,
      ['ACR1406', 1, /encrypted/],
      ['ACR1402', at, /malformed/],
      ['ACR1411', at, /is missing/],
      ['ACR1414', at + linesOf(leaf.certificate), /public key/],
    );
  });
});

describe('a file that is no PEM', () => {
  const der = new X509Certificate(leaf.certificate).raw;

  it('is named by what it is (0.14)', () => {
    check('', ['ACR1401', 1, /empty/]);
    check('hello\n', ['ACR1401', 1, /no BEGIN line/]);
    check(der, ['ACR1401', 1, /DER, the binary form of a certificate/, /openssl x509 -inform der/]);
    check(der.toString('base64'), ['ACR1401', 1, /DER/]);
    check(leaf.key.export({ type: 'pkcs8', format: 'der' }), ['ACR1401', 1, /binary form of a private key/]);
    check(Buffer.from(GOOD, 'utf16le'), ['ACR1401', 1, /UTF-16/, /Out-File/]);
    check(Buffer.from([0xfe, 0xed, 0xfe, 0xed, 0, 0]), ['ACR1401', 1, /Java/]);
    check(Buffer.from([1, 2, 3]), ['ACR1401', 1, /binary/]);
    // What a reader of text made of the bytes.
    check(new TextDecoder().decode(der), ['ACR1401', 1, /binary/]);
  });
});

const openssl = spawnSync('openssl', ['version']).status === 0;

describe.runIf(openssl)('OpenSSL, which nobody here wrote', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-pem-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: readonly string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();

  it('makes what document 0 asks for, and it is read (0.8, 0.10, 0.11)', () => {
    run(
      'req',
      '-nodes',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-keyout',
      'k.pem',
      '-out',
      'c.pem',
      '-days',
      '365',
      '-subj',
      `/CN=${HOST}/O=Contoso Ltd.`,
      '-addext',
      `subjectAltName=DNS:${HOST},IP:10.0.0.1`,
    );
    const { certificate } = readPem(
      run('rsa', '-in', 'k.pem', '-traditional') + run('x509', '-in', 'c.pem', '-text'),
    );
    expect(certificate).toMatchObject({
      hosts: [HOST],
      isSelfSigned: true,
      leaf: { name: HOST, subject: `CN=${HOST}, O=Contoso Ltd.` },
    });
    const told = run('x509', '-in', 'c.pem', '-noout', '-fingerprint', '-sha256').split('=')[1];
    expect(told?.trim().replaceAll(':', '').toLowerCase()).toBe(certificate?.fingerprint);
  });

  it('takes what is written out, and finds the chain whole (0.9)', () => {
    const { certificate } = readPem(GOOD);
    if (certificate === undefined) throw new TypeError('It has faults.');
    writeFileSync(join(folder, 'bundle.pem'), bundleOf(certificate));
    writeFileSync(join(folder, 'root.pem'), root.certificate);
    expect(run('verify', '-CAfile', 'root.pem', '-untrusted', 'bundle.pem', 'bundle.pem')).toContain(
      'bundle.pem: OK',
    );
    expect(run('pkey', '-in', 'bundle.pem', '-noout', '-check')).toContain('Key is valid');
  });

  it('makes PKCS#12, Ed25519 and encrypted keys, each refused by its name', () => {
    writeFileSync(join(folder, 'whole.pem'), GOOD);
    run('pkcs12', '-export', '-in', 'whole.pem', '-passout', 'pass:', '-out', 'whole.pfx');
    const pfx = execFileSync('openssl', ['enc', '-base64', '-in', join(folder, 'whole.pfx')]).toString();
    check(Buffer.from(pfx, 'base64'), ['ACR1401', 1, /PKCS#12/, /openssl pkcs12/]);
    check(pfx, ['ACR1401', 1, /PKCS#12/]);
    run(
      'req',
      '-nodes',
      '-x509',
      '-newkey',
      'ed25519',
      '-keyout',
      'e.pem',
      '-out',
      'ec.pem',
      '-subj',
      `/CN=${HOST}`,
    );
    check(run('pkey', '-in', 'e.pem') + run('x509', '-in', 'ec.pem'), ['ACR1407', 1, /Ed25519/]);
    const locked = run('rsa', '-in', 'whole.pem', '-aes256', '-passout', 'pass:abcd', '-traditional');
    check(locked + leaf.certificate + middle.certificate, ['ACR1406', 1, /encrypted/]);
  });
});
