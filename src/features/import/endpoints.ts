import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import { distinctIds, foldId, parentId, parseArmId, subscriptionOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { isManualConnection } from '../private-link/express.ts';
import { connectionsOf } from '../private-link/host-names.ts';
import { bodyOf, entriesOf, type Found, whyMissing } from './found.ts';
import { markOf, ownerOf } from './marks.ts';

/** A private endpoint of the registry that can be looked at. */
export interface FoundEndpoint {
  readonly id: string;
  readonly body: JsonObject;
  /** What the registry says of its connection. */
  readonly status: string | undefined;
  readonly subnetId: string;
  readonly networkId: string;
  /** Of its interfaces, folded. */
  readonly interfaceIds: readonly string[];
}

export interface LeftEndpoint {
  readonly id: string;
  readonly why: string;
}

/** Ids of the endpoints that the registry has a connection with, as it spells them. */
export function endpointIds(registry: JsonObject): readonly string[] {
  const ids = listAt(registry, 'properties.privateEndpointConnections').flatMap(
    (each) => textAt(each, 'properties.privateEndpoint.id') ?? [],
  );
  return distinctIds(ids).filter((id) => parseArmId(id)?.type.toLowerCase() === ENDPOINT);
}

const ENDPOINT = ARM_TYPE.endpoint.toLowerCase();

/**
 * The endpoints that are the registry's own, those beside it first, and the others with the reason. Whoever made one that was let in at once had
 * the right to approve, so it belongs to those who own the registry; one that asked from another subscription belongs to
 * whoever asked.
 */
export function endpointsOf(found: Found): {
  readonly own: readonly FoundEndpoint[];
  readonly left: readonly LeftEndpoint[];
} {
  const registry = bodyOf(found, found.registryId);
  if (registry === undefined) return { own: [], left: [] };
  const statuses = new Map(connectionsOf(registry).map(({ endpoint, status }) => [endpoint, status]));
  const own: FoundEndpoint[] = [];
  const left: LeftEndpoint[] = [];
  for (const id of endpointIds(registry)) {
    const body = bodyOf(found, id);
    const why = body === undefined ? whyMissing(found, id) : whyNotOwn(found, id, body);
    if (body === undefined || why !== undefined) left.push({ id, why: why ?? '' });
    else own.push(endpointFound(id, body, statuses.get(foldId(id))));
  }
  const home = textAt(registry, 'location');
  const isAway = ({ body }: FoundEndpoint) => Number(textAt(body, 'location') !== home);
  return {
    own: own.toSorted((a, b) => isAway(a) - isAway(b) || byId(a, b)),
    left: left.toSorted(byId),
  };
}

function whyNotOwn(found: Found, id: string, body: JsonObject): string | undefined {
  const owner = ownerOf(body, found.stack);
  if (owner === 'others') return `it carries the mark of the stack ${markOf(body)?.stack}`;
  const isElsewhere = subscriptionOf(id) !== subscriptionOf(found.registryId);
  return owner === 'nobody' && isElsewhere && isManualConnection(body)
    ? 'it asked to be let in from another subscription, so it belongs to those who asked'
    : undefined;
}

function endpointFound(id: string, body: JsonObject, status: string | undefined): FoundEndpoint {
  const subnetId = textAt(body, 'properties.subnet.id') ?? '';
  const interfaceIds = listAt(body, 'properties.networkInterfaces').flatMap(
    (each) => textAt(each, 'id') ?? [],
  );
  return {
    id: textAt(body, 'id') ?? id,
    body,
    status,
    subnetId,
    networkId: parentId(subnetId),
    interfaceIds: interfaceIds.map(foldId),
  };
}

/** The zone groups of an endpoint; undefined where they cannot be read. */
export function zoneGroupsOf(
  found: Found,
  { id }: Pick<FoundEndpoint, 'id'>,
): readonly JsonObject[] | undefined {
  return entriesOf(found, zoneGroupList(id).id);
}

export function zoneGroupList(endpointId: string) {
  return { type: QUESTION.zoneGroups, id: `${endpointId}/privateDnsZoneGroups` };
}

/** Ids of the zones that a zone group writes to. */
export function zonesIn(group: JsonObject): readonly string[] {
  return listAt(group, 'properties.privateDnsZoneConfigs').flatMap(
    (config) => textAt(config, 'properties.privateDnsZoneId') ?? [],
  );
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return foldId(a.id) < foldId(b.id) ? -1 : 1;
}
