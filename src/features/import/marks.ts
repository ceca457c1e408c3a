import { parseAddress } from '../../core/address.ts';
import type { JsonObject } from '../../core/json.ts';
import { type Mark, markAmongWords, OWNER_TAGS } from '../../core/owner-tags.ts';
import { isJsonObject, textAt } from '../../core/path.ts';

/** Whose an object is by its mark: of this stack, of another, or unmarked (design 7, "Ours"). */
export type Owner = 'ours' | 'others' | 'nobody';

export function ownerOf(body: JsonObject | undefined, stack: string): Owner {
  const mark = markOf(body);
  if (mark === undefined) return 'nobody';
  return mark.stack === stack ? 'ours' : 'others';
}

/** The mark of an object, wherever its type carries it: in tags, in metadata, or in a description. */
export function markOf(body: JsonObject | undefined): Mark | undefined {
  if (body === undefined) return undefined;
  for (const holder of ['tags', 'properties.metadata']) {
    const stack = marked(body, holder, OWNER_TAGS.stack);
    if (stack !== undefined) return { stack, address: marked(body, holder, OWNER_TAGS.address) };
  }
  return markAmongWords(textAt(body, 'properties.description') ?? '');
}

/**
 * The key that the entry of an object had when this stack made it, where it is one of the section that `path` begins
 * with: `*` stands for any key.
 */
export function markedKey(
  body: JsonObject | undefined,
  stack: string,
  path: readonly string[],
): string | undefined {
  const mark = markOf(body);
  const segments = mark?.stack === stack ? parseAddress(mark.address ?? '') : undefined;
  if (segments?.length !== path.length + 1) return undefined;
  return path.every((part, index) => part === '*' || part === segments[index]) ? segments.at(-1) : undefined;
}

/** Azure may keep the name of a tag in another case. */
function marked(body: JsonObject, holder: string, name: string): string | undefined {
  const map =
    holder === 'tags' ? body['tags'] : isJsonObject(body['properties']) && body['properties']['metadata'];
  if (!isJsonObject(map || undefined)) return undefined;
  const [, value] = Object.entries(map as JsonObject).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : undefined;
}
