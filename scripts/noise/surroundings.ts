import type { JsonObject } from '../../src/core/json.ts';
import { listAt, textAt } from '../../src/core/path.ts';
import type { Expression } from '../../src/features/express.ts';
import { expressIdentity } from '../../src/features/identities/express.ts';
import { newKeys } from '../../src/features/import/keys.ts';
import { expressTags } from '../../src/features/import/tags.ts';
import { expressKey, expressVault } from '../../src/features/key-vaults/express.ts';
import { expressNetwork, expressSubnet } from '../../src/features/networks/express.ts';
import { expressLink, expressZone } from '../../src/features/private-dns/express.ts';
import { regionOf } from '../../src/features/private-link/host-names.ts';
import { expressGroup } from '../../src/features/resource-groups/express.ts';
import { foldId, nameOf, parentId, parseArmId, resourceGroupId } from '../../src/providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../src/providers/azure/arm-types.ts';
import type { Exhibits } from './museum.ts';

/** A recorded object, and what its cassette had shown of others until then. */
export interface Recorded {
  readonly type: string;
  readonly id: string;
  readonly body: JsonObject;
  readonly others: Exhibits;
}

/** What there is around a recorded object, and how it gets into a file. */
export type Surroundings = { readonly exhibits: Exhibits } & (
  | {
      /** A file with an entry for it alone; all else is only read. */
      readonly config: JsonObject;
    }
  | {
      /** It is imported with this registry. */
      readonly registryId: string;
    }
);

/** Why no entry of the language stands for the object. */
export interface Unsayable {
  readonly why: string;
}

export function surroundingsOf(recorded: Recorded): Surroundings | Unsayable {
  const { type, body } = recorded;
  const alone = ALONE[type];
  if (alone !== undefined) return alone(recorded);
  const registryId = registryOf(recorded);
  if (registryId === undefined) return { why: 'it has to do with no registry' };
  const registry = { id: registryId, location: ELSEWHERE, sku: { name: 'Premium' }, properties: SETTLED };
  const own =
    recorded.type === ARM_TYPE.registry ? body : (recorded.others.get(foldId(registryId)) ?? registry);
  return { registryId, exhibits: exhibitsOf(recorded, [[registryId, own]]) };
}

function registryOf({ type, id, body }: Recorded): string | undefined {
  if (type === ARM_TYPE.registry) return id;
  if (type === ARM_TYPE.replication) return parentId(id);
  if (type === ARM_TYPE.roleAssignment) {
    const scope = textAt(body, 'properties.scope') ?? '';
    return isRegistry(scope) ? scope : undefined;
  }
  const connections = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'];
  const [target] = connections.flatMap((list) => listAt(body, `properties.${list}`));
  const service = textAt(target, 'properties.privateLinkServiceId') ?? '';
  return isRegistry(service) ? service : undefined;
}

function isRegistry(id: string): boolean {
  return foldId(parseArmId(id)?.type ?? '') === foldId(ARM_TYPE.registry);
}

type Alone = (recorded: Recorded) => Surroundings | Unsayable;

