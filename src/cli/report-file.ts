import { realpathSync } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';

/** A report that a command writes beside its result. */
export interface ReportFile {
  /** The option that names the file. */
  readonly option: string;
  readonly file: string;
}

export function isStdout(file: string | undefined): boolean {
  return file === '-' || file === '/dev/stdout';
}

/**
 * Throws, before anything is done, where two of the files are one: the later would take the place of the earlier, or
 * of what the command reads.
 */
export function requireOwnFiles(
  reports: readonly ReportFile[],
  others: readonly ReportFile[],
  { json }: { readonly json: boolean },
): void {
  const onStdout = reports.filter(({ file }) => isStdout(file)).map(({ option }) => option);
  const takers = [...(json ? ['--json'] : []), ...onStdout];
  if (onStdout.length > 0 && takers.length > 1)
    throw misuse(`${takers.join(' and ')} cannot both be on stdout.`, 'Give a file to all but one.');
  const seen = new Map(others.map(({ option, file }) => [placeOf(file), option]));
  for (const { option, file } of reports.filter((each) => !isStdout(each.file))) {
    const before = seen.get(placeOf(file));
    if (before !== undefined)
      throw misuse(`${option} would overwrite "${file}", which ${before} names too.`, 'Name another file.');
    seen.set(placeOf(file), option);
  }
}

/** The file behind links, also where it is not there yet. */
export function placeOf(file: string): string {
  for (const [known, rest] of [
    [file, ''],
    [dirname(file), basename(file)],
  ] as const) {
    try {
      return join(realpathSync(known), rest);
    } catch {
      // It, or its directory, is not there.
    }
  }
  return resolve(file);
}

export function misuse(detail: string, hint: string): AcrctlError {
  return new AcrctlError(EXIT.error, [diagnose('ACR2041', { detail, hint })]);
}

/** Undefined once the report is there, or what prevented it; `kept` says what there is all the same. */
export async function writeReport(
  { option, file }: ReportFile,
  text: string,
  kept: string,
): Promise<Diagnostic | undefined> {
  if (isStdout(file)) {
    process.stdout.write(text);
    return undefined;
  }
  try {
    await writeWhole(file, text);
    return undefined;
  } catch (error) {
    const detail = `"${file}" cannot be written: ${reasonOf(error)} ${kept}`;
    const hint =
      codeOf(error) === 'ENOSPC'
        ? 'Make room, or name a file elsewhere'
        : 'Name a file in a directory that exists and that you may write to';
    return diagnose('ACR2029', { detail, hint: `${hint}, with ${option}.` });
  }
}

/** What others post must not end in the middle: where the disk is full, no half report is left. */
async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
  } catch (error) {
    if ((await stat(path)).isFile()) await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT') return 'there is no such directory.';
  if (code === 'EACCES' || code === 'EPERM') return 'you may not write there.';
  if (code === 'EISDIR') return 'it is a directory.';
  if (code === 'ENOTDIR') return 'what should be its directory is a file.';
  if (code === 'ENOSPC') return 'the disk is full.';
  if (code === 'EROFS') return 'the file system is read-only.';
  return `${error instanceof Error ? error.message : String(error)}.`;
}
