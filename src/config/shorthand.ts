import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { quote } from '../core/wording.ts';
import { RESERVED_KEYS } from './parse.ts';
import { rangeOf } from './source.ts';
import type { ListTree, Tree } from './tree.ts';

/** Paths of maps that may be written as a list of keys; `*` stands for any key. */
export type ListPaths = readonly (readonly string[])[];

/** Writes `[a, b]` out as `{a: {}, b: {}}` where the schema allows the short form. */
export function expandLists(tree: Tree, paths: ListPaths): { tree: Tree; faults: Diagnostic[] } {
  const faults: Diagnostic[] = [];
  return { tree: expand(tree, paths, faults), faults };
}

function expand(tree: Tree, paths: ListPaths, faults: Diagnostic[]): Tree {
  const here = paths.some((path) => path.length === 0);
  const node = here && tree.kind === 'list' ? asMap(tree, faults) : tree;
  if (node.kind !== 'map') return node;
  const entries = [...node.entries].map(([key, value]) => {
    const below = paths.filter(([first]) => first === key || first === '*').map(([, ...rest]) => rest);
    return [key, below.length === 0 ? value : expand(value, below, faults)] as const;
  });
  return { ...node, entries: new Map(entries) };
}

/** The map a list of keys stands for; the list itself where it holds anything but text. */
function asMap(list: ListTree, faults: Diagnostic[]): Tree {
  const entries = new Map<string, Tree>();
  for (const element of list.elements) {
    if (element.kind !== 'scalar' || typeof element.value !== 'string') return list;
    if (element.faulty) continue;
    if (entries.has(element.value)) {
      const detail = `The key ${quote(element.value)} already stands in this list. Keep one.`;
      faults.push(diagnose('ACR1005', { detail, source: rangeOf(element.span) }));
    }
    if (RESERVED_KEYS.has(element.value)) {
      const detail = `${quote(element.value)} would be a key here, means something to JavaScript and cannot be used.`;
      faults.push(diagnose('ACR1006', { detail, source: rangeOf(element.span) }));
      continue;
    }
    const { span } = element;
    entries.set(element.value, { kind: 'map', span, keySpan: span, entries: new Map() });
  }
  return { kind: 'map', span: list.span, ...(list.keySpan && { keySpan: list.keySpan }), entries };
}
