import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { didYouMean, quote } from '../core/wording.ts';
import { rangeOf } from './source.ts';
import { type MapTree, placeOf, type ScalarTree, type Tree } from './tree.ts';

/**
 * Lays files over each other in order (design 4): a map over a map key by key, anything else whole; `null` takes
 * out what the earlier files say under its key. A map stands where it was first written, every other value where
 * it was last written. The result is that of JSON Merge Patch (RFC 7386), but nothing passes silently: a null that
 * has nothing to take out is a warning, and a value that is not written out takes nothing out and is an error.
 */
export function merge(files: readonly [MapTree, ...MapTree[]]): { tree: MapTree; faults: Diagnostic[] } {
  const faults: Diagnostic[] = [];
  const [first, ...later] = files;
  const tree = later.reduce((earlier, file) => mergeMaps(earlier, file, faults), first);
  return { tree, faults };
}

/** Without `earlier`, where the map is new: what is left to do is to take its nulls out. */
function mergeMaps(earlier: MapTree | undefined, later: MapTree, faults: Diagnostic[]): MapTree {
  const entries = new Map(earlier?.entries);
  const removed = new Map(earlier?.removed);
  for (const [key, value] of later.entries) {
    const stands = entries.get(key);
    if (isNull(value) && value.written !== '') {
      if (stands === undefined) faults.push(nothingToRemove(key, value, earlier));
      entries.delete(key);
      removed.set(key, value.span);
    } else if (isNull(value) && stands !== undefined) {
      faults.push(unwritten(key, value, stands));
    } else {
      if (stands !== undefined && isIdleList(value, stands)) faults.push(idleList(value, stands));
      entries.set(key, mergeValues(stands, value, faults));
      removed.delete(key);
    }
  }
  return { ...(earlier ?? later), entries, removed };
}

function mergeValues(earlier: Tree | undefined, later: Tree, faults: Diagnostic[]): Tree {
  if (later.kind !== 'map') return later;
  return mergeMaps(earlier?.kind === 'map' ? earlier : undefined, later, faults);
}

function isNull(tree: Tree): tree is ScalarTree {
  return tree.kind === 'scalar' && tree.value === null && !tree.faulty;
}

/** To look for what was meant among more keys than anyone writes by hand would take long. */
const MOST_CANDIDATES = 1000;

function nothingToRemove(key: string, value: ScalarTree, earlier: MapTree | undefined): Diagnostic {
  const known = earlier === undefined || earlier.entries.size > MOST_CANDIDATES ? [] : earlier.entries.keys();
  return diagnose('ACR1028', {
    severity: 'warning',
    detail: `Here null removes what earlier files say under ${quote(key)}, and they say nothing there. Mend the key, or take the line out.`,
    hint: didYouMean(key, [...known]),
    source: rangeOf(value.keySpan ?? value.span),
  });
}

function unwritten(key: string, value: ScalarTree, stands: Tree): Diagnostic {
  return diagnose('ACR1027', {
    detail: `${quote(key)} stands here without a value, and ${placeOf(stands)} gives it one. An unfinished line removes nothing: write null to remove what stands there, a value to replace it, or take the line out to keep it.`,
    hint: 'write null to remove it',
    source: rangeOf(value.keySpan ?? value.span),
  });
}

/** The short form of a map without entries, where a reader of `[]` expects that it empties what stands there. */
function isIdleList(value: Tree, stands: Tree): boolean {
  const isShort = value.kind === 'map' && value.span.source.text[value.span.start] === '[';
  return isShort && value.entries.size === 0 && stands.kind === 'map' && stands.entries.size > 0;
}

function idleList(value: Tree, stands: Tree): Diagnostic {
  return diagnose('ACR1029', {
    severity: 'warning',
    detail: `A list of keys is short for a map, and a map adds to what stands in ${placeOf(stands)}: an empty one changes nothing. To remove an entry write its key with null behind it; to remove all of them, null in place of [].`,
    hint: 'write null to remove all',
    source: rangeOf(value.span),
  });
}
