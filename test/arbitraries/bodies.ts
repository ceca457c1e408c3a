import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';

/** Bodies that nobody promised: a sample with values put in, and members and values of all in any arrangement. */
export function oddBodies(sample: JsonObject, others: readonly JsonObject[] = []): fc.Arbitrary<JsonObject> {
  const altered = fc.array(fc.nat(5 * ODD.length), { minLength: 60, maxLength: 60 }).map((numbers) => {
    const body = withOdd(sample, numbers.values());
    return isJsonObject(body) ? body : {};
  });
  return fc.oneof(altered, scrambledBodies([sample, ...others]));
}

const ODD: readonly Json[] = [
  ...[null, '', 'None', '1.2.3.4/32/32', ' ', 'İ', 0, 1e21, true, '__proto__'],
  ...[[], {}, [null], [[]], ['b', 'a'], [{}], { name: 'x' }, { '': null }],
];

/** A small number leaves a value as it is, so that a body shrinks towards the sample. */
function withOdd(value: Json, numbers: Iterator<number>): Json {
  const at = (numbers.next().value ?? 0) - 4 * ODD.length;
  if (at >= 0) return ODD[at] ?? null;
  if (Array.isArray(value)) return value.map((entry: Json) => withOdd(entry, numbers));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withOdd(inner, numbers)]));
}

function scrambledBodies(samples: readonly JsonObject[]): fc.Arbitrary<JsonObject> {
  const names = [...new Set(samples.flatMap(memberNames))];
  const scalars = [...new Set(samples.flatMap(scalarsIn))];
  const { body } = fc.letrec<{ body: JsonObject; value: Json }>((tie) => ({
    body: fc
      .array(fc.tuple(fc.constantFrom(...names, '__proto__', 'toString'), tie('value')), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries)),
    value: fc.oneof(
      { maxDepth: 5, depthSize: 'small' },
      fc.constantFrom(...ODD),
      fc.constantFrom(...scalars),
      fc.array(tie('value'), { maxLength: 3 }),
      { arbitrary: tie('body'), weight: 3 },
    ),
  }));
  return body;
}

/** What Azure may do to a body without a change of meaning, one choice after the other from `choices`. */
export type Choices = Iterator<number>;

/** An endless supply of choices, the same for the same seed. */
export function choices(): fc.Arbitrary<Choices> {
  return fc.infiniteStream(fc.nat(5));
}

/**
 * The body as Azure might answer it another time: ids and places in other case, members and lists in another order,
 * members beside that nobody asked for, null for what is not there. Lists named in `sequences` keep their order.
 */
export function asAzureAnswers(
  body: JsonObject,
  sequences: ReadonlySet<string>,
  choice: Choices,
): JsonObject {
  return respelt(body, '', sequences, choice) as JsonObject;
}

function respelt(value: Json, name: string, sequences: ReadonlySet<string>, choice: Choices): Json {
  if (typeof value === 'string') return respeltText(value, name, choice);
  if (Array.isArray(value)) {
    const entries = value.map((entry: Json) => respelt(entry, name, sequences, choice));
    return sequences.has(name) ? entries : shuffled(entries, choice);
  }
  if (!isJsonObject(value)) return value;
  // What is in tags or metadata is the user's; Azure adds nothing there.
  if (name === 'tags' || name === 'metadata')
    return Object.fromEntries(shuffled(Object.entries(value), choice));
  const members = Object.entries(value).map(
    ([key, inner]) => [key, respelt(inner, key, sequences, choice)] as const,
  );
  const added = ADDED.filter(([key]) => !(key in value) && next(choice) === 5);
  return Object.fromEntries(shuffled([...members, ...added], choice));
}

const ADDED: readonly (readonly [string, Json])[] = [
  ['etag', 'W/"9"'],
  ['provisioningState', 'Succeeded'],
  ['inventedTomorrow', { enabled: [1, null] }],
  ['tags', null],
  ['ddosProtectionPlan', null],
  ['lastUpdatedTime', '2026-01-02T00:00:00Z'],
];

function respeltText(text: string, name: string, choice: Choices): string {
  if (name === 'location' && text === 'westeurope')
    return ['West Europe', text, 'WestEurope'][next(choice) % 3] ?? text;
  if (!text.startsWith('/subscriptions/')) return text;
  return (
    [text, text.toLowerCase(), text.toUpperCase(), text.replace('resourceGroups', 'resourcegroups')][
      next(choice) % 4
    ] ?? text
  );
}

function shuffled<Value>(list: readonly Value[], choice: Choices): readonly Value[] {
  return list
    .map((value, at) => ({ value, at, rank: next(choice) }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .map(({ value }) => value);
}

function next(choice: Choices): number {
  return choice.next().value ?? 0;
}

export function memberNames(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((entry: Json) => memberNames(entry));
  return isJsonObject(value)
    ? Object.entries(value).flatMap(([name, inner]) => [name, ...memberNames(inner)])
    : [];
}

function scalarsIn(value: Json): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap((inner: Json) => scalarsIn(inner));
}
