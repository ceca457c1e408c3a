import type { JsonObject } from '../../../core/json.ts';
import { getPath } from '../../../core/path.ts';
import type { Settlement } from '../../../core/resource-type.ts';

/**
 * By the contract of resource providers only Succeeded, Failed and Canceled end an operation; every other word
 * means that it runs, and no word at all that nothing does (faults.md 1, "Contract").
 */
export function settlementOf(live: JsonObject): Settlement {
  const state = getPath(live, 'properties.provisioningState') ?? live['provisioningState'];
  if (typeof state !== 'string') return 'done';
  return settlementOfWord(state);
}

export function settlementOfWord(word: string): Settlement {
  switch (word.toLowerCase()) {
    case 'succeeded':
      return 'done';
    case 'failed':
    case 'canceled':
    case 'cancelled':
      return 'failed';
    default:
      return 'running';
  }
}
