import { loadConfig } from '../../config/load.ts';
import { listPaths } from '../../config/validate.generated.js';
import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { StateReading } from '../../core/state.ts';
import { type ImportResult, importEntries } from '../../engine/import.ts';
import { isEmpty } from '../../engine/plan.ts';
import type { Session } from '../../engine/run.ts';
import { compose } from '../../features/import/compose.ts';
import { type Composition, type Corrections, NO_CORRECTIONS } from '../../features/import/composition.ts';
import type { Found } from '../../features/import/found.ts';
import { offlineRules } from '../../features/rules.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { configYaml } from '../../report/config-yaml.ts';
import { subscriptionsOf } from '../session.ts';
import {
  correctedBy,
  type Objection,
  objectionsOfImport,
  objectionsOfLoading,
  objectionsOfReading,
} from './objections.ts';
import { proseOf } from './prose.ts';

/** A file on which the next plan is empty, and what the state is given for that. */
export interface DrawnUp {
  readonly composition: Composition;
  readonly text: string;
  readonly config: Config;
  readonly result: ImportResult;
}

export interface DrawUpInput {
  readonly found: Found;
  /** Of an empty configuration; its cloud remembers what it was asked. */
  readonly session: Session<Config>;
  readonly reading: StateReading;
  /** Of the file, for what is said of places in it. */
  readonly file: string;
}

/**
 * Composes the file, loads it as any run would, and plans on it in memory. What is in the way is then said more
 * carefully: left as it is (`ignore`), read only, or left out; and tried again until the plan is empty. Reads only.
 * Throws where the registry itself cannot be said.
 */
export async function drawUp(input: DrawUpInput): Promise<DrawnUp> {
  let corrections: Corrections = NO_CORRECTIONS;
  for (;;) {
    const composition = compose(input.found, corrections);
    const attempt = await tryOut(composition, input);
    if ('drawn' in attempt) return attempt.drawn;
    const registry = foldId(input.found.registryId);
    const isHopeless = attempt.objections.some(
      ({ id, ignore = [] }) => id === registry && ignore.length === 0,
    );
    const next = isHopeless ? undefined : correctedBy(attempt.objections, corrections);
    if (next === undefined) throw inexpressible(input.found.registryId, attempt.objections);
    corrections = next;
  }
}

type Attempt = { readonly drawn: DrawnUp } | { readonly objections: readonly Objection[] };

async function tryOut(
  composition: Composition,
  { found, session, reading, file }: DrawUpInput,
): Promise<Attempt> {
  const { config, comments } = composition;
  const text = configYaml({ config, comments, listPaths, ...proseOf(found.registryId, composition) });
  const loaded = loadConfig({ files: [{ path: file, text }], env: {}, rules: offlineRules });
  if (!loaded.ok) return { objections: objectionsOfLoading(loaded.diagnostics, text, composition) };
  const own: Session<Config> = {
    ...session,
    config: loaded.config,
    configHash: loaded.hash,
    subscriptions: subscriptionsOf(loaded.config),
  };
  try {
    const result = await importEntries(own, reading, 'all');
    const objections = objectionsOfImport(result, composition);
    if (objections.length > 0 || !isEmpty(result.next.plan)) return { objections };
    return { drawn: { composition, text, config: loaded.config, result } };
  } catch (error) {
    const objections = objectionsOfReading(error, composition);
    if (objections === undefined) throw error;
    return { objections };
  }
}

function inexpressible(registryId: string, objections: readonly Objection[]): AcrctlError {
  const told = objections.flatMap(({ diagnostic }) => (diagnostic === undefined ? [] : [diagnostic]));
  const untold = objections.filter(({ diagnostic }) => diagnostic === undefined);
  const what = untold.map(({ id, why }) => `${id ?? 'An object'}: ${why}.`).join('\n');
  const detail = `No file was found on which the next plan would be empty for ${registryId}. Nothing was written.${what === '' ? '' : `\n${what}`}`;
  const hint =
    'Begin with "acrctl init", write the registry by hand, and take it with "acrctl import ADDRESS ID". Please report what could not be said.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2087', { detail, hint }), ...told]);
}
