import { getPath, listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { DATA_ENDPOINTS_PATH } from '../registry/access.ts';
import { newHostLine } from './registry-impact.ts';
import { goes, goingId, type Scene } from './scene.ts';

/** What a change of an endpoint means for those who reach the registry through it. */
export function endpointImpact(change: Change, scene: Scene): readonly string[] {
  if (change.actions[0] === 'create') return firstEndpointImpact(change, scene);
  if (change.actions[0] !== 'delete') return [];
  if (change.actions.length === 2) {
    return [
      'clients of this endpoint lose the registry until the new one is ready, about 2 minutes; its addresses may change',
      ...(isExternal(change, scene)
        ? ['whoever keeps the DNS records has to change them: "acrctl records" prints them (1.59)']
        : []),
    ];
  }
  return ['clients that reach the registry through this endpoint lose it', ...strandedNames(change, scene)];
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

/**
 * A zone without records goes on answering for the networks that stay linked to it: they find no address at all, not
 * even the public one (1.56, faults N12).
 */
function strandedNames(change: Change, scene: Scene): readonly string[] {
  const { prior, changes } = scene;
  const zones = new Set(
    prior
      .filter(({ type, address }) => KEEPERS.has(type) && address.startsWith(`${change.address}.`))
      .flatMap(({ dependsOn }) => dependsOn),
  );
  const stays = prior.filter(
    ({ type, dependsOn, id }) =>
      type === ARM_TYPE.link && dependsOn.some((address) => zones.has(address)) && !goes(scene, id),
  );
  const hasOthers = prior.some(
    ({ type, dependsOn, id, address }) =>
      KEEPERS.has(type) &&
      !address.startsWith(`${change.address}.`) &&
      dependsOn.some((each) => zones.has(each)) &&
      !(changes.get(foldId(id))?.[0]?.actions[0] === 'delete'),
  );
  if (stays.length === 0 || hasOthers) return [];
  const links = stays.map(({ address }) => address).join(', ');
  return [
    `names of registries no longer resolve where its zone stays linked (${links}): take the links out as well, or write resolutionPolicy: nxDomainRedirect (1.56)`,
  ];
}

const KEEPERS: ReadonlySet<string> = new Set([ARM_TYPE.zoneGroup, ARM_TYPE.record]);

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
