import type { JsonObject } from '../core/json.ts';
import { type Mark, markAmongWords, markInWords, OWNER_TAGS } from '../core/owner-tags.ts';
import { getPath, isJsonObject, setPath, textAt } from '../core/path.ts';
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
  const mark = readMark(live.body, type)?.stack;
  if (mark !== undefined && mark !== stack) return 'other-stack';
  if (entry === undefined) return mark === stack ? 'marked' : 'foreign';
  const incarnation = type.incarnationOf?.(live.body);
  return entry.incarnation === undefined || incarnation === entry.incarnation ? 'ours' : 'recreated';
}

/** True where the body, live or applied, carries the mark of the stack. */
export function isMarked(body: JsonObject, type: ResourceType, stack: string): boolean {
  return readMark(body, type)?.stack === stack;
}

/**
 * True where the mark can be put beside what the object has and the file gives it, without taking away what somebody
 * wrote there.
 */
export function hasRoomForMark(live: JsonObject, managed: JsonObject, { mark }: ResourceType): boolean {
  if (mark === 'tags') {
    const names = [live, managed].flatMap((body) => Object.keys(objectAt(body, MARKED_MAP.tags)));
    return new Set(names).size + Object.keys(OWNER_TAGS).length <= MOST_TAGS;
  }
  const description = textAt(live, DESCRIPTION) ?? '';
  return mark !== 'description' || description === '' || markAmongWords(description) !== undefined;
}

/** Assumption, from memory of Azure's documents on tags; no recording shows a refusal. */
const MOST_TAGS = 50;

function objectAt(body: JsonObject, path: readonly string[]): JsonObject {
  const found = getPath(body, path);
  return isJsonObject(found) ? found : {};
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
  const marked = known.map((body) => body && readMark(body, type)?.address).find(Boolean) ?? address;
  if (type.mark === 'description') return setPath(managed, DESCRIPTION, markInWords(stack, marked));
  const path = MARKED_MAP[type.mark];
  return setPath(managed, path, {
    ...objectAt(managed, path),
    [OWNER_TAGS.stack]: stack,
    [OWNER_TAGS.address]: marked,
  });
}

const MARKED_MAP = { tags: ['tags'], metadata: ['properties', 'metadata'] } as const;
const DESCRIPTION = 'properties.description';

function readMark(body: JsonObject, { mark }: ResourceType): Mark | undefined {
  if (mark === 'none') return undefined;
  if (mark === 'description') return markAmongWords(textAt(body, DESCRIPTION) ?? '');
  const stack = textAt(body, [...MARKED_MAP[mark], OWNER_TAGS.stack]);
  const address = textAt(body, [...MARKED_MAP[mark], OWNER_TAGS.address]);
  return stack === undefined ? undefined : { stack, address };
}
