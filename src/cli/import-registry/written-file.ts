import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { quote } from '../../core/wording.ts';
import { fileErrorReason } from '../file-error.ts';
import { writeNewFile } from '../new-file.ts';
import { COMMAND } from './prose.ts';

/**
 * The file that an import wrote which was cut off before it wrote the state; undefined where none stands there. Throws
 * where the file cannot be that of an import.
 */
export async function earlierImport(file: string): Promise<string | undefined> {
  // The lock would make the directory of the state, and with it this one.
  const directory = await stat(dirname(file)).catch(() => undefined);
  if (directory?.isDirectory() !== true) refuse(file, `There is no directory ${quote(dirname(file))}.`);
  const text = await readFile(file, 'utf8').catch((error: unknown) =>
    error instanceof Error && 'code' in error && error.code === 'ENOENT'
      ? undefined
      : refuse(file, fileErrorReason(error)),
  );
  if (text?.includes(COMMAND) === false) throw exists(file);
  return text;
}

/** Writes the file where none is; one that is there must be the same, and stays as it is. */
export async function writeImport(file: string, before: string | undefined, text: string): Promise<void> {
  if (before === text) return;
  const isWritten = before === undefined && (await writeNewFile(file, text, 'The configuration'));
  if (!isWritten) throw exists(file);
}

function refuse(file: string, why: string): never {
  const detail = `"${file}" cannot be used. ${why}`;
  const hint = 'Name a file with -o, in a directory that exists and that you may write to.';
  throw new AcrctlError(EXIT.error, [diagnose('ACR2026', { detail, hint })]);
}

function exists(file: string): AcrctlError {
  const detail = `"${file}" is there already, and was left as it is.`;
  const hint =
    'Name another file with -o, in a directory of its own. To take single objects into the state of this one, run "acrctl import ADDRESS ID".';
  return new AcrctlError(EXIT.error, [diagnose('ACR2051', { detail, hint })]);
}
