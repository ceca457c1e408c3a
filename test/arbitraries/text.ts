import fc from 'fast-check';

/** Any code point, halves of characters among them. The unit `binary` of fast-check takes seconds to set up. */
export const anyCharacter = fc.nat(0x10ffff).map((point) => String.fromCodePoint(point));

/** Any text at all. */
export const anyText: fc.Arbitrary<string> = fc
  .array(anyCharacter, { maxLength: 10 })
  .map((parts) => parts.join(''));

/** Text as it may come from outside: terminal controls, bidi, lone surrogates, commands of CI runners, brackets. */
export function hostileText(maxLength = 30): fc.Arbitrary<string> {
  const sign = fc.constantFrom(...SIGNS);
  return fc
    .array(fc.oneof({ arbitrary: sign, weight: 4 }, anyCharacter), { maxLength })
    .map((parts) => parts.join(''));
}

const SIGNS = [
  ...['\u001b[31m', '\u0000', '\u007f', '\u009b', '\u202e', '\u2066', '\u200b', '\ufeff', '\u2028', '\u00ad'],
  ...['\ud800', '\udc00', '🙂', '\r', '\n', '\t', ' ', '\u00a0', '\u3000'],
  ...[':', '::', '::set-output name=a::b', '#', '##', '##[group]', '##vso[', '[', 'vso', ']'],
  ...['\\', '"', "'", '.', '=', '$', '`', '$(', '{', '}', '%', 'a', 'name', '0', '-', '\\u{1b}', '\\u0041'],
];
