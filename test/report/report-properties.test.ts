import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import { code, fence, prose } from '../../src/report/markdown.ts';
import { planHtml } from '../../src/report/plan-html.ts';
import { fittedMarkdown } from '../../src/report/plan-markdown.ts';
import { forgeText, plans } from '../arbitraries/plans.ts';
import { PLANS } from '../contract/shown-plans.ts';
import { checkInert } from './inert.ts';
import { elementsIn, FACTS, readMarkdown, readPage, textIn } from './report-readers.ts';

describe('text in Markdown', () => {
  const line = forgeText().map((text) => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ''));

  it('comes back from a span of code as it was, whatever it holds', () => {
    fc.assert(
      fc.property(line, (text) => {
        const [span, ...others] = elementsIn(readMarkdown(`a ${code(text)} b`)).filter(
          ({ tagName }) => tagName !== 'p',
        );
        expect([span?.tagName, others]).toEqual(['code', []]);
        expect(span && textIn(span)).toBe(text === '' ? '""' : text);
      }),
    );
  });

  it('comes back from a fence line by line, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const elements = elementsIn(readMarkdown(fence(lines, 'diff').join('\n')));
        expect(elements.map(({ tagName }) => tagName)).toEqual(['pre', 'code']);
        const wanted = lines.map((each) => `${each.trimEnd()}\n`).join('');
        expect(elements.slice(1).map(textIn)).toEqual([wanted]);
      }),
    );
  });

  it('comes back from a sentence word by word', () => {
    const wordsOf = (text: string) => text.split(/[ \n]+/).filter((word) => word !== '');
    fc.assert(
      fc.property(line, (text) => {
        expect(wordsOf(textIn(readMarkdown(prose(text))))).toEqual(wordsOf(text));
      }),
    );
  });
});

describe('the Markdown of any plan', () => {
  it('has no more bytes than it may, or says how many it needs', () => {
    fc.assert(
      fc.property(plans(), fc.nat(12_000), (plan, maxBytes) => {
        const fitted = fittedMarkdown(plan, FACTS, maxBytes);
        if (fitted.fits) expect(Buffer.byteLength(fitted.text)).toBeLessThanOrEqual(maxBytes);
        else {
          expect(fitted.smallestBytes).toBeGreaterThan(maxBytes);
          expect(fittedMarkdown(plan, FACTS, fitted.smallestBytes).fits).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is made of its own elements alone, each of them closed, whatever it was cut to', () => {
    fc.assert(
      fc.property(plans(6), fc.nat(8_000), (plan, maxBytes) => {
        const fitted = fittedMarkdown(plan, FACTS, maxBytes);
        if (fitted.fits) checkInert(fitted.text);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the page of any plan', () => {
  it('holds no element and no attribute that came with a text', () => {
    const known = namesIn(planHtml(PLANS['geo-replicated, destroyed'] as Plan, FACTS));
    for (const plan of Object.values(PLANS))
      for (const name of namesIn(planHtml(plan, FACTS))) known.add(name);
    fc.assert(
      fc.property(plans(), (plan) => {
        const unknown = [...namesIn(planHtml(plan, FACTS))].filter((name) => !known.has(name));
        expect(unknown).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** Elements with their attributes: what a browser would make of the page. */
function namesIn(page: string): Set<string> {
  return new Set(
    elementsIn(readPage(page)).flatMap(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)]),
  );
}
