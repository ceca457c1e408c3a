import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/core/plan.ts';
import { planHtml } from '../../src/report/plan-html.ts';
import { fittedMarkdown } from '../../src/report/plan-markdown.ts';
import { plans } from '../arbitraries/plans.ts';
import { PLANS } from '../contract/shown-plans.ts';
import { checkInert } from './inert.ts';
import { elementsIn, FACTS, readPage } from './report-readers.ts';

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
