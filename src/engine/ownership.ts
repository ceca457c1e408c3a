import type { JsonObject } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { LiveObject, ResourceType } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';

/** Tags that say who made an object. They speak only where the state has no entry (design 7, "Ours"). */
const STACK_TAG = 'acrctl-stack';
const ADDRESS_TAG = 'acrctl-address';

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
  const marked = known.map((body) => body && getPath(body, ['tags', ADDRESS_TAG])).find(Boolean) ?? address;
  const tags = (managed['tags'] ?? {}) as JsonObject;
  return { ...managed, tags: { ...tags, [STACK_TAG]: stack, [ADDRESS_TAG]: marked } };
}

function stackMark(body: JsonObject): string | undefined {
  const mark = getPath(body, ['tags', STACK_TAG]);
  return typeof mark === 'string' ? mark : undefined;
}
