import type { Json, JsonObject } from '../core/json.ts';
import { getPath } from '../core/path.ts';

/** An object in Azure as an entry of the language: the mirror of what a feature compiles an entry to. Pure. */
export interface Expression {
  /** Without the keys that say where it is; what is at its default is left out. */
  readonly entry: JsonObject;
  /** What the object has and the entry does not say; it stays as it is. */
  readonly unsaid: readonly Unsaid[];
  /** Words for readers, by the key of the entry that they stand behind, with dots. */
  readonly comments?: Readonly<Record<string, string>>;
  /** Why no entry can stand for the object as one that acrctl looks after; then `entry` is of no use. */
  readonly cannot?: string;
}

export interface Unsaid {
  /** In the ARM body. */
  readonly path: string;
  /** A noun: `encryption with a key of its own`. */
  readonly what: string;
}

/** A path of an ARM body that the language has no key for. */
export interface Unsayable extends Unsaid {
  /** What stands there where nobody set it; what is absent, null or an empty list never counts. */
  readonly usual?: readonly (string | number | boolean)[];
}

export function unsaidIn(body: JsonObject, table: readonly Unsayable[]): readonly Unsaid[] {
  return table
    .filter(({ path, usual = [] }) => {
      const value = getPath(body, path) ?? null;
      const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
      return !isEmpty && !usual.some((each) => foldText(value) === foldText(each));
    })
    .map(({ path, what }) => ({ path, what }));
}

/** Azure spells the same word in more ways than one. */
function foldText(value: Json): Json {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** The members that have a value, in their order. */
export function present(members: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(members).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

/** The value, unless it is what an entry without it comes to. */
export function unless<Value extends Json>(usual: Json, value: Value | undefined): Value | undefined {
  return value === usual ? undefined : value;
}

/** `networkSecurityGroupEnabled` for ARM's `NetworkSecurityGroupEnabled`: the inverse of `armValue`. */
export function languageValue(value: string): string {
  return value.charAt(0).toLowerCase() + value.slice(1);
}
