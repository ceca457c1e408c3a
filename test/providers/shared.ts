import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Json } from '../../src/core/json.ts';

const RECORDINGS = new URL('../../../shared/recordings/', import.meta.url);

/** A fresh clone has none; the tests that need them are skipped there. */
export const hasRecordings = existsSync(RECORDINGS);

export interface Interaction {
  readonly file: string;
  readonly index: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly requestBody: Json;
  readonly responseBody: Json;
}

let recorded: readonly Interaction[] | undefined;

export function recordings(): readonly Interaction[] {
  recorded ??= readdirSync(RECORDINGS)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) =>
      readFileSync(new URL(file, RECORDINGS), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => ({ ...(JSON.parse(line) as Interaction), file })),
    );
  return recorded;
}

/** Secrets are recorded at the vault alone, never as Azure Resource Manager shows them; of the others there is no traffic. */
export const NOT_RECORDED: ReadonlySet<string> = new Set([
  'Microsoft.Authorization/locks',
  'Microsoft.ContainerRegistry/registries/cacheRules',
  'Microsoft.ContainerRegistry/registries/credentialSets',
  'Microsoft.KeyVault/vaults/secrets',
  'Microsoft.Network/trafficManagerProfiles',
  'Microsoft.Network/trafficManagerProfiles/azureEndpoints',
]);
