import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../src/core/secret.ts';
import { canariesOf, foundIn } from '../canaries.ts';

const VALUE = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCbQm7Uq3J1c2',
  'hpcyBpcyBub3QgYSBrZXksIGl0IG9ubHkgbG9va3MgbGlrZSBvbmUhIQ/+aBcD',
  '-----END PRIVATE KEY-----',
  '',
].join('\n');
const SENT = [{ path: 'properties.value', value: VALUE }];
const clean = (answer: unknown) => JSON.parse(withoutSecrets(JSON.stringify(answer), SENT));

describe('an answer that repeats a secret', () => {
  it('keeps its shape and loses the texts that have any of it', () => {
    const answer = {
      error: {
        code: 'BadParameter',
        message: `The value ${VALUE} is not valid.`,
        details: [{ code: 'A', message: 'Fine.' }, { message: VALUE.slice(70, 90) }],
        [VALUE]: 1,
      },
    };
    expect(clean(answer)).toEqual({
      error: {
        code: 'BadParameter',
        message: '(not shown: it repeats a secret that was sent)',
        details: [
          { code: 'A', message: 'Fine.' },
          { message: '(not shown: it repeats a secret that was sent)' },
        ],
      },
    });
  });

  it('is nothing at all where it is no JSON', () => {
    expect(withoutSecrets(`<html>${VALUE}</html>`, SENT)).toBe('');
  });

  it('is as it was where it has none of it, whatever markers it names', () => {
    const answer = '{"error":{"code":"A","message":"There is no -----BEGIN PRIVATE KEY----- in it."}}';
    expect(withoutSecrets(answer, SENT)).toBe(answer);
    expect(withoutSecrets('<html>', SENT)).toBe('<html>');
    expect(withoutSecrets(`<html>${VALUE}`, [])).toBe(`<html>${VALUE}`);
  });

  it('loses also a secret that is shorter than what is looked for', () => {
    const short = [{ path: 'properties.value', value: 'hunter2' }];
    expect(withoutSecrets('{"message":"hunter2 is weak","code":"A"}', short)).toBe(
      '{"message":"(not shown: it repeats a secret that was sent)","code":"A"}',
    );
    expect(withoutSecrets('{"code":"A"}', [{ path: 'properties.value', value: '' }])).toBe('{"code":"A"}');
  });

  it('shows no piece of a secret of any form, however it is cut and put in', () => {
    const forms = [
      (text: string) => text,
      (text: string) => Buffer.from(text).toString('base64'),
      (text: string) => encodeURIComponent(text),
      (text: string) => JSON.stringify(text),
      (text: string) => text.replaceAll('\n', ''),
    ];
    const canaries = canariesOf(VALUE);
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.nat(VALUE.length - 40),
        fc.integer({ min: 30, max: VALUE.length }),
        fc.string(),
        (form, from, length, around) => {
          const cut = form(VALUE).slice(from, from + length);
          const shown = withoutSecrets(JSON.stringify({ message: `${around}${cut}${around}` }), SENT);
          expect(foundIn({ shown }, canaries)).toEqual([]);
        },
      ),
    );
  });
});
