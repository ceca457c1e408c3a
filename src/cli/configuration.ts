import { readFileSync, realpathSync, statSync } from 'node:fs';
import { type ConfigFile, loadConfig } from '../config/load.ts';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { FileReader } from '../features/key-vaults/certificate-files.ts';
import { rulesWithFiles } from '../features/rules.ts';
import { certificateFiles } from './certificate-file.ts';
import { fileErrorReason } from './file-error.ts';
import type { Files } from './options.ts';

export interface LoadedConfiguration {
  readonly config: Config;
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
}

/** Larger files are not even read; the loader says the same of text. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** Reads, merges and checks the files. Throws with exit code 3 and every fault found. */
export async function loadConfiguration(paths: Files): Promise<LoadedConfiguration> {
  const [first, ...later] = paths;
  const faults = repeated(paths);
  const files = [readConfig(first, faults), ...later.map((path) => readConfig(path, faults))] as const;
  if (faults.length > 0) throw new AcrctlError(EXIT.invalid, faults);
  const nowMs = Date.now();
  const load = (readPfx: FileReader['readPfx']) =>
    loadConfig({
      files,
      env: process.env,
      rules: rulesWithFiles({ ...certificateFiles(nowMs, readPfx), variable }),
    });
  let hasPfx = false;
  const withoutPfx = load(() => {
    hasPfx = true;
    return { faults: [] };
  });
  // Few files name PKCS#12, and what reads it is not loaded for the others.
  const loaded = hasPfx ? load((await import('../features/certificates/pfx-read.ts')).readPfx) : withoutPfx;
  if (!loaded.ok) throw new AcrctlError(EXIT.invalid, loaded.diagnostics);
  return loaded;
}

function variable(name: string): string | undefined {
  return process.env[name];
}

/** A file laid over itself changes nothing: whoever gives it twice meant another. */
function repeated(paths: Files): Diagnostic[] {
  if (paths.length === 1) return [];
  const seen = new Map<string, string>();
  return paths.flatMap((path) => {
    const place = placeOf(path);
    const before = seen.get(place);
    if (before === undefined) {
      seen.set(place, path);
      return [];
    }
    const what = before === path ? `"${path}" is given twice` : `"${path}" and "${before}" are the same file`;
    const detail = `${what}. Merged with itself a file stays as it is, so another one was probably meant.`;
    return [diagnose('ACR1026', { detail, hint: 'Name the file that was meant, or leave one -f out.' })];
  });
}

/** The file behind links and dots; of one that is not there, the path as it is given. */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Where it cannot be read, the fault is added and the text is empty. */
function readConfig(path: string, faults: Diagnostic[]): ConfigFile {
  try {
    return { path, text: readText(path) };
  } catch (error) {
    if (!(error instanceof AcrctlError)) throw error;
    faults.push(...error.diagnostics);
    return { path, text: '' };
  }
}

function readText(path: string): string {
  try {
    const found = statSync(path);
    if (!found.isFile()) throw unreadable(path, 'It is no regular file.');
    if (found.size > LARGEST_BYTES)
      throw unreadable(path, `It has ${found.size} bytes, more than any configuration.`);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof AcrctlError) throw error;
    if (error instanceof TypeError) throw unreadable(path, 'It is not UTF-8 text.');
    throw unreadable(path, fileErrorReason(error));
  }
}

function unreadable(path: string, why: string): AcrctlError {
  const detail = `The configuration "${path}" cannot be read. ${why}`;
  const hint = 'Name the file with -f, or run in the directory that holds acrctl.yaml.';
  return new AcrctlError(EXIT.invalid, [diagnose('ACR1025', { detail, hint })]);
}
