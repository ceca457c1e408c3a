import { expect } from 'vitest';
import { type Element, elementsIn, proseIn, readMarkdown } from './report-readers.ts';

/** A forge sees our elements in it and no others, whole ones, and nothing in its sentences that it would act on. */
export function checkInert(text: string): void {
  const root = readMarkdown(text);
  const elements = elementsIn(root);
  expect(elements.map(({ tagName }) => tagName).filter((name) => !OURS.has(name))).toEqual([]);
  const attributes = elements.flatMap(({ attrs }) => attrs.map(({ name, value }) => `${name}=${value}`));
  expect(attributes.filter((attribute) => !ATTRIBUTES.has(attribute))).toEqual([]);
  const isOpen = ({ tagName, sourceCodeLocation: at }: Element) =>
    tagName !== 'hr' && at?.endTag === undefined;
  expect(elements.filter(isOpen)).toEqual([]);
  expect(proseIn(root)).not.toMatch(ACTED_ON);
}

const OURS = new Set([
  'h2',
  'h3',
  'h4',
  'p',
  'strong',
  'code',
  'pre',
  'ul',
  'li',
  'blockquote',
  'hr',
  'details',
  'summary',
]);
const ATTRIBUTES = new Set(['class=language-diff', 'class=language-sh', 'open=']);
/** Mentions, references, hosts, commits, emoji, formulas, and elements that a second reader would see. */
const ACTED_ON = /@|#\d|GH-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|:\w+:|\$|[<>|`\\]/i;
