import type { SourceRange } from '../core/diagnostic.ts';
import type { Json, JsonObject } from '../core/json.ts';
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
  /** Keys that a later file took out, with the place of its null. */
  readonly removed?: ReadonlyMap<string, Span>;
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

/** Where a later file took a value out, or the map around it. */
export function removalIn(tree: Tree, path: TreePath): SourceRange | undefined {
  let node: Tree | undefined = tree;
  for (const segment of path) {
    const child: Tree | undefined = node && childOf(node, segment);
    const removal: Span | undefined =
      node?.kind === 'map' && child === undefined ? node.removed?.get(String(segment)) : undefined;
    if (removal !== undefined) return rangeOf(removal);
    node = child;
  }
  return undefined;
}

/** Where a value is written, for a sentence: `base.yaml:12`. */
export function placeOf(tree: Tree): string {
  const { file, line } = rangeOf(tree.keySpan ?? tree.span);
  return `${file}:${line}`;
}

/** The plain value of a map, without what is faulty. */
export function mapToJson({ entries }: MapTree): JsonObject {
  return Object.fromEntries(
    [...entries].filter(([, value]) => isSound(value)).map(([key, value]) => [key, toJson(value)]),
  );
}

function toJson(tree: Tree): Json {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.elements.map(toJson);
    case 'map':
      return mapToJson(tree);
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
