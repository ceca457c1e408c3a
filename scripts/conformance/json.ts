/** JSON as cassettes and the emulator speak it. Nothing here is the product's: the judge stands apart from both. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isRecord<Value extends Json>(
  value: Json,
  is: (each: Json) => each is Value,
): value is Readonly<Record<string, Value>> & JsonObject {
  return isJsonObject(value) && Object.values(value).every(is);
}

/** Undefined where the text is no JSON. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The value below those names, or undefined. */
export function valueAt(value: Json | undefined, ...names: readonly string[]): Json | undefined {
  let found: Json | undefined = value;
  for (const name of names) found = isJsonObject(found) ? found[name] : undefined;
  return found;
}

/** Every text in the value. */
export function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner);
}
