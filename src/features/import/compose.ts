import { formatAddress } from '../../core/address.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { counted } from '../../core/wording.ts';
import { distinctIds, foldId, groupIdOf, nameOf, parseArmId } from '../../providers/azure/arm-id.ts';
import { expressIdentity } from '../identities/express.ts';
import { expressNetwork, expressSubnet } from '../networks/express.ts';
import { expressLink, expressZone } from '../private-dns/express.ts';
import { regionOf } from '../private-link/host-names.ts';
import { expressGroup } from '../resource-groups/express.ts';
import { chooseEndpoints } from './choice.ts';
import { type Composition, type Corrections, Page } from './composition.ts';
import { canStand } from './dns.ts';
import { finished } from './finish.ts';
import { bodyOf, entriesOf, type Found, whyMissing } from './found.ts';
import { newKeys } from './keys.ts';
import { homeOf, type Making, nameIn, placeOf, takes } from './making.ts';
import { markedKey } from './marks.ts';
import {
  foreignRecords,
  groupVerdict,
  identityVerdict,
  linkedNetwork,
  linkList,
  linkVerdict,
  networkVerdict,
  subnetsOf,
  zoneVerdict,
} from './ownership.ts';
import { composeRegistry } from './registry-page.ts';
import { keyUsed } from './vault-of-key.ts';
import { assignedIdentities, identitiesOf } from './wanted.ts';

/**
 * The file of a registry and what leads to it: pure, of bodies alone. `corrections` are what earlier attempts have shown.
 * The registry itself must be among the answers.
 */
export function compose(found: Found, corrections: Corrections): Composition {
  // Whose a group is depends on what of it the file looks after, and the region of an entry on whose its group is.
  const { managed } = made(found, corrections, new Set());
  return finished(made(found, corrections, managed));
}

function made(found: Found, corrections: Corrections, known: ReadonlySet<string>): Making {
  const registry = bodyOf(found, found.registryId) ?? {};
  const page = new Page(corrections);
  const { endpoints, left } = chooseEndpoints(found, (id) => page.demotion(id));
  const making: Making = {
    found,
    page,
    registry,
    endpoints,
    left,
    groupKeys: newKeys(),
    networkKeys: newKeys(),
    zoneKeys: newKeys(),
    identityKeys: newKeys(),
    managed: new Set([...known, foldId(found.registryId), ...endpoints.map(({ id }) => foldId(id))]),
  };
  const zones = zonesUsed(making);
  const networks = networksUsed(making, zones);
  const identities = identitiesUsed(making);
  const key = keyUsed(found, page);
  const vaults = key === undefined ? [] : [key.vaultId];
  const placed = [...networks, ...zones, ...identities, ...vaults];
  const objects = [found.registryId, ...endpoints.map(({ id }) => id), ...placed];
  claimGroups(making, objects);
  for (const id of networks) addNetwork(making, id);
  for (const id of zones) addZone(making, id);
  for (const id of identities) addIdentity(making, id);
  composeRegistry(making);
  addGroups(making);
  return making;
}

function zonesUsed({ endpoints }: Making): readonly string[] {
  const ids = endpoints.flatMap(({ dns }) => ('zoneId' in dns ? [dns.zoneId] : []));
  return distinctIds(ids);
}

/** Those of endpoints; and in a zone that acrctl takes, those that are linked, where they can be read. */
function networksUsed({ found, page, endpoints }: Making, zones: readonly string[]): readonly string[] {
  const linked = zones
    .filter((id) => takes(page, id, zoneVerdict(found, id)))
    .flatMap((id) => entriesOf(found, linkList(id).id) ?? [])
    .map(linkedNetwork);
  const own = endpoints.map(({ networkId }) => networkId);
  const out = (id: string) => page.demotion(id).times > 1 && !own.some((each) => foldId(each) === foldId(id));
  return distinctIds([...own, ...linked].filter((id) => canStand(found, id) && !out(id)));
}

function identitiesUsed({ found, page }: Making): readonly string[] {
  for (const id of assignedIdentities(found).filter((each) => !canStand(found, each)))
    page.remark(found.registryId, undefined, `has the identity ${id}, and ${whyNot(found, id)}`);
  return identitiesOf(found).filter((id) => canStand(found, id) && page.demotion(id).times < 2);
}

function whyNot(found: Found, id: string): string {
  return bodyOf(found, id) === undefined
    ? whyMissing(found, id)
    : `of its resource group: ${whyMissing(found, groupIdOf(id) ?? '')}`;
}

function claimGroups({ found, groupKeys }: Making, objects: readonly string[]): void {
  for (const id of distinctIds(objects.flatMap((each) => groupIdOf(each) ?? []))) {
    const body = bodyOf(found, id);
    const name = body === undefined ? nameOf(id) : nameIn(body, id);
    const marked = markedKey(body, found.stack, ['resourceGroups']);
    groupKeys.claim(id, [marked, name, `${name}-${parseArmId(id)?.subscription}`]);
  }
}

