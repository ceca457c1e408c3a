import { dirname, join } from 'node:path';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { SCHEMA_FILE, writeNewFile } from '../new-file.ts';
import type { SchemaName } from '../options.ts';

/** Prints a JSON Schema. */
export async function schema(name: SchemaName): Promise<ExitCode> {
  process.stdout.write(await schemaText(name));
  return EXIT.done;
}

/** A JSON Schema as it stands in `schemas/`; it is in the bundle, so no file is looked for. */
export async function schemaText(name: SchemaName): Promise<string> {
  const { default: document } = await SCHEMAS[name]();
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Beside a configuration whose first line names it. False where one is there: that is left as it is. */
export async function writeSchemaBeside(file: string): Promise<boolean> {
  return writeNewFile(join(dirname(file), SCHEMA_FILE), await schemaText('config'), 'The schema');
}

const SCHEMAS: Readonly<Record<SchemaName, () => Promise<{ readonly default: object }>>> = {
  config: () => import('../../../schemas/acrctl.schema.json', { with: { type: 'json' } }),
  plan: () => import('../../../schemas/acrctl.plan.schema.json', { with: { type: 'json' } }),
  state: () => import('../../../schemas/acrctl.state.schema.json', { with: { type: 'json' } }),
  evidence: () => import('../../../schemas/acrctl.evidence.schema.json', { with: { type: 'json' } }),
  output: () => import('../../../schemas/acrctl.output.schema.json', { with: { type: 'json' } }),
};
