import type { SourceRange } from '../core/diagnostic.ts';
import type { Json } from '../core/json.ts';
import { rangeOf, type Span } from './source.ts';

/** A configuration with the place of every value: what reading yields and what later stages rewrite. */
export type Tree = MapTree | ListTree | ScalarTree;

interface Placed {
  readonly span: Span;
  /** Where the key of this value stands; absent in lists and at the root. */
  readonly keySpan?: Span;
}

export interface MapTree extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Tree>;
}

export interface ListTree extends Placed {
  readonly kind: 'list';
  readonly elements: readonly Tree[];
}

export interface ScalarTree extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** As it stands in the file. */
  readonly written: string;
  /** A fault of this value is already reported: it takes no part in what follows. */
  readonly faulty: boolean;
}

export type TreePath = readonly (string | number)[];

/** The value at a path, or undefined where there is none. */
export function treeAt(tree: Tree, path: TreePath): Tree | undefined {
  let node: Tree | undefined = tree;
  for (const segment of path) node = node === undefined ? undefined : childOf(node, segment);
  return node;
}

/** Where a value, or its key, stands. A value that is not written out (`key:`) stands where its key stands. */
export function rangeIn(tree: Tree, path: TreePath, part: 'key' | 'value'): SourceRange | undefined {
  const node = treeAt(tree, path);
  if (node === undefined) return undefined;
  const empty = node.span.start === node.span.end;
  return rangeOf((part === 'key' || empty ? node.keySpan : undefined) ?? node.span);
}

/** The plain value, without what is faulty. */
export function toJson(tree: Tree): Json {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.elements.map(toJson);
    case 'map':
      return Object.fromEntries(
        [...tree.entries].filter(([, value]) => isSound(value)).map(([key, value]) => [key, toJson(value)]),
      );
  }
}

function childOf(node: Tree, segment: string | number): Tree | undefined {
  switch (node.kind) {
    case 'map':
      return node.entries.get(String(segment));
    case 'list':
      return node.elements[Number(segment)];
    case 'scalar':
      return undefined;
  }
}

/** A list with a faulty element is left out whole, so that positions in what remains keep their meaning. */
function isSound(tree: Tree): boolean {
  if (tree.kind === 'map') return true;
  return tree.kind === 'list' ? tree.elements.every(isSound) : !tree.faulty;
}
