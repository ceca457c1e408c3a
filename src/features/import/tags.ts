import type { JsonObject } from '../../core/json.ts';
import { OWNER_TAGS } from '../../core/owner-tags.ts';
import { isJsonObject } from '../../core/path.ts';
import type { Unsaid } from '../express.ts';
import { tagFault } from '../tag-rules.ts';

export type Tags = Readonly<Record<string, string>>;

/** The tags of an object that a file can say, without those of acrctl; what it cannot say stays as it is. */
export function expressTags(body: JsonObject): { readonly tags: Tags; readonly unsaid: readonly Unsaid[] } {
  const all = isJsonObject(body['tags']) ? Object.entries(body['tags']) : [];
  const given = all.filter(([name]) => !OWN.has(name.toLowerCase()));
  const isSayable = ([name, value]: (typeof given)[number]) =>
    typeof value === 'string' && tagFault(name, value) === undefined && !UNPRINTABLE.test(name + value);
  const strange = given.filter((each) => !isSayable(each));
  return {
    tags: Object.fromEntries(given.filter(isSayable)) as Tags,
    unsaid: strange.map(([name]) => ({ path: 'tags', what: `the tag ${JSON.stringify(name)}` })),
  };
}

const OWN: ReadonlySet<string> = new Set(Object.values(OWNER_TAGS));
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** What every one of the objects carries alike, which then stands once. */
export function commonTags(all: readonly Tags[]): Tags {
  const [first, ...others] = all;
  if (first === undefined || others.length === 0) return {};
  return Object.fromEntries(
    Object.entries(first).filter(([name, value]) => others.every((tags) => tags[name] === value)),
  );
}

/** `tags` without what stands once for all; undefined where nothing is left. */
export function ownTags(tags: Tags, common: Tags): Tags | undefined {
  const own = Object.entries(tags).filter(([name]) => !Object.hasOwn(common, name));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}
