import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers } from '../../../src/features/certificates/covers.ts';
import { readPem } from '../../../src/features/certificates/pem.ts';
import { validity } from '../../../src/features/certificates/validity.ts';
import { issue, rsaKey } from '../../authorities.ts';

function check(names: readonly string[], host: string, expected: boolean): void {
  expect(covers({ hosts: names.map((name) => name.toLowerCase()) }, host)).toBe(expected);
}

describe('a certificate covers a host (0.10)', () => {
  it('that is one of its names, in any case', () => {
    check(['a.example', 'images.contoso.com'], 'images.contoso.com', true);
    check(['Images.Contoso.com'], 'IMAGES.contoso.COM.', true);
    check(['images.contoso.com'], 'contoso.com', false);
    check(['images.contoso.com'], 'x.images.contoso.com', false);
    check([], 'images.contoso.com', false);
  });

  it('by a star for exactly the first label', () => {
    check(['*.contoso.com'], 'images.contoso.com', true);
    check(['*.contoso.com'], 'contoso.com', false);
    check(['*.contoso.com'], 'a.images.contoso.com', false);
    check(['*.contoso.com'], '.contoso.com', false);
    check(['images.*.com'], 'images.contoso.com', false);
    check(['im*.contoso.com'], 'images.contoso.com', false);
    check(['*.com'], 'contoso.com', false);
    check(['*'], 'contoso', false);
  });

  it('as OpenSSL has it, for any names', () => {
    const key = rsaKey();
    const label = fc.constantFrom('a', 'b', 'x-1', '*');
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    const host = fc.array(fc.constantFrom('a', 'b', 'x-1'), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), host, (hosts, labels) => {
        const asked = labels.join('.');
        const { certificate, keyPem } = issue({ name: 'x', hosts, key });
        const read = readPem(keyPem + certificate).certificate;
        const judge = new X509Certificate(certificate).checkHost(asked, {
          subject: 'never',
          partialWildcards: false,
        });
        expect(read && covers(read, asked)).toBe(judge !== undefined);
      }),
    );
  });

  it('never by its common name', () => {
    const { certificate, keyPem } = issue({ name: 'images.contoso.com' });
    const read = readPem(keyPem + certificate).certificate;
    expect(read && covers(read, 'images.contoso.com')).toBe(false);
  });
});

describe('the time of a certificate', () => {
  const DAY_MS = 86_400_000;
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  const root = issue({ name: 'Root', isAuthority: true, until: day('2030-01-01') });
  const middle = issue({
    name: 'Middle',
    isAuthority: true,
    issuer: root,
    from: day('2027-01-01'),
    until: day('2028-01-01'),
  });

  function at(now: string, until: string, withRoot = false) {
    const leaf = issue({ name: 'leaf', issuer: middle, from: day('2026-06-01'), until: day(until) });
    const { certificate } = readPem(
      leaf.keyPem + leaf.certificate + middle.certificate + (withRoot ? root.certificate : ''),
    );
    const { state, days, by } = validity(certificate as NonNullable<typeof certificate>, day(now).getTime());
    return [state, days, by.name];
  }

  it('is told in days', () => {
    expect(at('2027-02-01', '2027-03-01')).toEqual(['valid', 28, 'leaf']);
    expect(at('2027-03-01', '2027-03-01')).toEqual(['valid', 0, 'leaf']);
    expect(at('2027-03-04', '2027-03-01')).toEqual(['expired', 3, 'leaf']);
    expect(at('2026-05-30', '2026-12-01')).toEqual(['not yet', 216, 'Middle']);
  });

  it('ends with the first of its chain, and not with the root that clients have themselves', () => {
    expect(at('2027-12-31', '2029-01-01')).toEqual(['valid', 1, 'Middle']);
    expect(at('2028-01-02', '2029-01-01')).toEqual(['expired', 1, 'Middle']);
    expect(at('2027-12-31', '2031-01-01', true)).toEqual(['valid', 1, 'Middle']);
  });

  it('still holds in its last second', () => {
    const leaf = issue({ name: 'leaf', until: day('2027-03-01') });
    const { certificate } = readPem(leaf.keyPem + leaf.certificate);
    if (certificate === undefined) throw new TypeError('It has faults.');
    expect(validity(certificate, day('2027-03-01').getTime()).state).toBe('valid');
    expect(validity(certificate, day('2027-03-01').getTime() + 1).state).toBe('expired');
    expect(validity(certificate, day('2027-03-01').getTime() - DAY_MS).days).toBe(1);
  });
});
