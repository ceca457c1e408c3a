import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';

/** One private link member of a registry, and the host name that resolves to its address (1.27 to 1.32). */
export interface Member {
  readonly name: string;
  readonly host: string;
}

/**
 * The members an endpoint of a registry without replicas has: the registry itself and the data endpoint of its
 * home region. Host names come from the live registry where there is one, since a login server may hold a hash.
 */
export function membersOf(
  registry: { readonly name: string; readonly location: string },
  live: JsonObject | undefined,
  cloud: CloudName,
): readonly Member[] {
  const { registrySuffix } = CLOUDS[cloud];
  const loginServer =
    textAt(live, 'properties.loginServer') ?? `${registry.name.toLowerCase()}.${registrySuffix}`;
  const region = regionOf(registry.location);
  const label = loginServer.slice(0, -registrySuffix.length - 1);
  return [
    { name: 'registry', host: loginServer },
    { name: `registry_data_${region}`, host: `${label}.${region}.data.${registrySuffix}` },
  ];
}

/** Every host name that must resolve privately, as the live registry says. */
export function liveHosts(registry: JsonObject): readonly string[] {
  const data = getPath(registry, 'properties.dataEndpointHostNames');
  const hosts = [getPath(registry, 'properties.loginServer'), ...(Array.isArray(data) ? data : [])];
  return hosts.filter((host) => typeof host === 'string');
}

/** The host that a live registry serves layers from once its data endpoints are on. */
export function dataHost(registry: JsonObject): string {
  const loginServer = textAt(registry, 'properties.loginServer') ?? '';
  const label = loginServer.split('.', 1)[0] ?? '';
  return `${label}.${regionOf(textAt(registry, 'location') ?? '')}.data${loginServer.slice(label.length)}`;
}

/** `contosoimages.westeurope.data` for a host in the zone `privatelink.azurecr.io` of the suffix `azurecr.io`. */
export function recordName(host: string, zone: string): string | undefined {
  const suffix = zone.replace(/^privatelink\./, '');
  return host.endsWith(`.${suffix}`) ? host.slice(0, -suffix.length - 1) : undefined;
}

/** The addresses of an endpoint's interface, by host name. */
export function interfaceAddresses(networkInterface: JsonObject | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const configurations = networkInterface && getPath(networkInterface, 'properties.ipConfigurations');
  for (const configuration of Array.isArray(configurations) ? configurations : []) {
    const address = getPath(configuration, 'properties.privateIPAddress');
    const hosts = getPath(configuration, 'properties.privateLinkConnectionProperties.fqdns');
    if (typeof address !== 'string' || !Array.isArray(hosts)) continue;
    for (const host of hosts) if (typeof host === 'string') found.set(host.toLowerCase(), address);
  }
  return found;
}

/** What the registry says of the connection that an endpoint asked for; undefined where it knows of none. */
export function connectionStatus(registry: JsonObject, endpointId: string): string | undefined {
  const connections = getPath(registry, 'properties.privateEndpointConnections');
  const mine = (Array.isArray(connections) ? connections : []).find((connection: Json) => {
    const id = getPath(connection, 'properties.privateEndpoint.id');
    return typeof id === 'string' && foldId(id) === foldId(endpointId);
  });
  return mine === undefined ? undefined : textAt(mine, 'properties.privateLinkServiceConnectionState.status');
}

/** What the endpoint says of its connection. */
export function endpointStatus(endpoint: JsonObject): string | undefined {
  const connection = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections']
    .flatMap((member) => getPath(endpoint, `properties.${member}`) ?? [])
    .find((each) => isJsonObject(each));
  return connection === undefined
    ? undefined
    : textAt(connection, 'properties.privateLinkServiceConnectionState.status');
}

function regionOf(location: string): string {
  return location.toLowerCase().replaceAll(' ', '');
}

export function textAt(body: Json | undefined, path: string): string | undefined {
  const value = body === undefined ? undefined : getPath(body, path);
  return typeof value === 'string' ? value : undefined;
}
