import type { JsonObject } from '../core/json.ts';
import { OWNER_TAGS } from '../core/owner-tags.ts';
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
  if (type.mark === 'description') return setPath(managed, DESCRIPTION, describe(stack, marked));
  const path = MARKED_MAP[type.mark];
  const around = getPath(managed, path);
  const tags = isJsonObject(around) ? around : {};
  return setPath(managed, path, { ...tags, [OWNER_TAGS.stack]: stack, [OWNER_TAGS.address]: marked });
}

/** Who made an object, and at which address, as its mark says. */
interface Mark {
  readonly stack: string;
  readonly address: string | undefined;
}

const MARKED_MAP = { tags: ['tags'], metadata: ['properties', 'metadata'] } as const;
const DESCRIPTION = 'properties.description';

function readMark(body: JsonObject, { mark }: ResourceType): Mark | undefined {
  if (mark === 'none') return undefined;
  if (mark === 'description') return markIn(textAt(body, DESCRIPTION) ?? '');
  const stack = textAt(body, [...MARKED_MAP[mark], OWNER_TAGS.stack]);
  const address = textAt(body, [...MARKED_MAP[mark], OWNER_TAGS.address]);
  return stack === undefined ? undefined : { stack, address };
}

/** In words, since people read it in the portal. */
function describe(stack: string, address: string): string {
  return `${OWNER_TAGS.stack}=${stack} ${OWNER_TAGS.address}=${address}`;
}

function markIn(description: string): Mark | undefined {
  const [, stack, address] = MARK.exec(description) ?? [];
  return stack === undefined ? undefined : { stack, address };
}

const MARK = new RegExp(`${OWNER_TAGS.stack}=(\\S+)(?: ${OWNER_TAGS.address}=(.+))?`);
