import type { Json, JsonObject } from '../../src/core/json.ts';
import { EVIDENCE } from './evidence.ts';
import { OUTPUT } from './output.ts';
import { type Definitions, ref } from './parts.ts';
import { PLAN } from './plan.ts';
import { SHARED } from './shared.ts';
import { STATE } from './state.ts';

/** Everything that acrctl writes as JSON, by definition. */
export const DEFINITIONS: Definitions = { ...SHARED, ...PLAN, ...STATE, ...OUTPUT, ...EVIDENCE };

/** The published schemas. Each stands alone, so that any validator takes it as it is. */
export const DOCUMENT_SCHEMAS: readonly { readonly path: string; readonly schema: JsonObject }[] = [
  { path: 'schemas/acrctl.plan.schema.json', schema: publish('plan', definition('plan')) },
  {
    path: 'schemas/acrctl.state.schema.json',
    schema: publish('state', definition('stateFile'), ['journalLine', 'lock', 'movedState']),
  },
  { path: 'schemas/acrctl.evidence.schema.json', schema: publish('evidence', definition('evidence')) },
  {
    path: 'schemas/acrctl.output.schema.json',
    schema: publish('output', {
      title: 'acrctl output',
      description:
        'Every document that a command prints with --json. The definitions are named after the commands; plan and show print a plan.',
      oneOf: [
        'validate',
        'plan',
        'apply',
        'driftReport',
        'import',
        'importRegistry',
        'records',
        'allowList',
        'connections',
        'rotateCertificate',
        'rotateEncryption',
        'rotateToken',
        'revokeEncryption',
        'doctor',
        'verify',
        'ticketCustomDomain',
        'stateList',
        'stateShow',
        'stateMove',
        'stateForget',
        'stateRebuild',
        'statePush',
        'stateMigrate',
        'stateUnlock',
        'failure',
        'emulator',
      ].map((name) => ref(name)),
    }),
  },
];

function definition(name: string): JsonObject {
  const found = DEFINITIONS[name];
  if (found === undefined) throw new TypeError(`There is no definition "${name}".`);
  return found;
}

/** With the definitions that it leads to, and those that `also` names: other files of the same kind. */
function publish(name: string, root: JsonObject, also: readonly string[] = []): JsonObject {
  const used = new Set(also);
  const visit = (node: Json): void => {
    for (const target of refsIn(node)) {
      if (used.has(target)) continue;
      used.add(target);
      visit(definition(target));
    }
  };
  visit(root);
  for (const each of also) visit(definition(each));
  const names = Object.keys(DEFINITIONS).filter((each) => used.has(each));
  const $defs = Object.fromEntries(names.map((each) => [each, definition(each)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:acrctl:schema:${name}:v1`,
    ...root,
    $defs,
  };
}

function refsIn(node: Json): readonly string[] {
  return [...JSON.stringify(node).matchAll(/"\$ref":"#\/\$defs\/(\w+)"/g)].map((match) => match[1] ?? '');
}
