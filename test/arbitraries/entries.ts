import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';

/** An entry that has some keys always and others sometimes. */
export function entry(
  always: Readonly<Record<string, fc.Arbitrary<Json>>>,
  sometimes: Readonly<Record<string, fc.Arbitrary<Json>>>,
): fc.Arbitrary<JsonObject> {
  return fc.record(
    { ...always, ...sometimes },
    { requiredKeys: Object.keys(always) },
  ) as fc.Arbitrary<JsonObject>;
}

export function maybe<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.option(arbitrary, { nil: undefined, freq: 3 });
}

/** What the arbitrary gives where it is wanted, and the other value where not. */
export function where<Value>(
  isWanted: boolean,
  arbitrary: fc.Arbitrary<Value>,
  otherwise: Value,
): fc.Arbitrary<Value> {
  return isWanted ? arbitrary : fc.constant(otherwise);
}

export function present<Value>(
  entries: Readonly<Record<string, Value | undefined>>,
): readonly (readonly [string, Value])[] {
  return Object.entries(entries).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
}

/** Azure keeps the spelling of a name; values may be any text that a file can hold. */
export function tags(): fc.Arbitrary<JsonObject> {
  return fc.dictionary(
    fc.constantFrom('owner', 'Stage', 'cost centre', 'a.b', '__proto__x', 'größe', 'x"[1]'),
    fc.oneof(fc.constantFrom('', 'platform', 'Prod', '10%'), fc.string({ unit: PRINTABLE, maxLength: 12 })),
    { maxKeys: 3 },
  );
}

const PRINTABLE = fc.constantFrom(...'aZ0 .:,#"\'\\[]{}&*!|>%@`/-_=?~', 'é', '世', '🙂');
