import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import { isValid, record, type Seen } from './check.ts';
import { liveThroughEverything } from './corpus.ts';
import { type Place, type Point, PUBLISHED, placesIn, pointsOf, shownAt } from './points.ts';

/** What the schemas describe and no test can bring about, with the reason. Nothing else may be missing. */
const NEVER_SEEN: Readonly<Record<Point, string>> = {
  'notApplied.result=declined': 'takes a person at a terminal who says no',
};

describe('the schemas of what acrctl writes', () => {
  let documents: readonly Seen[];
  beforeAll(async () => {
    const seen = record();
    await liveThroughEverything();
    documents = [...seen];
  }, 300_000);

  it('promise nothing that never comes', () => {
    const shown = new Set(documents.flatMap(placesOf).flatMap(shownAt));
    const promised = Object.keys(PUBLISHED).flatMap(pointsOf);
    expect(promised.filter((point) => !shown.has(point))).toEqual(Object.keys(NEVER_SEEN));
  });

  it('refuse each document once a key is dropped or added, or a value is of another kind', () => {
    const survived = new Set<string>();
    let tried = 0;
    for (const seen of telling(documents)) {
      for (const place of placesOf(seen)) {
        for (const [what, broken] of breakages(place)) {
          tried += 1;
          if (isValid(seen.name, replaced(seen.document as Json, place.way, broken))) {
            survived.add(`${place.point}: ${what}`);
          }
        }
      }
    }
    expect([...survived]).toEqual([]);
    expect(tried).toBeGreaterThan(1_000);
  });
});

function placesOf({ name, document }: Seen): readonly Place[] {
  return placesIn(name, document as Json);
}

/** Those that show something that no document before them did. */
function telling(documents: readonly Seen[]): readonly Seen[] {
  const known = new Set<Point>();
  return documents.filter((seen) => {
    const before = known.size;
    for (const point of placesOf(seen).flatMap(shownAt)) known.add(point);
    return known.size > before;
  });
}

/** What the value at a place must never be; nothing where the schema lets anything stand. */
function breakages({ schema, value }: Place): readonly (readonly [string, Json])[] {
  const isFree = !['type', 'enum', 'const', 'oneOf', '$ref'].some((keyword) => keyword in schema);
  const broken: (readonly [string, Json])[] = isFree ? [] : [['another kind', 0.5]];
  if ('pattern' in schema || 'enum' in schema) broken.push(['another text', ' ']);
  if ('minimum' in schema) broken.push(['a number below', -1]);
  if (schema['additionalProperties'] !== false || !isJsonObject(value)) return broken;
  broken.push(['a key more', { ...value, 'not a key': 1 }]);
  for (const key of schema['required'] as readonly string[]) {
    const { [key]: _, ...rest } = value;
    broken.push([`without ${key}`, rest]);
  }
  return broken;
}

function replaced(document: Json, way: readonly (string | number)[], value: Json): Json {
  const [key, ...rest] = way;
  if (key === undefined) return value;
  if (Array.isArray(document)) {
    return document.map((inner, index) =>
      index === key ? replaced(inner as Json, rest, value) : (inner as Json),
    );
  }
  return isJsonObject(document)
    ? { ...document, [key]: replaced(document[key] as Json, rest, value) }
    : document;
}
