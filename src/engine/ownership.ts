import type { JsonObject } from '../core/json.ts';
import { OWNER_TAGS } from '../core/owner-tags.ts';
import { getPath, textAt } from '../core/path.ts';
import type { LiveObject, ResourceType } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';

export type Ownership =
  | 'ours'
  /** In the state, but the object is another one under the same id. */
  | 'recreated'
  /** Carries the mark of another stack. */
  | 'other-stack'
  /** Not in the state, though it carries our mark: the state was lost, or a crash came in between. */
  | 'marked'
  /** Not in the state and without a mark of ours. */
  | 'foreign';

/** Whose a live object is, by the entry that stands for it in the state, or without one by its mark. */
export function ownershipOf(
  live: LiveObject,
  entry: StateEntry | undefined,
  type: ResourceType,
  stack: string,
): Ownership {
  const mark = type.mark === 'tags' ? stackMark(live.body) : undefined;
  if (mark !== undefined && mark !== stack) return 'other-stack';
  if (entry === undefined) return mark === stack ? 'marked' : 'foreign';
  const incarnation = type.incarnationOf?.(live.body);
  return entry.incarnation === undefined || incarnation === entry.incarnation ? 'ours' : 'recreated';
}

/**
 * The managed body with the owner mark in it. The address in the mark is the one at creation and stays: a move
 * sends nothing.
 */
export function withMark(
  managed: JsonObject,
  type: ResourceType,
  stack: string,
  address: string,
  known: readonly (JsonObject | undefined)[],
): JsonObject {
  if (type.mark === 'none') return managed;
  const marked =
    known.map((body) => body && getPath(body, ['tags', OWNER_TAGS.address])).find(Boolean) ?? address;
  const tags = (managed['tags'] ?? {}) as JsonObject;
  return { ...managed, tags: { ...tags, [OWNER_TAGS.stack]: stack, [OWNER_TAGS.address]: marked } };
}

function stackMark(body: JsonObject): string | undefined {
  return textAt(body, ['tags', OWNER_TAGS.stack]);
}
