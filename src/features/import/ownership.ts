import type { JsonObject } from '../../core/json.ts';
import { isJsonObject, listAt, textAt } from '../../core/path.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { endpointsOf, type FoundEndpoint, zoneGroupsOf } from './endpoints.ts';
import { bodyOf, entriesOf, type Found } from './found.ts';
import { ownerOf } from './marks.ts';

/**
 * Whether acrctl is to look after what the registry shares with others (I-08). What this stack marked is its own, what
 * another marked is not; of what nobody marked it takes only what serves this registry alone. Undefined: it takes it;
 * else why not, as words behind an entry.
 */
export type Verdict = string | undefined;

export function networkVerdict(found: Found, id: string): Verdict {
  const body = bodyOf(found, id);
  const owner = ownerOf(body, found.stack);
  if (owner !== 'nobody' || body === undefined) return byMark(owner);
  if (listAt(body, 'properties.virtualNetworkPeerings').length > 0) return 'it is peered with others';
  const own = new Set(endpointsOf(found).own.flatMap(({ interfaceIds }) => interfaceIds));
  const isOwn = (subnet: JsonObject) => {
    const users = listAt(subnet, 'properties.ipConfigurations').flatMap((each) => textAt(each, 'id') ?? []);
    return (
      users.length > 0 && users.every((user) => own.has(foldId(user.replace(/\/ipConfigurations\/.*$/i, ''))))
    );
  };
  return subnetsOf(body).every(isOwn) ? undefined : 'others use it';
}

export function subnetsOf(network: JsonObject): readonly JsonObject[] {
  return listAt(network, 'properties.subnets').filter(isJsonObject);
}

export function zoneVerdict(found: Found, id: string): Verdict {
  const body = bodyOf(found, id);
  const owner = ownerOf(body, found.stack);
  if (owner !== 'nobody' || body === undefined) return byMark(owner);
  const { own } = endpointsOf(found);
  const networks = new Set(own.map(({ networkId }) => foldId(networkId)));
  const links = entriesOf(found, linkList(id).id);
  const records = entriesOf(found, recordSetList(id).id);
  if (links === undefined || records === undefined) return 'what is in it cannot be read';
  if (!links.every((link) => networks.has(foldId(linkedNetwork(link))))) return 'others link it';
  const written = new Set(own.flatMap((endpoint) => recordsWritten(found, endpoint, id)));
  const isOwn = (record: JsonObject) =>
    isSoa(record) || written.has(recordName(record)) || ownerOf(record, found.stack) === 'ours';
  return records.every(isOwn) ? undefined : 'it holds records of others';
}

/** `managed` are the folded ids of what the file looks after otherwise. */
export function groupVerdict(found: Found, id: string, managed: ReadonlySet<string>): Verdict {
  const owner = ownerOf(bodyOf(found, id), found.stack);
  if (owner !== 'nobody') return byMark(owner);
  const inside = entriesOf(found, contentList(id).id);
  if (inside === undefined) return 'what is in it cannot be read';
  const own = [...managed, ...endpointsOf(found).own.flatMap(({ interfaceIds }) => interfaceIds)];
  const isOwn = (item: JsonObject) => {
    const folded = foldId(textAt(item, 'id') ?? '');
    return own.some((each) => folded === each || folded.startsWith(`${each}/`));
  };
  return inside.every(isOwn) ? undefined : 'it holds things of others';
}

/** What an identity is used for elsewhere shows nowhere. */
export function identityVerdict(found: Found, id: string): Verdict {
  const owner = ownerOf(bodyOf(found, id), found.stack);
  return owner === 'nobody' ? 'others may use it' : byMark(owner);
}

/** A link in a zone that acrctl takes unmarked is taken with it; in any other only what this stack marked. */
export function linkVerdict(found: Found, link: JsonObject, zone: JsonObject, isZoneTaken: boolean): Verdict {
  const owner = ownerOf(link, found.stack);
  if (owner !== 'nobody') return byMark(owner);
  return isZoneTaken && ownerOf(zone, found.stack) === 'nobody' ? undefined : 'others made it';
}

function byMark(owner: ReturnType<typeof ownerOf>): Verdict {
  return owner === 'others' ? 'it is of another stack' : undefined;
}

export function linkedNetwork(link: JsonObject): string {
  return textAt(link, 'properties.virtualNetwork.id') ?? '';
}

export function linkList(zoneId: string) {
  return { type: QUESTION.links, id: `${zoneId}/virtualNetworkLinks` };
}

export function recordSetList(zoneId: string) {
  return { type: QUESTION.recordSets, id: `${zoneId}/ALL` };
}

export function contentList(groupId: string) {
  return { type: QUESTION.contents, id: `${groupId}/resources` };
}

/** Records that are neither this stack's nor an endpoint's. */
export function foreignRecords(found: Found, zoneId: string): readonly JsonObject[] {
  const { own } = endpointsOf(found);
  const written = new Set(own.flatMap((endpoint) => recordsWritten(found, endpoint, zoneId)));
  return (entriesOf(found, recordSetList(zoneId).id) ?? []).filter(
    (record) => !isSoa(record) && !written.has(recordName(record)) && ownerOf(record, found.stack) !== 'ours',
  );
}

/** The names that the zone groups of an endpoint have written to a zone, as `a/NAME`. */
function recordsWritten(found: Found, endpoint: FoundEndpoint, zoneId: string): readonly string[] {
  return (zoneGroupsOf(found, endpoint) ?? [])
    .flatMap((group) => listAt(group, 'properties.privateDnsZoneConfigs'))
    .filter((config) => foldId(textAt(config, 'properties.privateDnsZoneId') ?? '') === foldId(zoneId))
    .flatMap((config) => listAt(config, 'properties.recordSets'))
    .flatMap((set) => textAt(set, 'recordSetName') ?? [])
    .map((name) => `a/${name.toLowerCase()}`);
}

function recordName(record: JsonObject): string {
  const kind = nameOf(textAt(record, 'type') ?? ARM_TYPE.record);
  return `${kind}/${textAt(record, 'name') ?? ''}`.toLowerCase();
}

function isSoa(record: JsonObject): boolean {
  return recordName(record).startsWith('soa/');
}
