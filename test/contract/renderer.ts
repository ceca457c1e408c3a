import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import type { TextOptions } from '../../src/report/plan-text.ts';
import { COLOURED, PLAIN } from '../../src/report/style.ts';

/** One way to show documents of one kind to people. */
export interface Renderer<Shown> {
  readonly name: string;
  render(shown: Shown, options: TextOptions): string;
  /** By a name that says what is in them. */
  readonly documents: Readonly<Record<string, Shown>>;
  /** What a reader must find, layout aside: white space counts as one space. */
  mustShow(shown: Shown): readonly string[];
  /** What people see of the text, where something draws it for them; throws where it cannot be drawn. */
  readonly drawn?: (text: string) => string;
  /** Lines that are never broken: commands to copy, and the file around a fault. */
  readonly unbroken?: (shown: Shown) => readonly string[];
  /** From how many columns on it keeps to them; 80 if not said. */
  readonly narrowest?: number;
}

/** Stands wherever a document has a secret; no reader may see it. */
export const SECRET = 'x7-never-to-be-seen';

/** A runner looks at the start of a line, and any word may come to stand there: so narrow ones, too. */
const WIDTHS = [40, 60, 80, 100, 200];
/** Indentation and a short word in front of one that fits nowhere. */
const MARGIN = 24;

/** What every renderer promises, whatever a document holds. */
export function rendererContract<Shown>(renderer: Renderer<Shown>): void {
  const {
    documents,
    drawn = (text) => text,
    mustShow,
    narrowest = 80,
    render,
    unbroken = () => [],
  } = renderer;
  const plain = (shown: Shown, width = 80) => render(shown, { width, style: PLAIN });
  const linesOf = (shown: Shown, width?: number) => plain(shown, width).split('\n');

  describe.each(Object.entries(documents))(`${renderer.name} of %s`, (_, shown) => {
    it('shows all that the reader must know', () => {
      const text = flat(drawn(plain(shown)));
      expect(mustShow(shown).filter((wanted) => !text.includes(flat(wanted)))).toEqual([]);
    });

    it('lets nothing through that a terminal acts on (H08)', () => {
      expect(plain(shown).replaceAll('\n', ' ')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    });

    it('lets nothing through that a CI runner takes for a command (H09)', () => {
      for (const width of WIDTHS) {
        const lines = linesOf(shown, width);
        expect(lines.filter((line) => line.trim().startsWith('::'))).toEqual([]);
        expect(lines.filter((line) => /##(\[|vso\[)/.test(line))).toEqual([]);
      }
    });

    it('keeps to the width wherever a word does', () => {
      const whole = unbroken(shown).map((line) => line.trim());
      for (const width of WIDTHS.filter((each) => each >= narrowest)) {
        const over = linesOf(shown, width).filter((line) => line.length > width);
        const broken = over.filter((line) => !isOneWord(line, width) && !whole.includes(line.trim()));
        expect([width, broken]).toEqual([width, []]);
      }
    });

    it('shows no secret (I-15)', () => {
      expect(plain(shown)).not.toContain(SECRET);
    });

    it('gives the same text each time, and leaves the document as it is', () => {
      const frozen = deeplyFrozen(structuredClone(shown));
      expect(plain(frozen)).toBe(plain(frozen));
      expect(plain(frozen)).toBe(plain(shown));
      expect(frozen).toEqual(shown);
    });

    it('says the same of a document that comes from a file, its keys sorted', () => {
      expect(plain(JSON.parse(canonicalJson(shown)) as Shown)).toBe(plain(shown));
    });

    it('ends its lines with something to read, and itself with one line end', () => {
      expect(linesOf(shown).filter((line) => line !== line.trimEnd())).toEqual([]);
      expect(plain(shown)).toMatch(/^$|[^\n]\n$/);
    });

    it('says nothing by colour alone', () => {
      const coloured = render(shown, { width: 80, style: COLOURED });
      expect(coloured.replace(SGR, '')).toBe(plain(shown));
      for (const line of coloured.split('\n')) expect(isClosed(line)).toBe(true);
    });
  });
}

const SGR = /\u001b\[(\d+)m/g;
const OFF: ReadonlySet<string> = new Set(['22', '39']);

/** No colour runs on into the next line. */
function isClosed(line: string): boolean {
  const codes = [...line.matchAll(SGR)].map(([, code = '']) => code);
  return codes.filter((code) => OFF.has(code)).length * 2 === codes.length;
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function isOneWord(line: string, width: number): boolean {
  const last = line.split(' ').at(-1) ?? '';
  return last.length > width - MARGIN && line.length - last.length <= MARGIN;
}

function deeplyFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) deeplyFrozen(inner);
  return Object.freeze(value);
}
