import type { Block, PriorEntry, Review, ReviewInput } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { Change } from '../core/plan.ts';
import type { LiveObjects } from '../core/resource-type.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { LINK_TYPE, ZONE_TYPE } from './private-dns/compile.ts';
import { ENDPOINT_TYPE, ZONE_GROUP_TYPE } from './private-link/compile.ts';
import { dataHost, textAt } from './private-link/host-names.ts';
import { liveAccess } from './registry/access.ts';
import { REGISTRY_TYPE } from './registry/compile.ts';

/** Guards and impact lines of all features. They hold for entries that only the state has, too (I-03). */
export function review(input: ReviewInput): Review {
  const blocked: Record<string, Block> = {};
  const impact: Record<string, readonly string[]> = {};
  for (const change of input.changes) {
    const block = guardOf(change, input);
    if (block !== undefined) blocked[change.address] = block;
    const lines = impactOf(change, input);
    if (lines.length > 0) impact[change.address] = lines;
  }
  return { blocked, impact };
}

function guardOf(change: Change, input: ReviewInput): Block | undefined {
  if (change.actions[0] !== 'delete') return undefined;
  switch (change.type) {
    case REGISTRY_TYPE:
      return {
        code: 'ACR2002',
        detail: 'Every image, tag and token in the registry would be lost; Azure keeps no copy.',
        lift: change.address,
      };
    case ENDPOINT_TYPE:
      return lastPathGuard(change, input);
    case ZONE_TYPE:
      return foreignRecordsGuard(change, input);
    default:
      return undefined;
  }
}

/** The last approved endpoint of a registry that stays, closed before and after, is the only way in (design 5). */
function lastPathGuard(change: Change, { changes, live, prior }: ReviewInput): Block | undefined {
  for (const [registryId, registry] of registriesOf(change, live, prior)) {
    const registryChange = changes.find((each) => goingId(each) === registryId);
    if (registryChange?.actions[0] === 'delete') continue;
    if (liveAccess(registry).kind !== 'none' || registryChange?.steps.some(({ name }) => name === 'open'))
      continue;
    const approved = approvedEndpoints(registry);
    const going = new Set(changes.filter(({ actions }) => actions[0] === 'delete').map(goingId));
    if (!approved.has(goingId(change)) || [...approved].some((id) => !going.has(id))) continue;
    return {
      code: 'ACR2004',
      detail: `It is the last approved endpoint of ${textAt(registry, 'name') ?? 'the registry'}, whose public access is disabled: nobody could reach the registry.`,
      lift: change.address,
    };
  }
  return undefined;
}

/** The live registries that a private endpoint leads to. */
function registriesOf(
  change: Change,
  live: LiveObjects,
  prior: readonly PriorEntry[],
): readonly (readonly [string, JsonObject])[] {
  const ids = prior.filter((entry) => entry.type === REGISTRY_TYPE).map((entry) => foldId(entry.id));
  return ids.flatMap((id) => {
    const body = live.get(id)?.body;
    return body !== undefined && approvedEndpoints(body).has(goingId(change)) ? [[id, body] as const] : [];
  });
}

function approvedEndpoints(registry: JsonObject): ReadonlySet<string> {
  const connections = getPath(registry, 'properties.privateEndpointConnections');
  const approved = (Array.isArray(connections) ? connections : []).filter(
    (each) => textAt(each, 'properties.privateLinkServiceConnectionState.status') === 'Approved',
  );
  return new Set(approved.flatMap((each) => textAt(each, 'properties.privateEndpoint.id') ?? []).map(foldId));
}

/** Of a replaced object whose id changes, the id that goes. */
function goingId(change: Change): string {
  const old = change.reason === 'id-changed' ? textAt(change.before ?? undefined, 'id') : undefined;
  return foldId(old ?? change.id);
}

