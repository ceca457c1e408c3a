import type { Block, Review, ReviewInput } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import { getPath, listAt, textAt } from '../core/path.ts';
import type { Change } from '../core/plan.ts';
import type { LiveObjects } from '../core/resource-type.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import { connectionsOf, dataHost, storageHosts } from './private-link/host-names.ts';
import { DATA_ENDPOINTS_PATH, liveAccess } from './registry/access.ts';

/** Guards and impact lines of all features. They hold for entries that only the state has, too (I-03). */
export function review(input: ReviewInput): Review {
  const scene = sceneOf(input);
  const blocked: Record<string, Block> = {};
  const impact: Record<string, readonly string[]> = {};
  for (const change of input.changes) {
    const block = guardOf(change, scene);
    if (block !== undefined) blocked[change.address] = block;
    const lines = impactOf(change, scene);
    if (lines.length > 0) impact[change.address] = lines;
  }
  return { blocked, impact, diagnostics: [] };
}

/** What the changes are judged by; ids are folded. */
interface Scene {
  readonly live: LiveObjects;
  /** By the id of the object that changes or goes. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** The live registries of the state that call the connection of an endpoint approved, by its id. */
  readonly registries: ReadonlyMap<string, readonly LiveRegistry[]>;
  /** The records that zone groups of the state write, by the id of the zone. */
  readonly records: ReadonlyMap<string, ReadonlySet<string>>;
}

interface LiveRegistry {
  readonly id: string;
  readonly body: JsonObject;
  /** The ids of the endpoints whose connections it calls approved. */
  readonly approved: ReadonlySet<string>;
}

function sceneOf({ changes, live, prior }: ReviewInput): Scene {
  const registries = new Map<string, LiveRegistry[]>();
  const records = new Map<string, Set<string>>();
  for (const { type, id: written } of prior) {
    const id = foldId(written);
    const body = live.get(id)?.body;
    if (body === undefined) continue;
    if (type === ARM_TYPE.registry) {
      const registry = { id, body, approved: approvedEndpoints(body) };
      for (const endpoint of registry.approved) {
        registries.set(endpoint, [...(registries.get(endpoint) ?? []), registry]);
      }
    }
    if (type === ARM_TYPE.zoneGroup) {
      for (const { zone, name } of recordsOf(body)) {
        records.set(zone, (records.get(zone) ?? new Set()).add(name));
      }
    }
  }
  return { live, changes: Map.groupBy(changes, goingId), registries, records };
}

function approvedEndpoints(registry: JsonObject): ReadonlySet<string> {
  const approved = connectionsOf(registry).filter(({ status }) => status === 'Approved');
  return new Set(approved.map(({ endpoint }) => endpoint));
}

function recordsOf(group: JsonObject): readonly { readonly zone: string; readonly name: string }[] {
  return listAt(group, 'properties.privateDnsZoneConfigs').flatMap((config) => {
    const zone = textAt(config, 'properties.privateDnsZoneId');
    const names = listAt(config, 'properties.recordSets').flatMap(
      (each) => textAt(each, 'recordSetName') ?? [],
    );
    return zone === undefined ? [] : names.map((name) => ({ zone: foldId(zone), name }));
  });
}

function guardOf(change: Change, scene: Scene): Block | undefined {
  if (change.actions[0] !== 'delete') return undefined;
  switch (change.type) {
    case ARM_TYPE.registry:
      return {
        code: 'ACR2002',
        detail: 'Every image, tag and token in the registry would be lost; Azure keeps no copy.',
        lift: change.address,
      };
    case ARM_TYPE.endpoint:
      return lastPathGuard(change, scene);
    case ARM_TYPE.zone:
      return foreignRecordsGuard(change, scene);
    default:
      return undefined;
  }
}

/** The last approved endpoint of a registry that stays, closed before and after, is the only way in (design 5). */
function lastPathGuard(change: Change, scene: Scene): Block | undefined {
  const shut = (scene.registries.get(goingId(change)) ?? []).find((registry) => isShutBy(registry, scene));
  if (shut === undefined) return undefined;
  return {
    code: 'ACR2004',
    detail: `It is the last approved endpoint of ${textAt(shut.body, 'name') ?? 'the registry'}, whose public access is disabled: nobody could reach the registry.`,
    lift: change.address,
  };
}

/** True where the registry stays, is closed and is not opened, and all its approved endpoints go. */
function isShutBy({ id, body, approved }: LiveRegistry, { changes }: Scene): boolean {
  const [own] = changes.get(id) ?? [];
  if (own?.actions[0] === 'delete' || own?.steps.some(({ name }) => name === 'open')) return false;
  if (liveAccess(body).kind !== 'none') return false;
  return [...approved].every((endpoint) =>
    changes.get(endpoint)?.some(({ actions }) => actions[0] === 'delete'),
  );
}

