import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

/** The names that checks are made with, as the source has them. */
function namesInSource(): readonly string[] {
  const files = readdirSync(join(ROOT, 'src/features'), { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(ROOT, 'src/features', file), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/\bname: '([a-z][A-Za-z]*\.[a-z][A-Za-z]*)'/g)]);
  return [...new Set(found.map(([, name = '']) => name))].sort();
}

describe('docs/verify.md', () => {
  it('lists every check, and none that is not there', () => {
    const page = readFileSync(join(ROOT, 'docs/verify.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z][A-Za-z]*\.[a-z][A-Za-z]*)` \|/gm)].map(
      ([, name = '']) => name,
    );
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.toSorted()).toEqual(namesInSource());
  });
});
