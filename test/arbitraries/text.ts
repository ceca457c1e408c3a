import fc from 'fast-check';

/** Text as it may come from outside: terminal controls, bidi, lone surrogates, commands of CI runners, brackets. */
export function hostileText(maxLength = 30): fc.Arbitrary<string> {
  const sign = fc.constantFrom(...SIGNS);
  const any = fc.string({ unit: 'binary', maxLength: 4 });
  return fc
    .array(fc.oneof({ arbitrary: sign, weight: 4 }, any), { maxLength })
    .map((parts) => parts.join(''));
}

const SIGNS = [
  ...['\u001b[31m', '\u0000', '\u007f', '\u009b', '\u202e', '\u2066', '\u200b', '\ufeff', '\u2028', '\u00ad'],
  ...['\ud800', '\udc00', '🙂', '\r', '\n', '\t', ' ', '\u00a0', '\u3000'],
  ...[':', '::', '::set-output name=a::b', '#', '##', '##[group]', '##vso[', '[', 'vso', ']'],
  ...['\\', '"', "'", '.', '=', '$', '`', '$(', '{', '}', '%', 'a', 'name', '0', '-', '\\u{1b}', '\\u0041'],
];
