import { getPath, listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { DATA_ENDPOINTS_PATH } from '../registry/access.ts';
import { strandedNames } from './name-impact.ts';
import { newHostLine } from './registry-impact.ts';
import { goingId, type Scene } from './scene.ts';

/** What a change of an endpoint means for those who reach the registry through it. */
export function endpointImpact(change: Change, scene: Scene): readonly string[] {
  if (change.actions[0] === 'create') return firstEndpointImpact(change, scene);
  if (change.actions[0] !== 'delete') return [];
  if (change.actions.length === 2) {
    return [
      replacementLine(change),
      ...(isExternal(change, scene)
        ? ['whoever keeps the DNS records has to change them: "acrctl records" prints them (1.59)']
        : []),
    ];
  }
  return ['clients that reach the registry through this endpoint lose it', ...strandedNames(change, scene)];
}

/** Nobody can tell how long a person takes (1.33). */
function replacementLine({ after }: Change): string {
  const has = (path: string) => listAt(after ?? {}, `properties.${path}`).length > 0;
  const until = has('manualPrivateLinkServiceConnections')
    ? 'the owner of the registry approves the new one (1.33)'
    : 'the new one is ready, about 2 minutes';
  const addresses = has('ipConfigurations') ? '' : '; its addresses may change';
  return `clients of this endpoint lose the registry until ${until}${addresses}`;
}

/** The first endpoint of a registry turns its data endpoints on, whatever the file says of them. */
function firstEndpointImpact(change: Change, { changes, live }: Scene): readonly string[] {
  const registryId = registryOf(change) ?? '';
  const registry = live.get(registryId)?.body;
  if (registry === undefined || getPath(registry, DATA_ENDPOINTS_PATH) === true) return [];
  const isSaidThere =
    changes.get(registryId)?.some(({ paths }) => paths.includes(DATA_ENDPOINTS_PATH)) === true;
  return isSaidThere ? [] : [newHostLine(registry)];
}

function isExternal(change: Change, { placed }: Scene): boolean {
  const id = goingId(change);
  return placed.registries.some(({ endpoints }) =>
    endpoints.some((endpoint) => foldId(endpoint.id) === id && endpoint.dns.manage === 'external'),
  );
}

/** The folded id of the registry that a planned endpoint leads to. */
function registryOf(change: Change): string | undefined {
  const [first] = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'].flatMap((list) =>
    listAt(change.after ?? {}, `properties.${list}`),
  );
  const id = textAt(first, 'properties.privateLinkServiceId');
  return id === undefined ? undefined : foldId(id);
}