/** Azure drops the records with the zone. Those of zone groups in the state are ours; the SOA is Azure's. */
function foreignRecordsGuard(change: Change, { live, prior }: ReviewInput): Block | undefined {
  const zoneId = goingId(change);
  const count = Number(getPath(live.get(zoneId)?.body ?? {}, 'properties.numberOfRecordSets') ?? 1);
  const groups = prior.filter((entry) => entry.type === ZONE_GROUP_TYPE);
  const names = new Set(groups.flatMap((entry) => recordNames(live.get(foldId(entry.id))?.body, zoneId)));
  const foreign = count - 1 - names.size;
  if (foreign <= 0) return undefined;
  return {
    code: 'ACR2005',
    detail: `${foreign} record ${foreign === 1 ? 'set' : 'sets'} in the zone are not acrctl's; they would be lost with it.`,
    lift: change.address,
    contents: true,
  };
}

function recordNames(group: JsonObject | undefined, zoneId: string): readonly string[] {
  const configs = group && getPath(group, 'properties.privateDnsZoneConfigs');
  return (Array.isArray(configs) ? configs : []).flatMap((config) => {
    const id = textAt(config, 'properties.privateDnsZoneId');
    const records = getPath(config, 'properties.recordSets');
    if (id === undefined || foldId(id) !== zoneId || !Array.isArray(records)) return [];
    return records.flatMap((record) => textAt(record, 'recordSetName') ?? []);
  });
}

function impactOf(change: Change, input: ReviewInput): readonly string[] {
  const isDelete = change.actions[0] === 'delete';
  switch (change.type) {
    case REGISTRY_TYPE:
      return [...registryImpact(change), ...dataEndpointImpact(change, change.id, input)];
    case ENDPOINT_TYPE:
      return isDelete ? endpointImpact(change) : firstEndpointImpact(change, input);
    case LINK_TYPE:
      return isDelete ? ['machines in that network resolve the registry to its public address again'] : [];
    default:
      return [];
  }
}

function registryImpact(change: Change): readonly string[] {
  const names = new Set(change.steps.map((step) => step.name));
  const lines: string[] = [];
  if (names.has('open'))
    lines.push('the registry is reachable from the internet as soon as the first step is done');
  if (names.has('close')) {
    const isClosed = getPath(change.after ?? {}, 'properties.publicNetworkAccess') === 'Disabled';
    lines.push(
      isClosed
        ? 'clients outside the linked networks get 403 on login and pull (1.4, 1.5)'
        : 'clients outside allowedIpRanges and the linked networks get 403 on login and pull',
      'hosted Azure DevOps agents, "az acr build" and the repository list in the portal stop working (1.5, 1.7, 1.41)',
      'not probed from inside: the private path is proven by what Azure Resource Manager says of it',
      'undo: network.publicAccess: enabled',
    );
  }
  return lines;
}

/** Layers come from another host from then on (faults N16). */
function dataEndpointImpact(change: Change, registryId: string, { live }: ReviewInput): readonly string[] {
  const registry = live.get(foldId(registryId))?.body;
  const turnsOn = change.actions[0] === 'update' && change.paths.includes(DATA_ENDPOINTS);
  if (registry === undefined || !turnsOn || getPath(change.after ?? {}, DATA_ENDPOINTS) !== true) return [];
  return [newHostLine(registry)];
}

/** The first endpoint of a registry turns its data endpoints on, whatever the file says of them. */
function firstEndpointImpact(change: Change, { changes, live }: ReviewInput): readonly string[] {
  if (change.actions[0] !== 'create') return [];
  const registryId = registryOf(change);
  const registry = registryId === undefined ? undefined : live.get(registryId)?.body;
  if (registry === undefined || getPath(registry, DATA_ENDPOINTS) === true) return [];
  const isSaidThere = changes.some(
    (each) => goingId(each) === registryId && each.paths.includes(DATA_ENDPOINTS),
  );
  return isSaidThere ? [] : [newHostLine(registry)];
}

const DATA_ENDPOINTS = 'properties.dataEndpointEnabled';

function newHostLine(registry: JsonObject): string {
  return `layers come from ${dataHost(registry)} from then on: clients whose firewall allows only *.blob.core.windows.net fail to pull until it allows that host too`;
}

/** The folded id of the registry that a planned endpoint leads to. */
function registryOf(change: Change): string | undefined {
  const connections = getPath(change.after ?? {}, 'properties.privateLinkServiceConnections');
  const [first] = Array.isArray(connections) ? connections : [];
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
