import { readFileSync, statSync } from 'node:fs';
import { loadConfig } from '../config/load.ts';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { offlineRules } from '../features/rules.ts';
import { fileErrorReason } from './file-error.ts';

export interface LoadedConfiguration {
  readonly config: Config;
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
}

/** Larger files are not even read; the loader says the same of text. */
const LARGEST_BYTES = 4 * 1024 * 1024;

/** Reads and checks the file. Throws with exit code 3 and every fault found. */
export function loadConfiguration(path: string): LoadedConfiguration {
  const text = readText(path);
  const loaded = loadConfig({ files: [{ path, text }], env: process.env, rules: offlineRules });
  if (!loaded.ok) throw new AcrctlError(EXIT.invalid, loaded.diagnostics);
  return loaded;
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
