import { formatAddress } from '../../core/address.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { expressEndpoint } from '../private-link/express.ts';
import { regionOf } from '../private-link/host-names.ts';
import { dataMember } from '../private-link/members.ts';
import { expressRegistry } from '../registry/express.ts';
import { expressReplication } from '../replications/express.ts';
import { expressRoleAssignment } from '../role-assignments/express.ts';
import type { ChosenEndpoint } from './choice.ts';
import { bodyOf } from './found.ts';
import { type Keys, newKeys } from './keys.ts';
import { homeOf, type Making, nameIn, placeOf } from './making.ts';
import { markedKey, ownerOf } from './marks.ts';
import { addKey } from './vault-of-key.ts';
import { assignedIdentities, assignmentsOf, identitiesOf, principalOf, replicasOf } from './wanted.ts';

/** The registry and all that hangs below it. */
export function composeRegistry(making: Making): void {
  const { found, page, registry, identityKeys } = making;
  const id = found.registryId;
  const name = nameIn(registry, id);
  const key = newKeys().claim(id, [markedKey(registry, found.stack, ['registries']), name]);
  const path = ['registries', key];
  const users = new Map(
    assignedIdentities(found).flatMap((each) => {
      const key = identityKeys.keyOf(each);
      return key === undefined ? [] : [[foldId(each), key]];
    }),
  );
  page.add(
    { id, body: registry, taggable: true },
    path,
    placeOf(making, id, registry, key),
    expressRegistry(registry, users, addKey(making)),
    undefined,
  );
  addReplicas(making, path);
  addAssignments(making, path);
  addEndpoints(making, path, name);
}

function addReplicas(making: Making, path: readonly string[]): void {
  const { found, page } = making;
  const replicas = replicasOf(found);
  if (replicas === undefined)
    page.remark(found.registryId, formatAddress(path), 'may have replicas, which cannot be read');
  const keys = newKeys();
  for (const body of replicasElsewhere(making, replicas ?? [])) {
    const id = textAt(body, 'id') ?? '';
    const region = regionOf(textAt(body, 'location') ?? '');
    const marked = markedKey(body, found.stack, ['registries', '*', 'replications']);
    const key = keys.claim(id, [marked, region]);
    const name = nameIn(body, id);
    const place = { ...(name !== key && { name }), ...(region !== key && { location: region }) };
    const owner = ownerOf(body, found.stack);
    const verdict = owner === 'others' ? 'it is of another stack' : undefined;
    page.add(
      { id, body, taggable: true },
      [...path, 'replications', key],
      place,
      expressReplication(body),
      verdict,
    );
  }
}

/** The home region is no replica of the language; Azure lists it as one once there is another. */
function replicasElsewhere(making: Making, replicas: readonly JsonObject[]): readonly JsonObject[] {
  const { location } = homeOf(making);
  return replicas
    .filter((body) => regionOf(textAt(body, 'location') ?? '') !== location)
    .toSorted((a, b) => (nameIn(a, '') < nameIn(b, '') ? -1 : 1));
}

function addAssignments(making: Making, path: readonly string[]): void {
  const { found, page, identityKeys } = making;
  const grants = assignmentsOf(found);
  if (grants === undefined)
    page.remark(found.registryId, formatAddress(path), 'may have role assignments, which cannot be read');
  const keyOfPrincipal = new Map(
    identitiesOf(found).map((id) => [principalOf(bodyOf(found, id) ?? {}), identityKeys.keyOf(id)]),
  );
  const keys = newKeys();
  for (const grant of (grants ?? []).toSorted(byRole)) {
    const id = textAt(grant, 'id') ?? '';
    const principal = principalOf(grant);
    const identity = keyOfPrincipal.get(principal);
    const expression = expressRoleAssignment(grant, identity);
    const cannot = expression.cannot ?? page.demotion(id).why;
    const role = String(expression.entry['role'] ?? '');
    if (cannot !== undefined) {
      page.remark(id, undefined, `gives the role ${role} to ${principal}, and ${cannot}`);
      continue;
    }
    const marked = markedKey(grant, found.stack, ['registries', '*', 'roleAssignments']);
    const kind = String(expression.entry['principalType'] ?? 'principal');
    const who = identity ?? `${kind}-${principal.slice(0, 8)}`;
    const key = keys.claim(id, [marked, `${who}-${shortRole(role)}`]);
    page.drafts.push({
      id,
      path: [...path, 'roleAssignments', key],
      entry: expression.entry,
      tags: undefined,
    });
  }
}

/** `push` of `AcrPush`; the beginning of a GUID. */
function shortRole(role: string): string {
  return /^[0-9a-f]{8}-/.test(role) ? role.slice(0, 8) : role.replace(/^Acr/, '').toLowerCase();
}

function byRole(a: JsonObject, b: JsonObject): number {
  const text = (grant: JsonObject) =>
    ['roleDefinitionId', 'principalId'].map((each) => textAt(grant, `properties.${each}`) ?? '').join(' ');
  return foldId(text(a)) < foldId(text(b)) ? -1 : 1;
}

function addEndpoints(making: Making, path: readonly string[], registryName: string): void {
  const { page, endpoints, left } = making;
  const keys = newKeys();
  for (const endpoint of endpoints) addEndpoint(making, path, registryName, endpoint, keys);
  for (const { id, why } of left)
    page.remark(id, undefined, `is a private endpoint of the registry, and ${why}`);
}

function addEndpoint(
  making: Making,
  path: readonly string[],
  registryName: string,
  endpoint: ChosenEndpoint,
  keys: Keys,
): void {
  const { found, page, networkKeys, zoneKeys } = making;
  const { id, body, dns, status, networkId, subnetId } = endpoint;
  const name = nameIn(body, id);
  const marked = markedKey(body, found.stack, ['registries', '*', 'network', 'privateEndpoints']);
  const short = name.startsWith(`${registryName}-`) ? name.slice(registryName.length + 1) : undefined;
  const key = keys.claim(id, [marked, short, name]);
  const below = [...path, 'network', 'privateEndpoints', key];
  const { resourceGroup } = placeOf(making, id, undefined, key);
  const expression = expressEndpoint(body, {
    registry: { id: found.registryId, name: registryName },
    key,
    subnet: `${networkKeys.keyOf(networkId)}/${nameOf(subnetId)}`,
    dns: dnsEntry(dns, zoneKeys),
    members: membersOf(making),
    status,
  });
  if (expression.cannot !== undefined) {
    page.remark(id, undefined, `is a private endpoint of the registry, and ${expression.cannot}`);
    return;
  }
  page.add(
    { id, body, taggable: true },
    below,
    resourceGroup === undefined ? {} : { resourceGroup },
    expression,
    undefined,
  );
  if ('why' in dns) page.comments.set(formatAddress([...below, 'dns']), dns.why);
}

function dnsEntry(dns: ChosenEndpoint['dns'], zoneKeys: Keys): JsonObject {
  if (!('zoneId' in dns)) return { manage: dns.manage };
  const zone = zoneKeys.keyOf(dns.zoneId) ?? '';
  return dns.manage === 'zoneGroup' ? { zone } : { zone, manage: dns.manage };
}

function membersOf(making: Making): readonly string[] {
  const { found } = making;
  const replicas = replicasElsewhere(making, replicasOf(found) ?? []);
  const regions = replicas.map((body) => regionOf(textAt(body, 'location') ?? ''));
  return ['registry', ...[homeOf(making).location, ...regions].map(dataMember)];
}
