import { readFile } from 'node:fs/promises';
import { canonicalJson, hashJson, inertJson } from '../core/canonical.ts';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { type BoundEvidence, boundEvidence, type Evidence, evidenceStaleness } from '../core/evidence.ts';
import { type Json, type JsonObject, parseJson } from '../core/json.ts';
import { getPath, isJsonObject, textAt } from '../core/path.ts';
import { fileErrorReason } from './file-error.ts';

/** The text of evidence, its digest made. */
export function evidenceText(evidence: Omit<Evidence, 'digest'>): string {
  const digest = hashJson(evidence as unknown as JsonObject);
  return `${inertJson(canonicalJson({ ...evidence, digest }, 2))}\n`;
}

/**
 * The evidence of a file, as a plan is bound to it; undefined without a file. Throws where it cannot be read, was damaged,
 * or is too old by the clock of this machine: a plan made with it could not be applied.
 */
export async function readEvidence(
  file: string | undefined,
  nowMs: number,
): Promise<BoundEvidence | undefined> {
  if (file === undefined) return undefined;
  const evidence = evidenceIn(await textOf(file), file);
  const stale = evidenceStaleness(evidence, nowMs);
  if (stale === undefined) return evidence;
  throw refused('ACR2512', stale, 'Make it anew on a machine in the network: acrctl verify --evidence FILE');
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw refused('ACR2515', `The evidence "${file}" cannot be read. ${fileErrorReason(error)}`, MADE_BY);
  }
}

function evidenceIn(text: string, file: string): BoundEvidence {
  const parsed = parseJson(text);
  if (!isJsonObject(parsed) || parsed['formatVersion'] !== '1.0' || textAt(parsed, 'digest') === undefined)
    throw refused('ACR2515', `"${file}" does not hold evidence that acrctl wrote.`, MADE_BY);
  const { digest, ...rest } = parsed;
  if (hashJson(rest) !== digest)
    throw refused(
      'ACR2515',
      `"${file}" does not match its own digest: it was edited, cut off, or damaged on the way.`,
      'Bring it here as it was written.',
    );
  if (!isEvidence(parsed))
    throw refused('ACR2515', `"${file}" is evidence of another form, such as of another acrctl.`, MADE_BY);
  return boundEvidence(parsed);
}

const MADE_BY = 'It is written by acrctl verify --evidence FILE.';

/** All that `boundEvidence` takes. */
function isEvidence(value: JsonObject): value is JsonObject & Evidence {
  return (
    ['digest', 'stack', 'made', 'machine.host'].every((path) => isText(getPath(value, path))) &&
    isList(value, 'machine.redirects', isText) &&
    isList(value, 'registries', isRegistry)
  );
}

function isRegistry(value: Json): boolean {
  return (
    isText(getPath(value, 'id')) &&
    isList(value, 'endpoints', (each) => isText(getPath(each, 'id'))) &&
    isList(value, 'names', (each) => isText(getPath(each, 'host')) && isList(each, 'addresses', isText)) &&
    isList(value, 'checks', (each) => isText(getPath(each, 'name')) && isText(getPath(each, 'status')))
  );
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string';
}

function isList(value: Json, path: string, isEntry: (entry: Json) => boolean): boolean {
  const list = getPath(value, path);
  return Array.isArray(list) && list.every(isEntry);
}

function refused(code: 'ACR2512' | 'ACR2515', detail: string, hint: string): AcrctlError {
  return new AcrctlError(EXIT.error, [diagnose(code, { detail, hint })]);
}
