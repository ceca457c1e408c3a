import { ArmError } from './errors.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** Reads a member at a path; absent and null are both `undefined`, as ARM treats them in requests. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const name of path) current = isObject(current) ? current[name] : undefined;
  return current ?? undefined;
}

export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  return expect(at(value, ...path), 'string', path);
}

export function booleanAt(value: unknown, ...path: readonly string[]): boolean | undefined {
  return expect(at(value, ...path), 'boolean', path);
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  return expect(at(value, ...path), 'number', path);
}

export function objectAt(value: unknown, ...path: readonly string[]): JsonObject | undefined {
  const found = at(value, ...path);
  if (found === undefined || isObject(found)) return found;
  throw wrongKind(path, 'object');
}

export function arrayAt(value: unknown, ...path: readonly string[]): readonly Json[] | undefined {
  const found = at(value, ...path);
  if (found === undefined || Array.isArray(found)) return found;
  throw wrongKind(path, 'array');
}

export function stringsAt(value: unknown, ...path: readonly string[]): readonly string[] | undefined {
  return arrayAt(value, ...path)?.map((item) => {
    if (typeof item === 'string') return item;
    throw wrongKind(path, 'array of strings');
  });
}

/** A map of strings, as tags and metadata are. */
export function stringMapAt(
  value: unknown,
  ...path: readonly string[]
): Readonly<Record<string, string>> | undefined {
  const found = objectAt(value, ...path);
  if (!found) return undefined;
  return Object.fromEntries(Object.entries(found).map(([name, item]) => [name, String(item ?? '')]));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same text for values that mean the same: keys sorted, absent members left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

/** Objects merge member by member; anything else, lists included, replaces what was there. */
export function merge(base: JsonObject, patch: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}

function expect<Kind extends 'string' | 'boolean' | 'number'>(
  value: unknown,
  kind: Kind,
  path: readonly string[],
): { string: string; boolean: boolean; number: number }[Kind] | undefined {
  if (value === undefined || typeof value === kind) return value as never;
  throw wrongKind(path, kind);
}

function wrongKind(path: readonly string[], kind: string): ArmError {
  return new ArmError(
    400,
    'InvalidRequestContent',
    `The request content was invalid: '${path.join('.')}' must be of type ${kind}.`,
  );
}
