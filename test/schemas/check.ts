import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import evidence from '../../schemas/acrctl.evidence.schema.json' with { type: 'json' };
import output from '../../schemas/acrctl.output.schema.json' with { type: 'json' };
import plan from '../../schemas/acrctl.plan.schema.json' with { type: 'json' };
import state from '../../schemas/acrctl.state.schema.json' with { type: 'json' };
import type { JsonObject } from '../../src/core/json.ts';
import type { Documents } from './documents.generated.ts';

export type DefinitionName = keyof Documents;

export interface Seen {
  readonly name: DefinitionName;
  readonly document: unknown;
}

/** The schemas as they are shipped. */
export const SCHEMAS: Readonly<Record<'plan' | 'state' | 'output' | 'evidence', JsonObject>> = {
  ...{ plan, state, output, evidence },
};

/**
 * Throws unless the document is as the schemas say. Everything that acrctl writes as JSON in a test comes by here:
 * through the lab, or through what runs the command line.
 */
export function requireValid(name: DefinitionName, document: unknown): void {
  const validate = validatorOf(name);
  if (validate(document)) {
    recorded?.push({ name, document });
    return;
  }
  const faults = (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
  throw new Error(`This is no ${name} as the schemas say: ${faults.join('; ')}\n${JSON.stringify(document)}`);
}

export function isValid(name: DefinitionName, document: unknown): boolean {
  return validatorOf(name)(document);
}

/** From here on, what passes in this process is kept. */
export function record(): readonly Seen[] {
  recorded = [];
  return recorded;
}

/** A file that acrctl keeps for a stack, by its path. */
export function requireValidFile(path: string, text: string): void {
  const [name] = FILES.find(([, pattern]) => pattern.test(path)) ?? [];
  if (name === undefined) throw new Error(`No schema describes ${path}.`);
  // What stands behind the last newline of a journal broke off.
  const texts = name === 'journalLine' ? text.split('\n').slice(0, -1) : [text];
  for (const each of texts) requireValid(name, JSON.parse(each));
}

const FILES: readonly (readonly [DefinitionName, RegExp])[] = [
  ['stateFile', /\/state(\.\d+)?\.json$/],
  ['journalLine', /(\/journal|^unwritten\/.*)\.jsonl$/],
  ['movedState', /\/moved\.json$/],
  ['lock', /\/lock(\.json|\..+\.taken)$/],
];

let recorded: Seen[] | undefined;

const compiled = new Map<DefinitionName, ValidateFunction>();
let ajv: Ajv2020 | undefined;

function validatorOf(name: DefinitionName): ValidateFunction {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  ajv ??= new Ajv2020({ strict: true, schemas: Object.values(SCHEMAS) });
  const validate = ajv.getSchema(idOf(name));
  if (validate === undefined) throw new Error(`No schema describes ${name}.`);
  compiled.set(name, validate);
  return validate;
}

/** Where a definition is published. */
function idOf(name: DefinitionName): string {
  if (name === 'plan') return 'urn:acrctl:schema:plan:v1';
  if (name === 'evidence') return 'urn:acrctl:schema:evidence:v1';
  if (name === 'stateFile') return 'urn:acrctl:schema:state:v1';
  const file = Object.hasOwn((SCHEMAS.output['$defs'] ?? {}) as JsonObject, name) ? 'output' : 'state';
  return `urn:acrctl:schema:${file}:v1#/$defs/${name}`;
}
