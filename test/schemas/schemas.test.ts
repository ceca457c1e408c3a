import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import { SCHEMAS } from './check.ts';
import { PUBLISHED } from './points.ts';

/** Values of which the schemas say nothing more, since Azure or the file decides what stands there. */
const FREE = ['body', 'drift.paths.applied', 'drift.paths.live', 'output.value'];

describe('the schemas of what acrctl writes', () => {
  it.each(Object.entries(SCHEMAS))(
    'stand alone, and every validator takes them strictly: %s',
    (_, schema) => {
      const ajv = new Ajv2020({ strict: true });
      expect(ajv.validateSchema(schema)).toBe(true);
      expect(ajv.compile(schema)({})).toBe(false);
    },
  );

  it('say of every key what it is, close every object, and leave free only what others decide', () => {
    const found = { poor: [] as string[], open: [] as string[], free: [] as string[] };
    for (const [name, schema] of Object.entries(PUBLISHED)) inspect(schema, name, found);
    expect(found).toEqual({ poor: [], open: [], free: FREE });
  });
});

const SAYS_WHAT = ['$ref', 'const', 'enum', 'items', 'oneOf', 'properties', 'additionalProperties'];

function inspect(
  schema: JsonObject,
  at: string,
  found: { poor: string[]; open: string[]; free: string[] },
): void {
  const { title, description, type, properties, additionalProperties } = schema;
  const isDescribed = title !== undefined && description !== undefined;
  if (!isDescribed && !('$ref' in schema) && type !== 'null') found.poor.push(at);
  if (properties !== undefined && additionalProperties !== false) found.open.push(at);
  const isScalar = type !== undefined && type !== 'object' && type !== 'array';
  if (!isScalar && !SAYS_WHAT.some((keyword) => keyword in schema)) found.free.push(at);
  for (const [key, inner] of Object.entries((properties ?? {}) as JsonObject)) {
    inspect(inner as JsonObject, `${at}.${key}`, found);
  }
  const inside: readonly (Json | undefined)[] = [
    schema['items'],
    additionalProperties,
    ...((schema['oneOf'] ?? []) as readonly Json[]),
  ];
  for (const inner of inside) if (inner !== undefined && isJsonObject(inner)) inspect(inner, at, found);
}

/** The ways by which a test gets at a document of acrctl: these check all that passes through them. */
const SEAMS = ['lab.ts', 'cli/acrctl.ts', 'kill/kill.test.ts', 'scenarios/any-plan.test.ts'];

/** What makes plans, applies them, or runs the command line. */
const MAKES_DOCUMENTS = [
  /import \{[^}]*\b(?:plan|apply)\b[^}]*\} from '[^']*\/engine\/run\.ts'/,
  /import \{[^}]*\bmakePlan\b[^}]*\} from/,
  /'(?:\.\.\/)*bin\/acrctl\.js'/,
  /from '[^']*\/cli\/(?:commands\/|program|main)/,
];

it('no test gets at a plan, an outcome or the command line but through the seams that check it', () => {
  const tests = new URL('../', import.meta.url);
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const making = files.filter((file) => {
    const code = readFileSync(new URL(file, tests), 'utf8');
    return MAKES_DOCUMENTS.some((pattern) => pattern.test(code));
  });
  expect(making.sort()).toEqual(SEAMS.toSorted());
});
