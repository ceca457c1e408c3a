import { expect } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { PriorEntry } from '../../src/core/desired.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { LiveObjects } from '../../src/core/resource-type.ts';
import { features } from '../../src/features/index.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { type Edits, example, ID, SUBSCRIPTION } from '../scenarios/stacks.ts';
import { idsAmongWords } from '../whole-ids.ts';

/** Bodies of objects and answers to questions, by id. */
export type Live = Readonly<Record<string, JsonObject>>;

/** The network objects of somebody else. */
export const OTHERS = `${SUBSCRIPTION}/resourceGroups/rg-others/providers/Microsoft.Network`;

/** The ids of all that the example makes. */
export const EVERYTHING: readonly string[] = [
  ID.group,
  ID.network,
  ID.subnet,
  ID.zone,
  ID.link,
  ID.registry,
  ID.endpoint,
  ID.zoneGroup,
];

export function configOf(edits: Edits): Config {
  const loaded = loadConfig({
    files: [{ path: 'acrctl.yaml', text: example(edits) }],
    env: {},
    rules: offlineRules,
  });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ detail }) => detail).join('\n'));
  return loaded.config;
}

export function liveOf(live: Live): LiveObjects {
  return new Map(Object.entries(live).map(([id, body]) => [foldId(id), { id, type: 'any', body }]));
}

/** What the state knows: objects that the example with these changes compiles to, by id. */
export function priorOf(edits: Edits, ids: readonly string[]): readonly PriorEntry[] {
  const { resources } = features.compile(configOf(edits), [], new Map());
  return resources.filter(({ id }) => ids.includes(id)).map((each) => ({ ...each, applied: each.managed }));
}

interface Case {
  readonly edits?: Edits;
  /** Ids that the state knows. */
  readonly prior?: readonly string[];
  readonly live?: Live;
}

export function reported({ edits = {}, prior = [], live = {} }: Case) {
  const { diagnostics } = features.compile(configOf(edits), priorOf(edits, prior), liveOf(live));
  for (const { detail } of diagnostics) expect(idsAmongWords(detail)).toEqual([]);
  return diagnostics;
}

/** The codes that a plan reports, with the words that address, detail and hint must have. */
export function check(given: Case, expected: Readonly<Record<string, RegExp>>): void {
  const found = reported(given);
  expect(found.map(({ code }) => code)).toEqual(Object.keys(expected));
  for (const { code, detail, hint, address } of found) {
    expect(`${address}: ${detail} ${hint}`).toMatch(expected[code] ?? /^$/);
  }
}

/** What a plan asks for the sake of its checks: the ends of the ids, permissions, locks and records left out. */
export function asked({ edits = {}, prior = [] }: Case): readonly string[] {
  return features
    .reads(configOf(edits), priorOf(edits, prior))
    .filter(({ type, id }) => !type.includes('/') && !/\/(permissions|locks|A)$/.test(id))
    .map(({ id }) => id.split('/').slice(-2).join('/'));
}
