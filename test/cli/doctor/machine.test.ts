import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CertificateFile, certificatesCheck, nodeCheck } from '../../../src/cli/doctor/machine.ts';
import { OLDEST_NODE } from '../../../src/cli/version.ts';

/** A certificate authority that is good for 100 days. */
const PEM = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUL0ruhnMCRwWNdQqTrKqcNN4rYeIwCgYIKoZIzj0EAwIw
EzERMA8GA1UEAwwIUHJveHkgQ0EwHhcNMjYxMTI3MTAzNDE3WhcNMjcwMzA3MTAz
NDE3WjATMREwDwYDVQQDDAhQcm94eSBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABJZDyqXPW53M9EEt1jFP+IAhdO6h7bdgTspWHWHweH8bfwKnn3eWA+rwv7te
m5tT6WY6+UKaSviyXhLc2NIuPcGjUzBRMB0GA1UdDgQWBBS1NYRo8jklIggnJ/Py
U0rp+0feFTAfBgNVHSMEGDAWgBS1NYRo8jklIggnJ/PyU0rp+0feFTAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIAwioNqnrOoprEfGjhFVzwdXsS0B
HrPF34a8jZfeDXC0AiEAplbdALCgCXn9UPOl/zRjm/v6oM7O5jdR/PxdnCYPjlA=
-----END CERTIFICATE-----
`;
const DAY_MS = 24 * 3_600_000;
const NOW = Date.parse(new X509Certificate(PEM).validFrom);

function check(
  file: CertificateFile | undefined,
  { later = 0, reject }: { later?: number; reject?: string } = {},
) {
  const path = file === undefined ? undefined : 'proxy.pem';
  const { status, found, diagnostics } = certificatesCheck({
    path,
    file,
    rejectUnauthorized: reject,
    nowMs: NOW + later * DAY_MS,
  });
  return {
    status,
    found,
    said: diagnostics.map(({ code, detail, hint }) => `${code} ${detail} ${hint}`).join('\n'),
  };
}

describe('the extra certificates', () => {
  it('are none, or those of the file', () => {
    expect(check(undefined)).toMatchObject({ status: 'ok', found: expect.stringContaining('not set') });
    expect(check({ text: PEM })).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('1 certificate in'),
    });
    expect(check({ text: `# ours\n${PEM}\n${PEM}` }).found).toContain('2 certificates in');
  });

  it('fail where the file cannot be read, or holds none', () => {
    const missing = check({ unreadable: 'There is no such file.' });
    expect(missing).toMatchObject({
      status: 'failed',
      said: expect.stringContaining('"proxy.pem". There is no such file.'),
    });
    expect(missing.said).toContain('Node reads the file only as a process starts');
    for (const text of [
      '',
      '0\u0082\u0003',
      '-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----',
    ]) {
      expect(check({ text })).toMatchObject({
        status: 'failed',
        said: expect.stringContaining('openssl x509 -inform der'),
      });
    }
  });

  it('fail where one cannot be read, since Node stops there', () => {
    const cut = PEM.slice(0, PEM.length / 2);
    for (const text of [cut, `${cut}\n${PEM}`, PEM.replace(/\n[A-Za-z0-9+/]{8}/, '\n!!!!!!!!')])
      expect(check({ text })).toMatchObject({
        status: 'failed',
        said: expect.stringContaining('cannot be read'),
      });
  });

  it('warn before they end, fail when all are over, and are no matter in a bundle of all authorities', () => {
    expect(check({ text: PEM }, { later: 90 })).toMatchObject({
      status: 'warning',
      said: expect.stringMatching(/1\. "Proxy CA": good until \d{4}-\d\d-\d\d/),
    });
    expect(check({ text: PEM }, { later: 101 })).toMatchObject({
      status: 'failed',
      said: expect.stringContaining('"Proxy CA": over since'),
    });
    expect(check({ text: PEM.repeat(11) }, { later: 90 }).status).toBe('ok');
    expect(check({ text: PEM.repeat(11) }, { later: 101 }).status).toBe('failed');
  });

  it('are no help where nobody checks them', () => {
    expect(check(undefined, { reject: '0' })).toMatchObject({
      status: 'warning',
      said: expect.stringContaining('ACR2302'),
    });
    expect(check(undefined, { reject: '1' }).status).toBe('ok');
  });
});

it('the oldest Node is the same everywhere it is said', () => {
  const textOf = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
  const [major, minor] = OLDEST_NODE.split('.');
  const { engines, bin } = JSON.parse(textOf('package.json'));
  expect(engines).toEqual({ node: `>=${OLDEST_NODE}` });
  const start = textOf(bin.acrctl);
  expect(start).toContain(`major > ${major} || (major === ${major} && minor >= ${minor})`);
  expect(start).toContain(`needs Node ${major}.${minor} or newer`);
  expect(nodeCheck('24.1.0', OLDEST_NODE)).toMatchObject({
    status: 'ok',
    found: `24.1.0; ${OLDEST_NODE} or newer is needed`,
  });
});