/** Of a replaced object whose id changes, the id that goes. */
function goingId(change: Change): string {
  const old = change.reason === 'id-changed' ? textAt(change.before ?? undefined, 'id') : undefined;
  return foldId(old ?? change.id);
}

/** Azure drops the records with the zone. Those of zone groups in the state are ours; the SOA is Azure's. */
function foreignRecordsGuard(change: Change, { live, records }: Scene): Block | undefined {
  const zoneId = goingId(change);
  const count = Number(getPath(live.get(zoneId)?.body ?? {}, 'properties.numberOfRecordSets') ?? 1);
  const foreign = count - 1 - (records.get(zoneId)?.size ?? 0);
  if (foreign <= 0) return undefined;
  return {
    code: 'ACR2005',
    detail: `${foreign} record ${foreign === 1 ? 'set' : 'sets'} in the zone are not acrctl's; they would be lost with it.`,
    lift: change.address,
    contents: true,
  };
}

function impactOf(change: Change, scene: Scene): readonly string[] {
  const isDelete = change.actions[0] === 'delete';
  switch (change.type) {
    case ARM_TYPE.registry:
      return [...registryImpact(change), ...dataEndpointImpact(change, scene)];
    case ARM_TYPE.endpoint:
      return isDelete ? endpointImpact(change) : firstEndpointImpact(change, scene);
    case ARM_TYPE.link:
      return isDelete ? ['machines in that network resolve the registry to its public address again'] : [];
    default:
      return [];
  }
}

function registryImpact(change: Change): readonly string[] {
  const open = change.steps.some(({ name }) => name === 'open');
  const close = change.steps.find(({ name }) => name === 'close');
  const after = change.after ?? {};
  const isLimited = getPath(after, 'properties.networkRuleSet.defaultAction') === 'Deny';
  const opening = isLimited
    ? 'the ranges in allowedIpRanges reach the registry from the internet as soon as the step open is done'
    : 'the registry is reachable from the internet as soon as the step open is done';
  return [...(open ? [opening] : []), ...(close === undefined ? [] : closingImpact(after, close))];
}

/** Without a private path there is nothing to be proven, and nobody who could still get in. */
function closingImpact(after: JsonObject, close: Change['steps'][number]): readonly string[] {
  const isClosed = getPath(after, 'properties.publicNetworkAccess') === 'Disabled';
  const hasPath = close.requires.length > 0;
  const inside = hasPath ? 'the linked networks' : '';
  const others = [isClosed ? '' : 'allowedIpRanges', inside].filter((part) => part !== '').join(' and ');
  return [
    others === ''
      ? 'every client gets 403 on login and pull: there is no private endpoint (1.39)'
      : `clients outside ${others} get 403 on login and pull (1.4, 1.5)`,
    'hosted Azure DevOps agents, "az acr build" and the repository list in the portal stop working (1.5, 1.7, 1.41)',
    ...(hasPath
      ? ['not probed from inside: the private path is proven by what Azure Resource Manager says of it']
      : []),
    'undo: network.publicAccess: enabled',
  ];
}

/** Layers come from another host from then on (faults N16). */
function dataEndpointImpact(change: Change, { live }: Scene): readonly string[] {
  const registry = live.get(foldId(change.id))?.body;
  const isSet = change.actions[0] === 'update' && change.paths.includes(DATA_ENDPOINTS_PATH);
  if (registry === undefined || !isSet || getPath(change.after ?? {}, DATA_ENDPOINTS_PATH) !== true)
    return [];
  return [newHostLine(registry)];
}

/** The first endpoint of a registry turns its data endpoints on, whatever the file says of them. */
function firstEndpointImpact(change: Change, { changes, live }: Scene): readonly string[] {
  if (change.actions[0] !== 'create') return [];
  const registryId = registryOf(change) ?? '';
  const registry = live.get(registryId)?.body;
  if (registry === undefined || getPath(registry, DATA_ENDPOINTS_PATH) === true) return [];
  const isSaidThere =
    changes.get(registryId)?.some(({ paths }) => paths.includes(DATA_ENDPOINTS_PATH)) === true;
  return isSaidThere ? [] : [newHostLine(registry)];
}

function newHostLine(registry: JsonObject): string {
  return `layers come from ${dataHost(registry)} from then on: clients whose firewall allows only ${storageHosts(registry)} fail to pull until it allows that host too`;
}

/** The folded id of the registry that a planned endpoint leads to. */
function registryOf(change: Change): string | undefined {
  const [first] = listAt(change.after ?? {}, 'properties.privateLinkServiceConnections');
  const id = textAt(first, 'properties.privateLinkServiceId');
  return id === undefined ? undefined : foldId(id);
}

function endpointImpact(change: Change): readonly string[] {
  if (change.actions.length === 2) {
    return [
      'clients of this endpoint lose the registry until the new one is ready, about 2 minutes; its addresses may change',
    ];
  }
  return ['clients that reach the registry through this endpoint lose it'];
}
