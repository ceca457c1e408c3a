import { isObject } from './json.ts';

/** Thrown for a document of faults, permissions or the like that means nothing; the message says where. */
export class InvalidControl extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvalidControl';
  }
}

/** The entries of `{ "<name>": [ … ] }`, each read with the place it stands at. */
export function entriesOf<Entry>(
  document: unknown,
  name: string,
  what: string,
  read: (entry: unknown, where: string) => Entry,
): readonly Entry[] {
  const list = isObject(document) ? document[name] : undefined;
  if (!Array.isArray(list)) throw new InvalidControl(`${what} must be {"${name}": [ … ]}.`);
  return list.map((entry: unknown, index) => read(entry, `${name}[${index}]`));
}

export function record(
  value: unknown,
  where: string,
  known?: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!isObject(value)) throw new InvalidControl(`${where} must be an object.`);
  const stray = known && Object.keys(value).find((name) => !known.includes(name));
  if (stray)
    throw new InvalidControl(`${where} has an unknown member '${stray}'; known are ${known.join(', ')}.`);
  return value;
}

export function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new InvalidControl(`${where} must be a string.`);
  return value;
}

export function texts(value: unknown, where: string): readonly string[] {
  if (!Array.isArray(value)) throw new InvalidControl(`${where} must be a list of strings.`);
  return value.map((item, index) => text(item, `${where}[${index}]`));
}

export function whole(value: unknown, least: number, where: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least) {
    throw new InvalidControl(`${where} must be a whole number of at least ${least}.`);
  }
  return value;
}

export function oneOf<Word extends string>(value: unknown, words: readonly Word[], where: string): Word {
  const found = words.find((word) => word === value);
  if (found === undefined) throw new InvalidControl(`${where} must be one of ${words.join(', ')}.`);
  return found;
}
