import type { JsonObject } from '../core/json.ts';

export type Check = (value: unknown) => boolean;

/** What an object must hold, key by key; a key that ends in `?` may be absent. Other keys are faults. */
export type Shape = Readonly<Record<string, Check>>;

/** The first fault of a parsed JSON value against a shape, in words; undefined where there is none. */
export function shapeFault(value: unknown, shape: Shape): string | undefined {
  if (!isObject(value)) return 'it is no object';
  const known = new Set<string>();
  for (const [key, check] of Object.entries(shape)) {
    const name = key.replace(/\?$/, '');
    known.add(name);
    if (Object.hasOwn(value, name) ? !check(value[name]) : name === key)
      return `"${name}" is missing or wrong`;
  }
  const unknown = Object.keys(value).find((key) => !known.has(key));
  return unknown === undefined ? undefined : `"${unknown}" is unknown`;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isString: Check = (value) => typeof value === 'string';
export const isName: Check = (value) => typeof value === 'string' && value !== '';
export const isBoolean: Check = (value) => typeof value === 'boolean';
export const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const isNames: Check = (value) => Array.isArray(value) && value.every(isName);
export const isOneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
export const isShaped =
  (shape: Shape): Check =>
  (value) =>
    shapeFault(value, shape) === undefined;
