import { link, open, rm } from 'node:fs/promises';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { fileErrorReason } from '../file-error.ts';

/** A file for a secret, which is there only once it is whole. */
export interface SecretFile {
  /** Once: the file appears with this text, readable by its owner alone. */
  keep(text: string): Promise<void>;
  /** Leaves nothing behind but what was kept. */
  drop(): Promise<void>;
}

/**
 * Opened before anything is drawn, so that a place that cannot be written is known by then. A file that is there is never
 * touched: the text is written beside it, mode 0600, and linked to the name, which fails where somebody was quicker.
 */
export async function openSecretFile(file: string): Promise<SecretFile> {
  const beside = `${file}.partial`;
  const handle = await open(beside, 'wx', 0o600).catch((error: unknown) => {
    throw unwritable(beside, error);
  });
  const drop = async () => {
    await handle.close().catch(() => undefined);
    await rm(beside, { force: true });
  };
  try {
    await refuseTaken(file);
  } catch (error) {
    await drop();
    throw error;
  }
  return {
    drop,
    async keep(text) {
      try {
        await handle.writeFile(text);
        await handle.sync();
        await link(beside, file);
      } catch (error) {
        throw unwritable(file, error);
      }
    },
  };
}

async function refuseTaken(file: string): Promise<void> {
  const there = await open(file, 'r').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw unwritable(file, error);
  });
  if (there === undefined) return;
  await there.close();
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2026', {
      detail: `"${file}" is there already, and a password is never written over anything.`,
      hint: 'Name a file that is not there, or move this one away.',
    }),
  ]);
}

function unwritable(file: string, error: unknown): AcrctlError {
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2026', {
      detail: `The password cannot be written to "${file}": ${fileErrorReason(error)}`,
      hint: 'Name a file in a directory that exists and that you may write to.',
    }),
  ]);
}
