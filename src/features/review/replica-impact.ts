import { getPath, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { wasNeverMade } from '../../providers/azure/resources/replication.ts';
import type { PlacedEndpoint, PlacedRegistry } from '../placed.ts';
import { dataHostOf, regionOf } from '../private-link/host-names.ts';
import { goingId, type Scene } from './scene.ts';

/** What a replica that comes, goes or is made again means for clients and for the endpoints of its registry. */
export function replicaImpact(change: Change, scene: Scene): readonly string[] {
  const [registryId = ''] = foldId(change.id).split('/replications/');
  const registry = scene.placed.registries.find(({ id }) => foldId(id) === registryId);
  const region = regionOf(textAt(change.after ?? change.before ?? undefined, 'location') ?? '');
  const there = scene.live.get(goingId(change))?.body;
  if (there !== undefined && wasNeverMade(there)) return leftoverImpact(change, registry, region, scene);
  if (change.actions.length === 2) {
    return [
      `the replica is rebuilt: clients in ${region} pull from another region until all images are copied again, which Azure does not time (N18)`,
    ];
  }
  switch (change.actions[0]) {
    case 'create':
      return registry === undefined ? [] : joiningImpact(registry, region, scene);
    case 'delete':
      return [`clients in ${region} pull from another region; its host and record go with it`];
    default:
      return routingImpact(change, region);
  }
}

/** What a creation that failed has left behind never served anybody. */
function leftoverImpact(
  change: Change,
  registry: PlacedRegistry | undefined,
  region: string,
  scene: Scene,
): readonly string[] {
  if (change.actions.length === 1) return ['its creation failed: no client was ever sent to it'];
  return [
    'its creation failed, which only deleting it mends: no client was ever sent to it (N06)',
    ...(registry === undefined ? [] : joiningImpact(registry, region, scene)),
  ];
}

/** Azure adds the member, the address and, with a zone group, the record to every endpoint that is there (1.32, 1.33). */
function joiningImpact(registry: PlacedRegistry, region: string, scene: Scene): readonly string[] {
  const body = scene.live.get(foldId(registry.id))?.body;
  const loginServer = textAt(body, 'properties.loginServer');
  if (loginServer === undefined) return [];
  const host = dataHostOf(loginServer, region);
  const there = registry.endpoints.filter(({ id }) => scene.live.has(foldId(id)));
  return [
    `clients may be sent to ${host} for layers: firewalls must allow it (1.65)`,
    ...there.flatMap((endpoint) => memberLines(endpoint, region, host)),
  ];
}

function memberLines(endpoint: PlacedEndpoint, region: string, host: string): readonly string[] {
  const gains = `endpoint ${endpoint.key} gains an address for registry_data_${region}`;
  const record = RECORD[endpoint.dns.manage];
  const waits =
    endpoint.entry.approval === 'manual'
      ? [
          `the connection of endpoint ${endpoint.key} is Pending again until the owner of the registry approves it (1.33)`,
        ]
      : [];
  return [`${gains}; the record for ${host} ${record}`, ...waits];
}

const RECORD: Readonly<Record<PlacedEndpoint['dns']['manage'], string>> = {
  zoneGroup: 'comes with its zone group',
  records: 'is written by acrctl',
  policy: 'comes with the zone group of Azure Policy',
  external: 'has to be added by whoever keeps them, or pulls there fail: "acrctl records" prints it (1.60)',
};

function routingImpact(change: Change, region: string): readonly string[] {
  const path = 'properties.regionEndpointEnabled';
  if (!change.paths.includes(path)) return [];
  return getPath(change.after ?? {}, path) === false
    ? [`no client is sent to ${region} any more; the replica stays up to date (lesson 12)`]
    : [`clients near ${region} are sent there again`];
}
