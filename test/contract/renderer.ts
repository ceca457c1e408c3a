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
const USUAL = 80;
/** Indentation and a short word in front of one that fits nowhere. */
const MARGIN = 24;

/** What every renderer promises, whatever a document holds. */
export function rendererContract<Shown>(renderer: Renderer<Shown>): void {
  const {
    documents,
    drawn = (text) => text,
    mustShow,
    narrowest = USUAL,
    render,
    unbroken = () => [],
  } = renderer;
  // What takes no options has the same text at every width.
  const widths = render.length > 1 ? WIDTHS : [USUAL];
  const anew = (shown: Shown, width = USUAL) => render(shown, { width, style: PLAIN });
  const shownBefore = new Map<Shown, Map<number, string>>();
  const plain = (shown: Shown, width = USUAL) => {
    const texts = shownBefore.get(shown) ?? new Map<number, string>();
    shownBefore.set(shown, texts);
    const text = texts.get(width) ?? anew(shown, width);
    texts.set(width, text);
    return text;
  };
  const linesOf = (shown: Shown, width?: number) => plain(shown, width).split('\n');
  /** What is wrong about each document, by its name; of most nothing. */
  const none = (faultsOf: (shown: Shown) => readonly unknown[]) => {
    const found = Object.entries(documents).map(([name, shown]) => [name, faultsOf(shown)] as const);
    expect(found.filter(([, faults]) => faults.length > 0)).toEqual([]);
  };

  describe(renderer.name, () => {
    it('has documents to show', () => {
      expect(Object.keys(documents).length).toBeGreaterThan(0);
    });

    it('shows all that the reader must know', () => {
      none((shown) => {
        const text = flat(drawn(plain(shown)));
        return mustShow(shown).filter((wanted) => !text.includes(flat(wanted)));
      });
    });

    it('lets nothing through that a terminal acts on (H08)', () => {
      none(
        (shown) =>
          plain(shown)
            .replaceAll('\n', ' ')
            .match(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u) ?? [],
      );
    });

    it('lets nothing through that a CI runner takes for a command (H09)', () => {
      none((shown) =>
        widths.flatMap((width) =>
          linesOf(shown, width).filter((line) => line.trim().startsWith('::') || /##(\[|vso\[)/.test(line)),
        ),
      );
    });

    it('keeps to the width wherever a word does', () => {
      none((shown) => {
        const whole = unbroken(shown).map((line) => line.trim());
        return widths
          .filter((each) => each >= narrowest)
          .flatMap((width) => {
            const over = linesOf(shown, width).filter((line) => line.length > width);
            return over.filter((line) => !isOneWord(line, width) && !whole.includes(line.trim()));
          });
      });
    });

    it('shows no secret (I-15)', () => {
      none((shown) => (plain(shown).includes(SECRET) ? [SECRET] : []));
    });

    it('gives the same text each time, and leaves the document as it is', () => {
      for (const [name, shown] of Object.entries(documents)) {
        const frozen = deeplyFrozen(structuredClone(shown));
        expect([name, anew(frozen)]).toEqual([name, plain(shown)]);
        expect([name, anew(frozen)]).toEqual([name, plain(shown)]);
        expect([name, frozen]).toEqual([name, shown]);
      }
    });

    it('says the same of a document that comes from a file, its keys sorted', () => {
      for (const [name, shown] of Object.entries(documents))
        expect([name, anew(JSON.parse(canonicalJson(shown)) as Shown)]).toEqual([name, plain(shown)]);
    });

    it('ends its lines with something to read, and itself with one line end', () => {
      none((shown) => [
        ...linesOf(shown).filter((line) => line !== line.trimEnd()),
        ...(/^$|[^\n]\n$/.test(plain(shown)) ? [] : ['its end']),
      ]);
    });

    it('says nothing by colour alone', () => {
      none((shown) => {
        const coloured = render(shown, { width: USUAL, style: COLOURED });
        const isSame = coloured.replace(SGR, '') === plain(shown);
        return [...coloured.split('\n').filter((line) => !isClosed(line)), ...(isSame ? [] : [coloured])];
      });
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