function addGroups(making: Making): void {
  const { found, page, groupKeys, managed } = making;
  const home = homeOf(making);
  for (const id of distinctIds(
    [...managed, ...page.drafts.map((draft) => draft.id)].flatMap((each) => groupIdOf(each) ?? []),
  )) {
    const body = bodyOf(found, id);
    const key = groupKeys.keyOf(id);
    // A group that cannot be read has been said to be in the way before it comes to this.
    if (body === undefined || key === undefined) continue;
    const { subscription = '' } = parseArmId(id) ?? {};
    const name = nameIn(body, id);
    const place = {
      ...(name !== key && { name }),
      ...(foldId(subscription) !== foldId(home.subscription) && { subscription }),
    };
    const verdict = groupVerdict(found, id, managed);
    const location = regionOf(textAt(body, 'location') ?? '');
    const isOwn = takes(page, id, verdict ?? expressGroup(body).cannot);
    const region = isOwn && location !== home.location ? { location } : {};
    page.add(
      { id, body, taggable: true },
      ['resourceGroups', key],
      { ...place, ...region },
      expressGroup(body),
      verdict,
    );
  }
}

function addNetwork(making: Making, id: string): void {
  const { found, page, networkKeys, endpoints } = making;
  const body = bodyOf(found, id) ?? {};
  const name = nameIn(body, id);
  const marked = markedKey(body, found.stack, ['networks']);
  const key = networkKeys.claim(id, [marked, name, `${name}-${parseArmId(id)?.resourceGroup}`]);
  const path = ['networks', key];
  const place = placeOf(making, id, body, key);
  const isOwn = page.add(
    { id, body, taggable: true },
    path,
    place,
    expressNetwork(body),
    networkVerdict(found, id),
  );
  if (isOwn) making.managed.add(foldId(id));
  const used = distinctIds(
    endpoints.filter((each) => foldId(each.networkId) === foldId(id)).map((each) => each.subnetId),
  );
  for (const subnetId of used) addSubnet(making, subnetId, body, path, isOwn);
  const others = subnetsOf(body).filter(
    (each) => !used.some((own) => foldId(own) === foldId(textAt(each, 'id') ?? '')),
  );
  if (isOwn && others.length > 0) {
    const names = others.map((each) => textAt(each, 'name') ?? '').join(', ');
    page.remark(id, formatAddress(path), `has subnets that hold no endpoint of the registry: ${names}`);
  }
}

/** A subnet that is only read says nothing that its network does not. */
const WITH_ITS_NETWORK = '';

function addSubnet(
  { page }: Making,
  id: string,
  network: JsonObject,
  path: readonly string[],
  isOwn: boolean,
): void {
  const body = subnetsOf(network).find((each) => foldId(textAt(each, 'id') ?? '') === foldId(id)) ?? {};
  const below = [...path, 'subnets', nameOf(id)];
  const expression = expressSubnet(body);
  page.add({ id, body, taggable: false }, below, {}, expression, isOwn ? undefined : WITH_ITS_NETWORK);
}

function addZone(making: Making, id: string): void {
  const { found, page, zoneKeys, networkKeys, endpoints } = making;
  const body = bodyOf(found, id) ?? {};
  const name = nameIn(body, id);
  const marked = markedKey(body, found.stack, ['privateDnsZones']);
  const key = zoneKeys.claim(id, [marked, name, `${name}-${parseArmId(id)?.resourceGroup}`]);
  const path = ['privateDnsZones', key];
  const place = placeOf(making, id, body, key);
  const isOwn = page.add({ id, body, taggable: true }, path, place, expressZone(), zoneVerdict(found, id));
  if (isOwn) making.managed.add(foldId(id));
  const near = new Set(endpoints.map(({ networkId }) => foldId(networkId)));
  for (const link of entriesOf(found, linkList(id).id) ?? []) {
    const network = linkedNetwork(link);
    const linkId = textAt(link, 'id') ?? '';
    const verdict = linkVerdict(found, link, body, isOwn);
    // What others link to a zone of others is no part of the way to this registry.
    if (!isOwn && !near.has(foldId(network)) && verdict !== undefined) continue;
    const networkKey = networkKeys.keyOf(network);
    const address = formatAddress(path);
    if (networkKey === undefined || page.demotion(linkId).times > 1) {
      page.remark(linkId, undefined, `links ${address} to ${network}, which is not in the file`);
      continue;
    }
    const linkName = nameIn(link, linkId);
    page.add(
      { id: linkId, body: link, taggable: true },
      [...path, 'links', networkKey],
      linkName === networkKey ? {} : { name: linkName },
      expressLink(link),
      verdict,
    );
  }
  const others = foreignRecords(found, id).length;
  if (isOwn && others > 0)
    page.remark(id, formatAddress(path), `holds ${counted(others, 'record set')} of others`);
}

function addIdentity(making: Making, id: string): void {
  const { found, page, identityKeys } = making;
  const body = bodyOf(found, id) ?? {};
  const name = nameIn(body, id);
  const marked = markedKey(body, found.stack, ['identities']);
  const key = identityKeys.claim(id, [marked, name, `${name}-${parseArmId(id)?.resourceGroup}`]);
  const { location, ...place } = placeOf(making, id, body, key);
  const verdict = identityVerdict(found, id);
  const isOwn = takes(page, id, verdict);
  page.add(
    { id, body, taggable: true },
    ['identities', key],
    isOwn && location !== undefined ? { ...place, location } : place,
    expressIdentity(body),
    verdict,
  );
  if (isOwn) making.managed.add(foldId(id));
}
