import type { Diagnostic } from '../../core/diagnostic.ts';
import type { PlacedRegistry } from '../placed.ts';
import { faultAt, isWritten, type RuleInput, type Spot } from '../rule.ts';

/** Identities are owned one by one, so that an empty list says as little as none. */
export function identityFaults(
  input: RuleInput,
  { path, address, entry: { identity } }: PlacedRegistry,
): Diagnostic[] {
  if (identity === undefined) return [];
  const at = [...path, 'identity'];
  const report = (where: Spot['path'], detail: string) => {
    const spot: Spot = { path: where, part: 'key', address };
    return [faultAt(input, 'ACR1115', spot, { detail, requirements: ['0.16'] })];
  };
  if (identity.user?.length === 0) {
    return report(
      [...at, 'user'],
      'An empty list changes nothing: identities that others assigned stay, and those that acrctl assigned go as soon as no list names them. Take it out; a later file takes out the list of an earlier one with null.',
    );
  }
  if (['system', 'user'].some((key) => isWritten(input, [...at, key]))) return [];
  return report(
    at,
    'This says neither whether the registry has an identity of its own nor which others it has. Write system or user, or take it out.',
  );
}
