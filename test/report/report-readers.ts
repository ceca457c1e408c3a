import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import type { ReportFacts } from '../../src/report/report-facts.ts';

/** Readers of reports that nobody here wrote: what a forge makes of Markdown, and a browser of a page. */

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

export const FACTS: ReportFacts = {
  exitCode: 2,
  apply: 'acrctl apply images.plan',
  show: 'acrctl show images.plan',
  isSaved: true,
};

/** GitHub's Markdown as HTML, elements of HTML in it let through, as a forge does with those that it allows. */
export function readMarkdown(text: string): Node {
  const options = { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true };
  // The name of GitHub's filter for a handful of elements, none of which may be needed to tame a report.
  return parseFragment(micromark(text, options), { sourceCodeLocationInfo: true });
}

export function readPage(text: string): Node {
  return parse(text);
}

/** What stands in attributes and between elements of XML, whose names are none of HTML. */
export function textInXml(text: string): string {
  const root = parseFragment(text.replace(/<\?xml [^>]*>/, ''));
  const attributes = elementsIn(root).flatMap(({ attrs }) => attrs.map(({ value }) => value));
  return [...attributes, textIn(root)].join(' ');
}

export function elementsIn(node: Node): readonly Element[] {
  const own = 'tagName' in node ? [node] : [];
  return [...own, ...childrenOf(node).flatMap(elementsIn)];
}

/** What people read: no script and no style, a space wherever an element ends that is not inside a line. */
export function textIn(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  if (['script', 'style', 'head'].includes(node.nodeName)) return '';
  const text = childrenOf(node).map(textIn).join('');
  return INLINE.has(node.nodeName) ? text : ` ${text} `;
}

const INLINE: ReadonlySet<string> = new Set(['code', 'strong', 'em', 'a', 'span', 'del', 'ins', 'b']);

function childrenOf(node: Node): readonly Node[] {
  return 'childNodes' in node ? node.childNodes : [];
}

/** Text that a forge looks at for mentions, references and links: all but code. */
export function proseIn(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value;
  if (node.nodeName === 'code' || node.nodeName === 'pre') return '';
  return childrenOf(node).map(proseIn).join('');
}
