import { listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId, parentId } from '../../providers/azure/arm-id.ts';
import type { Scene } from './scene.ts';

/** What a decision about a connection of others means for them. */
export function connectionImpact(change: Change, scene: Scene): readonly string[] {
  const path = 'properties.privateLinkServiceConnectionState.status';
  const was = textAt(change.before ?? undefined, path);
  const becomes = textAt(change.after ?? undefined, path);
  return [`asked for by ${endpointOf(change, scene)}`, meaning(was, becomes)];
}

function meaning(was: string | undefined, becomes: string | undefined): string {
  if (becomes === 'Approved')
    return 'clients of that endpoint reach the registry from then on, whatever its public access is';
  return was === 'Approved'
    ? 'clients of that endpoint lose the registry; its owner has to make it again to ask anew'
    : 'the endpoint stays without the registry; its owner has to make it again to ask anew';
}

/** The id of the endpoint, which the registry tells beside the connection. */
function endpointOf({ id }: Change, { live }: Scene): string {
  const registry = live.get(foldId(parentId(id)))?.body;
  const connection = listAt(registry, 'properties.privateEndpointConnections').find(
    (each) => foldId(textAt(each, 'id') ?? '') === foldId(id),
  );
  return textAt(connection, 'properties.privateEndpoint.id') ?? 'an endpoint';
}
