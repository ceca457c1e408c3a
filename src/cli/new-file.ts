import { open, rm } from 'node:fs/promises';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';

/** Lies beside a configuration that acrctl wrote; the first line of that names it. */
export const SCHEMA_FILE = 'acrctl.schema.json';

/**
 * Writes a file where there is none; one that cannot be written whole is removed again. False where something of this
 * name is there: that is left as it is. `what` begins the sentence of a failure: `The configuration`.
 */
export async function writeNewFile(file: string, text: string, what: string): Promise<boolean> {
  const handle = await open(file, 'wx').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw unwritable(file, what, error);
  });
  if (handle === undefined) return false;
  try {
    await handle.writeFile(text);
    await handle.sync();
    return true;
  } catch (error) {
    await rm(file, { force: true });
    throw unwritable(file, what, error);
  } finally {
    await handle.close();
  }
}

function unwritable(file: string, what: string, error: unknown): AcrctlError {
  const reason = error instanceof Error ? error.message : String(error);
  const detail = `${what} cannot be written to "${file}": ${reason}.`;
  const hint = 'Name a file in a directory that exists and that you may write to.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2026', { detail, hint })]);
}
