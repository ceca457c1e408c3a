import type { JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';

/** Every host name that must resolve privately, as the live registry says. */
export function liveHosts(registry: JsonObject): readonly string[] {
  const data = listAt(registry, 'properties.dataEndpointHostNames');
  const hosts = [getPath(registry, 'properties.loginServer'), ...data];
  return hosts.filter((host) => typeof host === 'string');
}

/** The host that a live registry serves layers from once its data endpoints are on. */
export function dataHost(registry: JsonObject): string {
  return dataHostOf(textAt(registry, 'properties.loginServer') ?? '', textAt(registry, 'location') ?? '');
}

/** The shared hosts that it serves layers from until then; its login server tells the cloud. */
export function storageHosts(registry: JsonObject): string {
  const loginServer = textAt(registry, 'properties.loginServer') ?? '';
  const facts = Object.values(CLOUDS).find(({ registrySuffix }) =>
    loginServer.endsWith(`.${registrySuffix}`),
  );
  return `*.blob.${(facts ?? CLOUDS.AzureCloud).storageSuffix}`;
}

/** `westeurope` of `contosoimages.westeurope.data.azurecr.io`. */
function dataRegionOf(host: string): string | undefined {
  const [, region, data] = host.toLowerCase().split('.');
  return data === 'data' ? region : undefined;
}

/** The regions that a live registry serves layers from, as its hosts say. */
export function dataRegions(registry: JsonObject | undefined): readonly string[] {
  return listAt(registry, 'properties.dataEndpointHostNames').flatMap((host) =>
    typeof host === 'string' ? (dataRegionOf(host) ?? []) : [],
  );
}

/** `contosoimages.westeurope.data.azurecr.io` for `contosoimages.azurecr.io`. */
export function dataHostOf(loginServer: string, location: string): string {
  const [label = ''] = loginServer.split('.', 1);
  return `${label}.${regionOf(location)}.data${loginServer.slice(label.length)}`;
}

/** `contosoimages.westeurope.data` for a host in the zone `privatelink.azurecr.io` of the suffix `azurecr.io`. */
export function recordName(host: string, zone: string): string | undefined {
  const suffix = zone.replace(/^privatelink\./, '');
  return host.endsWith(`.${suffix}`) ? host.slice(0, -suffix.length - 1) : undefined;
}

/** As Azure's own zone groups: an endpoint that is made again has other addresses (observed-behaviour.md 3.6). */
export const RECORD_TTL_SECONDS = 10;

/** The addresses of an endpoint's interface, by host name. */
export function interfaceAddresses(networkInterface: JsonObject | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const configuration of listAt(networkInterface, 'properties.ipConfigurations')) {
    const address = textAt(configuration, 'properties.privateIPAddress');
    if (address === undefined) continue;
    const hosts = listAt(configuration, 'properties.privateLinkConnectionProperties.fqdns');
    for (const host of hosts) if (typeof host === 'string') found.set(host.toLowerCase(), address);
  }
  return found;
}

/** The address that an interface has for a member; undefined while it has none. */
export function memberAddress(networkInterface: JsonObject, member: string): string | undefined {
  const configuration = listAt(networkInterface, 'properties.ipConfigurations').find(
    (each) => textAt(each, 'properties.privateLinkConnectionProperties.requiredMemberName') === member,
  );
  return textAt(configuration, 'properties.privateIPAddress');
}

/** What the registry says of the connection that an endpoint asked for; undefined where it knows of none. */
export function connectionStatus(registry: JsonObject, endpointId: string): string | undefined {
  return connectionsOf(registry).find(({ endpoint }) => endpoint === foldId(endpointId))?.status;
}

/** The connections that endpoints asked for, as the registry tells of them: folded id of the endpoint, and status. */
export function connectionsOf(
  registry: JsonObject,
): readonly { readonly endpoint: string; readonly status: string | undefined }[] {
  return listAt(registry, 'properties.privateEndpointConnections').flatMap((connection) => {
    const endpoint = textAt(connection, 'properties.privateEndpoint.id');
    const status = textAt(connection, STATUS);
    return endpoint === undefined ? [] : [{ endpoint: foldId(endpoint), status }];
  });
}

const STATUS = 'properties.privateLinkServiceConnectionState.status';

/** What the endpoint says of its connection. */
export function endpointStatus(endpoint: JsonObject): string | undefined {
  const [connection] = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'].flatMap(
    (member) => listAt(endpoint, `properties.${member}`),
  );
  return textAt(connection, STATUS);
}

/** True for what has the short form of a region, whether or not there is one of the name. */
export function isRegion(text: string): boolean {
  return /^[a-z][a-z0-9]*$/.test(text);
}

/** The short form of a region. */
export function regionOf(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}
