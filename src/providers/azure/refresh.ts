import type { JsonObject } from '../../core/json.ts';
import type { LiveObject, LiveObjects, ReadableType, ReadTarget } from '../../core/resource-type.ts';
import { CloudError } from '../../core/resource-type.ts';
import type { Clock } from '../../core/world.ts';
import { foldId } from './arm-id.ts';
import { createLimiter } from './limiter.ts';
import type { Objects } from './objects.ts';
import { liveObjectOf, picked } from './objects.ts';
import { allTogether } from './together.ts';

interface RefreshOptions {
  readonly objects: Objects;
  readonly clock: Clock;
  readable(type: string): ReadableType;
  /** How many requests may be under way at once. */
  readonly parallelism: number;
}

/**
 * One round of reads: every request starts at once. Two or more siblings are read by one list, a subnet in its
 * network. An expected id that does not turn up is asked for by itself until its absence is certain.
 */
export async function refresh(
  targets: readonly ReadTarget[],
  expected: ReadonlySet<string>,
  { objects, clock, readable, parallelism }: RefreshOptions,
  signal?: AbortSignal,
): Promise<LiveObjects> {
  const limited = createLimiter(parallelism);
  const groups = groupsOf(fetchesOf(targets, readable), readable);
  const found = new Map<string, LiveObject>();
  await allTogether(groups, clock, signal, async (group, stop) => {
    for (const object of await readGroup(group, objects, limited, stop)) found.set(foldId(object.id), object);
  });
  const live = new Map<string, LiveObject>();
  const missing: ReadTarget[] = [];
  const foldedExpected = new Set([...expected].map(foldId));
  for (const target of uniqueById(targets)) {
    const object = objectOf(target, found, readable);
    if (object !== undefined) live.set(foldId(target.id), object);
    else if (foldedExpected.has(foldId(target.id))) missing.push(target);
  }
  await allTogether(missing, clock, signal, async (target, stop) => {
    const object = await limited(() => objects.getCertain(target, stop));
    if (object !== undefined) live.set(foldId(target.id), object);
  });
  return live;
}

/** What one or more targets are read by: a GET each, or one list. */
interface Group {
  readonly type: ReadableType;
  readonly collection: string | undefined;
  readonly ids: readonly string[];
}

type Limited = ReturnType<typeof createLimiter>;

async function readGroup(
  { type, collection, ids }: Group,
  objects: Objects,
  limited: Limited,
  signal?: AbortSignal,
): Promise<readonly LiveObject[]> {
  if (collection !== undefined && ids.length > 1) {
    const listed = await limited(() => unlessForbidden(objects.list(collection, type.apiVersion, signal)));
    if (listed !== undefined) return listed.flatMap((entry) => asObject(entry, type));
  }
  const read = await Promise.all(
    ids.map((id) => limited(() => objects.get({ type: type.type, id }, signal))),
  );
  return read.filter((object) => object !== undefined);
}

/** Whoever may read single objects need not be allowed to list their siblings: then each is asked for. */
async function unlessForbidden(
  list: Promise<readonly JsonObject[]>,
): Promise<readonly JsonObject[] | undefined> {
  try {
    return await list;
  } catch (error) {
    if (error instanceof CloudError && error.status === 403) return undefined;
    throw error;
  }
}

function asObject(entry: JsonObject, type: ReadableType): readonly LiveObject[] {
  const id = entry['id'];
  return typeof id === 'string' ? [liveObjectOf({ type: type.type, id }, entry)] : [];
}

/** The objects to ask for: a target that stands in another's body leads to its holder. Each once. */
function fetchesOf(
  targets: readonly ReadTarget[],
  readable: RefreshOptions['readable'],
): readonly ReadTarget[] {
  return uniqueById(
    targets.flatMap((target) => {
      const { readIn } = readable(target.type);
      if (readIn === undefined) return [target];
      const beside = readIn.beside === undefined ? [] : [readIn.beside(target.id)];
      return [{ type: readIn.type, id: readIn.holder(target.id) }, ...beside];
    }),
  );
}

function groupsOf(fetches: readonly ReadTarget[], readable: RefreshOptions['readable']): readonly Group[] {
  const groups = new Map<string, { type: ReadableType; collection: string | undefined; ids: string[] }>();
  for (const { type: name, id } of fetches) {
    const type = readable(name);
    const collection = type.collection?.(id);
    const key = foldId(`${name} ${collection ?? id}`);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { type, collection, ids: [id] });
    else group.ids.push(id);
  }
  return [...groups.values()];
}

function objectOf(
  target: ReadTarget,
  found: ReadonlyMap<string, LiveObject>,
  readable: RefreshOptions['readable'],
): LiveObject | undefined {
  const { readIn } = readable(target.type);
  if (readIn === undefined) return found.get(foldId(target.id));
  const holder = found.get(foldId(readIn.holder(target.id)));
  const beside = readIn.beside && found.get(foldId(readIn.beside(target.id).id));
  return holder && picked(target, readIn, holder.body, beside?.body);
}

function uniqueById(targets: readonly ReadTarget[]): readonly ReadTarget[] {
  return [...new Map(targets.map((target) => [foldId(target.id), target])).values()];
}
