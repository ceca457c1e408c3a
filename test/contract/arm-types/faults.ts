import type { Json, JsonObject } from '../../../src/core/json.ts';
import { isJsonObject } from '../../../src/core/path.ts';

/**
 * What a schema has against a value, each with the path where it stands; none: it is valid. Goes through the schema as
 * it stands, of which it knows the words below, and throws at any other one. A validator compiled from one of
 * Microsoft's network types would take every test file a quarter of a second (arm-types.test.ts holds the two together).
 */
export function faultsIn(schema: JsonObject, value: Json): readonly string[] {
  const found: string[] = [];
  look({ schema, value, root: schema, at: '', found });
  return found;
}

/** A value beside the schema that speaks of it. */
interface Place {
  readonly schema: JsonObject;
  readonly value: Json;
  readonly root: JsonObject;
  readonly at: string;
  readonly found: string[];
}

type Rule = (says: Json, place: Place) => void;

const ANNOTATIONS: ReadonlySet<string> = new Set([
  '$schema',
  '$defs',
  'title',
  'description',
  'examples',
  'readOnly',
  'writeOnly',
  'x-sensitive',
  'x-discriminator',
  'x-variants',
]);

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['$ref', (says, place) => look({ ...place, schema: definition(place.root, String(says)) })],
  ['anyOf', anyOf],
  ['type', (says, place) => check(isOfType(place.value, String(says)), place, `is no ${String(says)}`)],
  ['const', (says, place) => check(place.value === says, place, `is not ${JSON.stringify(says)}`)],
  [
    'enum',
    (says, place) => check((says as Json[]).includes(place.value), place, `is none of ${String(says)}`),
  ],
  ['pattern', onText((says, text) => patternOf(String(says)).test(text), 'does not match')],
  ['minLength', onText((says, text) => [...text].length >= Number(says), 'is shorter than')],
  ['maxLength', onText((says, text) => [...text].length <= Number(says), 'is longer than')],
  ['minimum', onNumber((says, number) => number >= says, 'is less than')],
  ['maximum', onNumber((says, number) => number <= says, 'is more than')],
  [
    'minItems',
    (says, place) => check(listIn(place).length >= Number(says), place, `has less than ${String(says)}`),
  ],
  ['items', items],
  ['required', required],
  ['properties', properties],
  ['additionalProperties', additionalProperties],
  ['propertyNames', propertyNames],
  [
    'maxProperties',
    (says, place) =>
      check(
        Object.keys(membersIn(place)).length <= Number(says),
        place,
        `has more than ${String(says)} members`,
      ),
  ],
]);

function look(place: Place): void {
  for (const word of Object.keys(place.schema)) {
    const rule = RULES.get(word);
    if (rule !== undefined) rule(place.schema[word] ?? null, place);
    else if (!ANNOTATIONS.has(word)) throw new Error(`Schemas here do without ${word}.`);
  }
}

function check(holds: boolean, { at, found }: Place, otherwise: string): void {
  if (!holds) found.push(`${at} ${otherwise}`.trim());
}

function anyOf(says: Json, place: Place): void {
  const each = (says as JsonObject[]).map((schema) => {
    const found: string[] = [];
    look({ ...place, schema, found });
    return found;
  });
  if (each.every((faults) => faults.length > 0)) place.found.push(...(each[0] ?? []));
}

function onText(holds: (says: Json, text: string) => boolean, otherwise: string): Rule {
  return (says, place) =>
    check(typeof place.value !== 'string' || holds(says, place.value), place, `${otherwise} ${String(says)}`);
}

function onNumber(holds: (says: number, number: number) => boolean, otherwise: string): Rule {
  return (says, place) => {
    const { value } = place;
    check(typeof value !== 'number' || holds(Number(says), value), place, `${otherwise} ${String(says)}`);
  };
}

function items(says: Json, place: Place): void {
  for (const [index, value] of listIn(place).entries())
    look({ ...place, schema: says as JsonObject, value, at: `${place.at}[${index}]` });
}

function required(says: Json, place: Place): void {
  if (!isJsonObject(place.value)) return;
  for (const name of says as string[]) check(Object.hasOwn(place.value, name), place, `lacks ${name}`);
}

function properties(says: Json, place: Place): void {
  for (const [name, value] of Object.entries(membersIn(place))) {
    const schema = own(says as JsonObject, name);
    if (schema !== undefined)
      look({ ...place, schema: schema as JsonObject, value, at: below(place.at, name) });
  }
}

function additionalProperties(says: Json, place: Place): void {
  const named = (place.schema['properties'] ?? {}) as JsonObject;
  for (const [name, value] of Object.entries(membersIn(place))) {
    if (own(named, name) !== undefined) continue;
    const inner = { ...place, value, at: below(place.at, name) };
    if (says === false) check(false, inner, 'is unknown');
    else look({ ...inner, schema: says as JsonObject });
  }
}

function propertyNames(says: Json, place: Place): void {
  for (const name of Object.keys(membersIn(place)))
    look({ ...place, schema: says as JsonObject, value: name, at: below(place.at, name) });
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'object':
      return isJsonObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    case 'string':
    case 'boolean':
      return typeof value === type;
    default:
      throw new Error(`Schemas here do without the type ${type}.`);
  }
}

function membersIn({ value }: Place): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listIn({ value }: Place): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function below(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

function definition(root: JsonObject, reference: string): JsonObject {
  const found = own((root['$defs'] ?? {}) as JsonObject, reference.replace(/^#\/\$defs\//, ''));
  if (found === undefined) throw new Error(`There is no ${reference}.`);
  return found as JsonObject;
}

const patterns = new Map<string, RegExp>();

function patternOf(text: string): RegExp {
  const pattern = patterns.get(text) ?? new RegExp(text, 'u');
  patterns.set(text, pattern);
  return pattern;
}
