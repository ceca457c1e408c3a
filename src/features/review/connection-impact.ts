import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';

/** What a decision about a connection of others means for them. */
export function connectionImpact(change: Change): readonly string[] {
  const path = 'properties.privateLinkServiceConnectionState.status';
  const was = textAt(change.before ?? undefined, path);
  if (textAt(change.after ?? undefined, path) === 'Approved') {
    return ['clients of that endpoint reach the registry from then on, whatever its public access is'];
  }
  return was === 'Approved'
    ? ['clients of that endpoint lose the registry; its owner has to make it again to ask anew']
    : ['the endpoint stays without the registry; its owner has to make it again to ask anew'];
}
