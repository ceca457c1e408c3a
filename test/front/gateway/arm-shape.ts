/** What a body says that the model of a gateway does not do: never passed over, since the product would do something. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood';
}

/** Reads one value of a body; `at` says where it stands. A value that is left out comes as undefined. */
export type Read<T> = (value: unknown, at: string) => T;

export const text: Read<string> = (value, at) => {
  if (typeof value === 'string') return value;
  throw new NotUnderstood(`${at} is no text, but ${shown(value)}.`);
};

export const truth: Read<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value;
  throw new NotUnderstood(`${at} is neither true nor false, but ${shown(value)}.`);
};

/** A whole number of a range, both ends included. */
export function integer(least: number, most: number): Read<number> {
  return (value, at) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    throw new NotUnderstood(`${at} is no number from ${least} to ${most}, but ${shown(value)}.`);
  };
}

/** One of the values that the model has a meaning for. */
export function oneOf<const T extends string | boolean>(...values: readonly T[]): Read<T> {
  return (value, at) => {
    const found = values.find((each) => each === value);
    if (found !== undefined) return found;
    throw new NotUnderstood(`${at} is ${shown(value)}; the model knows ${values.map(shown).join(', ')}.`);
  };
}

/** A list of no more than so many. */
export function list<T>(each: Read<T>, most = Number.POSITIVE_INFINITY): Read<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new NotUnderstood(`${at} is no list, but ${shown(value)}.`);
    if (value.length > most) throw new NotUnderstood(`${at} has ${value.length} entries, more than ${most}.`);
    return value.map((one, index) => each(one, `${at}[${index}]`));
  };
}

/** What may be left out. */
export function maybe<T>(read: Read<T>): Read<T | undefined>;
export function maybe<T>(read: Read<T>, otherwise: T): Read<T>;
export function maybe<T>(read: Read<T>, otherwise?: T): Read<T | undefined> {
  return (value, at) => (value === undefined ? otherwise : read(value, at));
}

/** A list that the model can do nothing with, unless it is empty. */
export const nothing: Read<undefined> = (value, at) => {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined;
  throw new NotUnderstood(`${at} is beyond the model.`);
};

type Fields = Readonly<Record<string, Read<unknown>>>;
type Shape<F extends Fields> = { readonly [Name in keyof F]: ReturnType<F[Name]> };

/**
 * An object of exactly these fields. `withoutEffect` are those which may stand there although the model does nothing
 * with them, each with the reason; a field of neither is refused.
 */
export function shape<F extends Fields>(
  fields: F,
  withoutEffect: Readonly<Record<string, string>> = {},
): Read<Shape<F>> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new NotUnderstood(`${at} is no object, but ${shown(value)}.`);
    const body = value as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(body).filter(
      (name) => !Object.hasOwn(fields, name) && !Object.hasOwn(withoutEffect, name),
    );
    if (unknown.length > 0)
      throw new NotUnderstood(`${at} has ${unknown.join(', ')}, which the model does not know.`);
    const read = Object.entries(fields).map(([name, each]) => [name, each(body[name], `${at}.${name}`)]);
    return Object.fromEntries(read) as Shape<F>;
  };
}

/** A reference to another part, or another object. */
export const reference = shape({ id: text });

function shown(value: unknown): string {
  return value === undefined ? 'left out' : (JSON.stringify(value) ?? String(value));
}
