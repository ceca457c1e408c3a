import { discover } from '../../src/cli/import-registry/discover.ts';
import { subscriptionsOf } from '../../src/cli/session.ts';
import { realWorld } from '../../src/cli/world.ts';
import { loadConfig } from '../../src/config/load.ts';
import { listPaths } from '../../src/config/validate.generated.js';
import type { Config } from '../../src/core/config.generated.ts';
import { isError } from '../../src/core/diagnostic.ts';
import { BugError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { NO_OPTIONS, type Plan } from '../../src/core/plan.ts';
import type { Cloud } from '../../src/core/resource-type.ts';
import type { StateReading } from '../../src/core/state.ts';
import { type ImportResult, importEntries } from '../../src/engine/import.ts';
import type { Session } from '../../src/engine/run.ts';
import { compose } from '../../src/features/import/compose.ts';
import { NO_CORRECTIONS } from '../../src/features/import/composition.ts';
import { features } from '../../src/features/index.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { configYaml } from '../../src/report/config-yaml.ts';
import { museum } from './museum.ts';
import { type Recorded, surroundingsOf } from './surroundings.ts';

/** What an import of a recorded object comes to. */
export type Imported =
  | { readonly kind: 'quiet'; readonly of: ImportedObject }
  /** No entry of the language stands for it. */
  | { readonly kind: 'unsayable'; readonly why: string }
  /** The plan behind the import is not empty, or there is none. */
  | {
      readonly kind: 'noise';
      readonly lines: readonly string[];
      /** Where nothing is wrong but that the plan would write the object: the paths that differ. */
      readonly paths: readonly string[];
    };

/** An object that was imported, with what it takes to plan changes of the file. */
export interface ImportedObject {
  readonly session: Session<Config>;
  readonly config: JsonObject;
  readonly address: string;
  readonly reading: StateReading;
}

/** Imports the object as people do, and plans on it: all of it but the bodies is the product's own code. */
export async function importOf(recorded: Recorded): Promise<Imported> {
  const around = surroundingsOf(recorded);
  if ('why' in around) return { kind: 'unsayable', why: around.why };
  const cloud = museum(around.exhibits);
  if ('config' in around) return plannedOn(around.config, recorded, cloud);
  const start = {
    registryId: around.registryId,
    stack: 'recorded',
    cloud: 'AzureCloud',
    answers: new Map(),
  } as const;
  const found = await discover(start, { cloud, signal: NEVER, parallelism: 10 });
  const { config, entries, remarks } = compose(found, NO_CORRECTIONS);
  const isIn = [...entries.values()].some((id) => foldId(id) === foldId(recorded.id));
  const left = remarks.find(({ id, address }) => address === undefined && foldId(id) === foldId(recorded.id));
  if (!isIn) return { kind: 'unsayable', why: left?.what ?? 'it is part of the entry of its endpoint' };
  return plannedOn(config, recorded, cloud);
}

async function plannedOn(config: JsonObject, recorded: Recorded, cloud: Cloud): Promise<Imported> {
  const text = configYaml({ config, comments: new Map(), above: [], below: [], listPaths });
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  if (!loaded.ok) return noise(loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`));
  const session = sessionOf(loaded, cloud);
  const result = await importEntries(session, NOTHING, 'all');
  const { refused, records, next } = result;
  const lines = [
    ...refused.map(({ address, diagnostic }) => `${address} ${diagnostic.code} ${diagnostic.detail}`),
    ...next.plan.changes.map(({ address, actions, paths }) => `${address} ${actions} ${paths.join(', ')}`),
    ...next.plan.diagnostics.filter(isError).map(({ code, detail }) => `${code} ${detail}`),
  ];
  if (lines.length > 0)
    return noise(lines, next.plan.changes.length === lines.length ? pathsOf(next.plan) : []);
  const own = records.find(({ entry }) => foldId(entry.id) === foldId(recorded.id));
  if (own === undefined) return noise(['it is not taken']);
  return { kind: 'quiet', of: { session, config, address: own.entry.address, reading: readingOf(result) } };
}

function noise(lines: readonly string[], paths: readonly string[] = []): Imported {
  return { kind: 'noise', lines, paths };
}

/** Of an update, without the mark, which comes with any first change. */
function pathsOf({ changes: [change, other] }: Plan): readonly string[] {
  if (change?.actions[0] !== 'update' || other !== undefined) return [];
  return change.paths.filter((path) => !path.startsWith('tags.acrctl-'));
}

/** The state as it is after the import. */
function readingOf({ records }: ImportResult): StateReading {
  const resources = records.map(({ entry }) => entry);
  return {
    ...NOTHING,
    current: { version: 1, stack: 'recorded', lineage: 'recorded', serial: 1, resources },
  };
}

function sessionOf(
  loaded: { readonly config: Config; readonly hash: string },
  cloud: Cloud,
): Session<Config> {
  const { clock, random } = realWorld(NEVER);
  const nowhere = () => Promise.reject(new BugError('A measurement keeps no state.'));
  return {
    version: '0.0.0',
    operation: 'import',
    stack: 'recorded',
    config: loaded.config,
    configHash: loaded.hash,
    subscriptions: subscriptionsOf(loaded.config),
    options: NO_OPTIONS,
    cloud,
    features,
    store: { read: nowhere, startJournal: nowhere, trimJournal: nowhere, replace: nowhere, retire: nowhere },
    clock,
    random,
    interrupt: NEVER,
    parallelism: 10,
    emit: () => undefined,
  };
}

const NEVER = new AbortController().signal;
const NOTHING: StateReading = { records: [], open: [], untrimmed: false };
