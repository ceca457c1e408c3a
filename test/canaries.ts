/**
 * Pieces of secrets to look for where none may be: of every line of a text its middle, as it stands, in base64, as hex and as part
 * of a URL. A line by itself is enough to find it however the whole was broken up.
 */
export function canariesOf(...secrets: readonly string[]): readonly string[] {
  const lines = secrets.flatMap((secret) => secret.split(/\r?\n/).filter((line) => line.length >= 24));
  if (lines.length === 0) throw new Error('There is nothing to look for.');
  const pieces = lines
    .filter((line) => !line.startsWith('-----'))
    .map((line) => line.slice(0, 64))
    .flatMap((line) => [line.slice(0, 20), line.slice(2, -2)]);
  return [...new Set(pieces.flatMap(everyForm))];
}

function everyForm(piece: string): readonly string[] {
  const bytes = Buffer.from(piece);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  return [
    piece,
    whole.toString('base64'),
    bytes.toString('hex'),
    encodeURIComponent(piece),
    Buffer.from(piece, 'base64').toString('hex'),
  ];
}

/** Where any of them stands, by the names of the texts. */
export function foundIn(
  texts: Readonly<Record<string, string>>,
  canaries: readonly string[],
): readonly string[] {
  return Object.entries(texts).flatMap(([name, text]) => {
    const canary = canaries.find((piece) => text.includes(piece));
    return canary === undefined ? [] : [`${name}: ${canary}`];
  });
}
