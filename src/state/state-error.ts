import { type Code, diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';

export function stateError(code: Code, detail: string, hint: string, options?: ErrorOptions): AcrctlError {
  return new AcrctlError(EXIT.error, [diagnose(code, { detail, hint })], options);
}

/** Exit code 5: somebody else holds the lock, or took it. */
export function lockError(code: Code, detail: string, hint: string): AcrctlError {
  return new AcrctlError(EXIT.locked, [diagnose(code, { detail, hint })]);
}

/** Runs file operations; what the operating system refuses becomes an error that says what was kept (L03). */
export async function onDisk<T>(doing: string, kept: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    const detail = `${doing} failed: ${code}${MEANING[code] ?? ''}. ${kept}`;
    const hint = 'Mend the disk, the permissions or the mount, then run the same command again.';
    throw stateError('ACR2109', detail, hint, { cause: error });
  }
}

function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

const MEANING: Readonly<Record<string, string>> = {
  ENOSPC: ' (no space left on the device)',
  EDQUOT: ' (disk quota exceeded)',
  EIO: ' (input/output error)',
  EROFS: ' (read-only file system)',
  EACCES: ' (permission denied)',
  EPERM: ' (operation not permitted)',
  EMFILE: ' (too many open files)',
};
