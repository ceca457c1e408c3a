import type { Address } from '../../core/address.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isAtOrBelow, listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId, parentId } from '../../providers/azure/arm-id.ts';
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

/** What it means that a zone group, or the record of a registry's own name, goes while its endpoint stays. */
export function keeperImpact(change: Change, scene: Scene): readonly string[] {
  const { address, type, actions } = change;
  if (actions[0] !== 'delete' || (type === ARM_TYPE.record && !address.endsWith('.records.registry')))
    return [];
  const endpoint = address.slice(0, address.lastIndexOf(type === ARM_TYPE.record ? '.records.' : '.'));
  if (scene.all.some((each) => each.address === endpoint && each.actions[0] === 'delete')) return [];
  const isRenewed = scene.all.some((each) => isMade(each) && each.address.startsWith(`${endpoint}.`));
  return isRenewed
    ? ['names of the registry do not resolve where its zone is linked, until the new records are there']
    : strandedNames(change, scene);
}

/**
 * A zone without records goes on answering for the networks that stay linked to it: they find no address at all, not
 * even the public one (1.56, faults N12). `change` is of an endpoint, or of what keeps its records.
 */
function strandedNames({ address }: Change, scene: Scene): readonly string[] {
  const { prior, all } = scene;
  const keepers = prior.filter(({ type }) => KEEPERS.has(type));
  const isGoing = (each: PriorEntry) => isAtOrBelow(each.address, address);
  const zones = new Set(keepers.filter(isGoing).flatMap((each) => zonesOf(each, scene)));
  const stays = prior.filter(
    ({ type, id }) =>
      type === ARM_TYPE.link &&
      zones.has(foldId(parentId(id))) &&
      !goes(scene, id) &&
      !asksPublicDns(id, scene),
  );
  const left = [
    ...keepers
      .filter((each) => !isGoing(each) && !goes(scene, each.id))
      .map((each) => ({ owner: ownerOf(each), zones: zonesOf(each, scene) })),
    ...all.filter(isMade).map((each) => ({ owner: ownerOf(each), zones: madeIn(each) })),
  ].filter((each) => each.zones.some((zone) => zones.has(zone)));
  if (stays.length === 0 || left.some(({ owner }) => owner === ownerOf({ address }))) return [];
  const links = stays.map((link) => link.address).join(', ');
  return [
    left.length === 0
      ? `names of registries no longer resolve where its zone stays linked (${links}): take the links out as well, or write resolutionPolicy: nxDomainRedirect (1.56)`
      : `its names no longer resolve, not even to the public address, where its zone stays linked for other registries (${links}): write resolutionPolicy: nxDomainRedirect (1.56)`,
  ];
}

/** The address of the registry whose endpoint it is, or belongs to. */
function ownerOf({ address }: { readonly address: Address }): Address {
  return address.slice(0, address.lastIndexOf('.network.privateEndpoints.'));
}

const KEEPERS: ReadonlySet<string> = new Set([ARM_TYPE.zoneGroup, ARM_TYPE.record]);

function isMade({ type, actions }: Change): boolean {
  return KEEPERS.has(type) && actions.at(-1) === 'create';
}

/** The folded ids of the zones that a zone group or record of the state writes to. */
function zonesOf({ type, id }: PriorEntry, { live }: Scene): readonly string[] {
  return type === ARM_TYPE.record ? [zoneOfRecord(id)] : zonesOfGroup(live.get(foldId(id))?.body);
}

function madeIn({ type, id, after }: Change): readonly string[] {
  return type === ARM_TYPE.record ? [zoneOfRecord(id)] : zonesOfGroup(after ?? undefined);
}

function zonesOfGroup(group: JsonObject | undefined): readonly string[] {
  return listAt(group, 'properties.privateDnsZoneConfigs').map((config) =>
    foldId(textAt(config, 'properties.privateDnsZoneId') ?? ''),
  );
}

function zoneOfRecord(id: string): string {
  return foldId(id).replace(/\/a\/[^/]+$/, '');
}

/** Names that the zone does not hold are looked for in public there. */
function asksPublicDns(link: string, { live, changes }: Scene): boolean {
  const path = 'properties.resolutionPolicy';
  const body = changes.get(foldId(link))?.[0]?.after ?? live.get(foldId(link))?.body;
  return textAt(body ?? undefined, path) === 'NxDomainRedirect';
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
