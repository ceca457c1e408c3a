import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeUnprintable } from '../../src/core/wording.ts';
import { ends, nameAndWord, nameColumn, shorten, wrap } from '../../src/report/layout.ts';
import { hostileText } from '../arbitraries/text.ts';

const shown = hostileText(60).map(escapeUnprintable);
const width = fc.integer({ min: 1, max: 100 });
const wordsOf = (text: string) => text.split(' ').filter((word) => word !== '');

describe('wrapped words', () => {
  it('are all there in their order, and no line is wider than asked unless one word is', () => {
    fc.assert(
      fc.property(shown, width, fc.nat(6), (text, room, indent) => {
        const lines = wrap(text, room, ' '.repeat(indent));
        expect(lines.flatMap((line) => wordsOf(line.slice(indent)))).toEqual(wordsOf(text));
        const wide = lines.filter((line) => line.length > room);
        expect(wide.filter((line) => line.slice(indent).includes(' '))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('bring no command of a CI runner to the start of a line (H09)', () => {
    fc.assert(
      fc.property(shown, width, (text, room) => {
        for (const line of wrap(text, room, '  ')) expect(line).not.toMatch(/^\s*::|##\[|##vso\[/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('two texts at the ends of a line', () => {
  it('fill it, the right one whole, the left one cut where it must be', () => {
    fc.assert(
      fc.property(shown, shown, width, (left, right, room) => {
        const line = ends(left, right, room);
        expect(line.endsWith(` ${right}`)).toBe(true);
        expect(line.length).toBe(Math.max(room, right.length + 1));
        if (left.length + right.length < room) expect(line.startsWith(left)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a name and a word', () => {
  it('share a line, or the word stands below the name, indented', () => {
    expect(nameAndWord(' + ', 'a.b', 'create', 16)).toEqual([' + a.b    create']);
    expect(nameAndWord(' + ', 'a.b.c.d', 'create', 16)).toEqual([' + a.b.c.d', '     create']);
    expect(nameAndWord(' + ', 'a.b.c.d.e.f.g', 'create', 12)).toEqual([' + a.b.c.d.e.f.g', '     create']);
    expect(nameAndWord(' ~ ', 'a', '', 12)).toEqual([' ~ a']);
  });

  it('stand in columns that no name is cut for, and that no longer one stretches', () => {
    const rows = [
      { name: 'a.b', word: 'zone' },
      { name: 'a.b.links.c', word: 'link' },
      { name: 'a.b.longer.c', word: 'an endpoint' },
      { name: 'a.b.c.d.e.f', word: 'subnet, begun' },
    ];
    expect(nameColumn(rows, 20)).toEqual([
      'a.b          zone',
      'a.b.links.c  link',
      'a.b.longer.c',
      '    an endpoint',
      'a.b.c.d.e.f',
      '    subnet, begun',
    ]);
  });

  it('are all there, and no line is wider than asked unless a name or a word of it is', () => {
    const row = fc.record({ name: shown, word: shown });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), width, (rows, room) => {
        const lines = nameColumn(rows, room);
        expect(lines.flatMap(wordsOf)).toEqual(rows.flatMap(({ name, word }) => wordsOf(`${name} ${word}`)));
        const names = new Set(rows.map(({ name }) => name.replace(/ +$/, '')));
        const wide = lines.filter((line) => line.length > room && !names.has(line));
        expect(wide.filter((line) => line.trim().includes(' '))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a shortened text', () => {
  const check = (text: string, room: number, expected: string) => expect(shorten(text, room)).toBe(expected);

  it('keeps its beginning and its end, and no half of a character', () => {
    check('registries.contosoimages', 11, 'regis…mages');
    check('🙂🙂🙂', 6, '🙂🙂🙂');
    check('🙂🙂🙂', 5, '🙂…🙂');
    check('🙂🙂🙂', 4, '…🙂');
    check('🙂🙂🙂', 1, '');
    check('ab', 0, '');
  });

  it('fits, and holds nothing that was not in the text', () => {
    fc.assert(
      fc.property(shown, width, (text, room) => {
        const short = shorten(text, room);
        expect(short.length).toBeLessThanOrEqual(Math.max(room, 0));
        expect(short.isWellFormed()).toBe(true);
        const cut = short === text ? text.length : short.indexOf('…');
        const [head, tail] = cut === -1 ? [short, ''] : [short.slice(0, cut), short.slice(cut + 1)];
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
