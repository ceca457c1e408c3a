/**
 * The page with a section's figures put in the place of those before: what stands between `<!-- NAME -->` and
 * `<!-- /NAME -->`, as a block of text. Undefined where the page has no such place.
 */
export function withFigures(page: string, name: string, figures: string): string | undefined {
  const [before, rest] = splitAt(page, `<!-- ${name} -->\n`);
  const [, after] = splitAt(rest ?? '', `<!-- /${name} -->`);
  if (rest === undefined || after === undefined) return undefined;
  return `${before}<!-- ${name} -->\n\n\`\`\`text\n${figures.trimEnd()}\n\`\`\`\n\n<!-- /${name} -->${after}`;
}

function splitAt(text: string, mark: string): readonly [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}
