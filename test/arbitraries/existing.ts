import type { Json, JsonObject } from '../../src/core/json.ts';

/** Entries that may be of others, by their path; what stands nowhere in a configuration is passed over. */
export const MAY_EXIST: readonly (readonly string[])[] = [
  ['resourceGroups', 'rg-b'],
  ['identities', 'builder'],
  ['keyVaults', 'kv-images'],
  ['keyVaults', 'kv-other', 'keys', 'registry'],
  ['keyVaults', 'kv-other', 'certificates', 'tls'],
  ['keyVaults', 'kv-other', 'certificates', 'trial'],
  ['networks', 'vnet-hub'],
  ['networks', 'vnet-hub', 'subnets', 'endpoints'],
  ['networks', 'vnet-spoke', 'subnets', 'endpoints'],
  ['privateDnsZones', 'privatelink.azurecr.io'],
  ['privateDnsZones', 'privatelink.azurecr.io', 'links', 'vnet-hub'],
  ['privateDnsZones', 'spoke-zone', 'links', 'vnet-spoke'],
  ['dnsZones', 'contoso.com'],
  ['registries', 'contosoimages'],
  ['registries', 'ContosoOther', 'replications', 'uksouth'],
];

/** The keys that an entry keeps when it is made existing, by its section and that of what it is below. */
const KEPT: Readonly<Record<string, readonly string[]>> = {
  resourceGroups: ['location'],
  identities: ['resourceGroup'],
  keyVaults: ['resourceGroup', 'keys', 'certificates'],
  'keyVaults keys': [],
  'keyVaults certificates': ['format'],
  networks: ['resourceGroup', 'location', 'subnets'],
  'networks subnets': ['prefix'],
  privateDnsZones: ['name', 'resourceGroup', 'links'],
  'privateDnsZones links': [],
  dnsZones: ['resourceGroup'],
  registries: ['resourceGroup', 'replications', 'roleAssignments', 'network'],
  'registries replications': ['location'],
};

/** The configuration with the entry at the path left to others. */
export function withExisting(configuration: JsonObject, path: readonly string[]): JsonObject {
  const section = path.filter((_, index) => index % 2 === 0).join(' ');
  return changedAt(configuration, path, (entry) => {
    const kept = picked(entry, KEPT[section] ?? []);
    const { network } = kept;
    const parts =
      network === undefined
        ? {}
        : { network: picked(network as JsonObject, ['privateEndpoints', 'approvals']) };
    return { ...kept, ...parts, existing: true };
  });
}

function changedAt(
  value: JsonObject,
  [first = '', ...rest]: readonly string[],
  change: (entry: JsonObject) => JsonObject,
): JsonObject {
  const inner = value[first] as JsonObject | undefined;
  if (inner === undefined) return value;
  return { ...value, [first]: rest.length === 0 ? change(inner) : changedAt(inner, rest, change) };
}

function picked(entry: JsonObject, keys: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => keys.includes(key)));
}
