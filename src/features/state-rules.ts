import type { Diagnostic } from '../core/diagnostic.ts';
import { enumerate } from '../core/wording.ts';
import { faultAt, isFaulty, type RuleInput } from './rule.ts';
import { cloudOf } from './scope.ts';
import { endpointFault } from './state-place.ts';

/** What only a state in a container has. */
const OF_BLOBS = ['account', 'container', 'prefix', 'endpoint'] as const;
const NEEDED = ['account', 'container'] as const;

export function stateRules(input: RuleInput): Diagnostic[] {
  const { state } = input.config;
  if (state === undefined) return [];
  if (state.backend === 'local') {
    return OF_BLOBS.filter((key) => state[key] !== undefined).map((key) =>
      faultAt(
        input,
        'ACR1115',
        { path: ['state', key], part: 'key' },
        {
          detail: `A local state has no ${key}. Write backend: azureBlob, or take the line out.`,
        },
      ),
    );
  }
  const missing = NEEDED.filter((key) => state[key] === undefined && !isFaulty(input, ['state', key]));
  if (missing.length > 0) {
    const detail = `A state in Azure Blob Storage needs ${enumerate(missing)}: state: { backend: azureBlob, account: stcontosostate, container: acrctl }.`;
    return [faultAt(input, 'ACR1120', { path: ['state'], part: 'key' }, { detail })];
  }
  if (state.account === undefined) return [];
  const detail = endpointFault(state, cloudOf(input.config));
  return detail === undefined ? [] : [faultAt(input, 'ACR1121', { path: ['state', 'endpoint'] }, { detail })];
}