const ALONE: Readonly<Record<string, Alone>> = {
  [ARM_TYPE.group]: (recorded) => {
    const expression = expressGroup(recorded.body);
    return entryAlone(recorded, expression, (key, entry) => ({ resourceGroups: { [key]: entry } }));
  },
  [ARM_TYPE.network]: (recorded) =>
    entryAlone(recorded, expressNetwork(recorded.body), (key, entry) => ({ networks: { [key]: entry } })),
  [ARM_TYPE.subnet]: (recorded) => {
    const { id, body } = recorded;
    const network = parentId(id);
    const { entry, cannot } = expressSubnet(body);
    if (cannot !== undefined) return { why: cannot };
    const subnets = { [nameOf(id)]: entry };
    const around = { existing: true, location: regionAt(recorded, network), subnets };
    return inGroup(recorded, { networks: { [nameOf(network)]: around } }, [
      [network, { id: network, location: ELSEWHERE, properties: SETTLED }],
    ]);
  },
  [ARM_TYPE.zone]: (recorded) =>
    entryAlone(recorded, expressZone(), (key, entry) => ({ privateDnsZones: { [key]: entry } })),
  [ARM_TYPE.link]: (recorded) => {
    const { id, body } = recorded;
    const network = textAt(body, 'properties.virtualNetwork.id') ?? '';
    const zone = parentId(id);
    const { tags } = expressTags(body);
    const link = { name: nameOf(id), tags, ...expressLink(body).entry };
    const config = {
      networks: { network: { existing: true, name: nameOf(network), location: regionAt(recorded, network) } },
      privateDnsZones: { [nameOf(zone)]: { existing: true, links: { network: link } } },
    };
    return inGroup(recorded, config, [
      [network, { id: network, location: ELSEWHERE, properties: SETTLED }],
      [zone, { id: zone, location: 'global', properties: SETTLED }],
    ]);
  },
  [ARM_TYPE.identity]: (recorded) =>
    entryAlone(recorded, expressIdentity(recorded.body), (key, entry) => ({ identities: { [key]: entry } })),
  [ARM_TYPE.vault]: (recorded) =>
    entryAlone(recorded, expressVault(recorded.body), (key, entry) => ({ keyVaults: { [key]: entry } })),
  [ARM_TYPE.vaultKey]: (recorded) => {
    const { id, body } = recorded;
    const vault = parentId(id);
    const { entry, cannot } = expressKey(body);
    if (cannot !== undefined) return { why: cannot };
    const around = { existing: true, keys: { [nameOf(id)]: entry } };
    return inGroup(recorded, { keyVaults: { [nameOf(vault)]: around } }, [
      [vault, { id: vault, location: ELSEWHERE, properties: SETTLED }],
    ]);
  },
  [ARM_TYPE.record]: () => ({ why: 'a record is kept with its endpoint, and has no entry' }),
  [ARM_TYPE.dnsZone]: (recorded) =>
    entryAlone(recorded, expressZone(), (key, entry) => ({ dnsZones: { [key]: entry } })),
  [ARM_TYPE.cname]: () => ({ why: 'a name in a public zone is kept with what needs it, and has no entry' }),
};

/** Where the cassette says nothing of an object that a plan presumes. */
const ELSEWHERE = 'westeurope';

function regionAt({ others }: Recorded, id: string): string {
  const body = others.get(foldId(id));
  return (body && regionOf(textAt(body, 'location') ?? '')) || ELSEWHERE;
}

const SETTLED: JsonObject = { provisioningState: 'Succeeded' };

function entryAlone(
  recorded: Recorded,
  { entry, cannot }: Expression,
  place: (key: string, entry: JsonObject) => JsonObject,
): Surroundings | Unsayable {
  if (cannot !== undefined) return { why: cannot };
  const { id, body } = recorded;
  const name = textAt(body, 'name') ?? nameOf(id);
  const key = newKeys().claim(id, [name]);
  const location = regionOf(textAt(body, 'location') ?? '');
  const isGlobal = location === '' || location === 'global';
  const whole = {
    ...(key !== name && { name }),
    ...(!isGlobal && { location }),
    tags: expressTags(body).tags,
    ...entry,
  };
  return inGroup(recorded, place(key, whole), []);
}

/** A file in which the group of the object is only read. */
function inGroup(
  recorded: Recorded,
  sections: JsonObject,
  fixtures: readonly (readonly [string, JsonObject])[],
): Surroundings {
  const { subscription = '', resourceGroup = '' } = parseArmId(recorded.id) ?? {};
  const isGroup = recorded.type === ARM_TYPE.group;
  return {
    exhibits: exhibitsOf(recorded, fixtures),
    config: {
      apiVersion: 'acrctl/v1',
      stack: 'recorded',
      azure: { subscription, ...(!isGroup && { resourceGroup }), location: ELSEWHERE },
      ...(!isGroup && { resourceGroups: { [resourceGroup]: { existing: true } } }),
      ...sections,
    },
  };
}

/** The object, what was recorded of others, and where nothing was, what a plan presumes. */
function exhibitsOf(recorded: Recorded, fixtures: readonly (readonly [string, JsonObject])[]): Exhibits {
  const exhibits = new Map(recorded.others);
  for (const [id, body] of [[recorded.id, recorded.body] as const, ...fixtures])
    if (!exhibits.has(foldId(id)) || id === recorded.id) exhibits.set(foldId(id), body);
  exhibits.set(foldId(recorded.id), recorded.body);
  for (const id of [...exhibits.keys()]) {
    const parts = parseArmId(id);
    const group = parts && resourceGroupId(parts.subscription, parts.resourceGroup);
    if (group === undefined || exhibits.has(foldId(group))) continue;
    const name = parts?.resourceGroup ?? '';
    exhibits.set(foldId(group), { id: group, name, location: ELSEWHERE, properties: SETTLED });
  }
  return exhibits;
}
