import { keyOf, parentKey } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { arrayAt, type JsonObject, numberAt, stringAt, stringsAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type Gateway, partId, partsIn } from './gateway-body.ts';
import { type GatewayPart, idsIn } from './gateway-parts.ts';
import { dataHosts, loginServer } from './members.ts';
import { privateAddresses } from './private-names.ts';
import { type RegistryData, registryType } from './registry-body.ts';

/**
 * What a gateway has found out about what is behind it, by pool and backend settings as its rules pair them. Of a pool without
 * addresses there is nothing to tell (test_network_app_gateway_with_defaults #56). Registries are known here, so a probe of one gets
 * what a registry answers (application-gateway.md, 1); of any other address nobody knows, and `Unknown` is one of the states.
 */
export function backendHealth(cloud: Cloud, gateway: Gateway): JsonObject {
  const pools = partsIn(gateway.data, 'backendAddressPools');
  return {
    backendAddressPools: pools.map((pool) => ({
      backendAddressPool: { id: partId(gateway, pool) },
      backendHttpSettingsCollection: settingsFor(gateway, pool).map((settings) => ({
        backendHttpSettings: { id: partId(gateway, settings) },
        servers: (arrayAt(pool.properties, 'backendAddresses') ?? []).map((address) =>
          serverView(
            cloud,
            gateway,
            settings,
            stringAt(address, 'fqdn') ?? stringAt(address, 'ipAddress') ?? '',
          ),
        ),
      })),
    })),
  };
}

const pairs = [
  ['requestRoutingRules', 'backendAddressPool', 'backendHttpSettings'],
  ['pathRules', 'backendAddressPool', 'backendHttpSettings'],
  ['urlPathMaps', 'defaultBackendAddressPool', 'defaultBackendHttpSettings'],
] as const;

function settingsFor(gateway: Gateway, pool: GatewayPart): readonly GatewayPart[] {
  const poolKey = keyOf(partId(gateway, pool));
  const keys = new Set(
    pairs.flatMap(([collection, poolMember, settingsMember]) =>
      partsIn(gateway.data, collection)
        .filter((rule) => idsIn(rule, poolMember).some((id) => keyOf(id) === poolKey))
        .flatMap((rule) => idsIn(rule, settingsMember).map(keyOf)),
    ),
  );
  return partsIn(gateway.data, 'backendHttpSettingsCollection').filter((settings) =>
    keys.has(keyOf(partId(gateway, settings))),
  );
}

interface Probe {
  readonly host: string;
  readonly path: string;
  readonly codes: readonly string[];
  readonly isEncrypted: boolean;
  readonly port: number;
}

function serverView(cloud: Cloud, gateway: Gateway, settings: GatewayPart, address: string): JsonObject {
  const probe = probeOf(gateway, settings, address);
  const status = answerOf(cloud, gateway, address, probe);
  if (status === undefined)
    return { address, health: 'Unknown', healthProbeLog: 'The emulator does not know what is there.' };
  // Issue Azure/application-gateway-kubernetes-ingress#869 and MicrosoftDocs/azure-docs#101127 have the words.
  if (probe.codes.some((range) => isWithin(status, range)))
    return { address, health: 'Healthy', healthProbeLog: `Success. Received ${status} status code` };
  return {
    address,
    health: 'Unhealthy',
    healthProbeLog: `Status code of the backend's HTTP response did not match the probe setting. Expected:${probe.codes.join(',')} Received:${status}.`,
  };
}

// application-gateway.md 5: the host is that of the probe, then of the settings, then of the pool; 200 to 399 are well unless
// the probe says otherwise, and without a probe `/` is asked for.
function probeOf(gateway: Gateway, settings: GatewayPart, address: string): Probe {
  const { properties } = settings;
  const picksHost = properties['pickHostNameFromBackendAddress'] === true;
  const fromSettings = picksHost ? address : stringAt(properties, 'hostName');
  const [probeId] = idsIn(settings, 'probe');
  const probe = partsIn(gateway.data, 'probes').find(
    (part) => keyOf(partId(gateway, part)) === keyOf(probeId ?? ''),
  );
  return {
    host: (
      stringAt(probe?.properties, 'host') ??
      fromSettings ??
      (probe ? address : '127.0.0.1')
    ).toLowerCase(),
    path: stringAt(probe?.properties, 'path') ?? '/',
    codes: stringsAt(probe?.properties, 'match', 'statusCodes') ?? ['200-399'],
    isEncrypted: stringAt(properties, 'protocol') === 'Https',
    port: numberAt(properties, 'port') ?? 443,
  };
}

function isWithin(status: number, range: string): boolean {
  const [from = '', to = from] = range.split('-');
  return Number(from) <= status && status <= Number(to);
}

/** What a registry at the address answers to the probe; undefined where there is none. */
function answerOf(cloud: Cloud, gateway: Gateway, address: string, probe: Probe): number | undefined {
  const registry = registryAt(cloud, address);
  if (!registry || !probe.isEncrypted || probe.port !== 443) return undefined;
  const [network] = partsIn(gateway.data, 'gatewayIPConfigurations')
    .flatMap((part) => idsIn(part, 'subnet'))
    .map((subnet) => parentKey(keyOf(subnet)));
  const label = publicName(cloud, address).slice(0, -cloud.suffixes.registry.length - 1);
  const isPrivate = privateAddresses(cloud, network ?? '', cloud.suffixes.registryZone, label).length > 0;
  const isOpen = registry.data.properties['publicNetworkAccess'] !== 'Disabled';
  if (!isPrivate && !isOpen) return 403;
  if (probe.host === loginServer(cloud, registry)) return probe.path.startsWith('/v2') ? 401 : 404;
  return dataHosts(cloud, registry).includes(probe.host) ? 403 : 404;
}

function registryAt(cloud: Cloud, address: string): StoredObject<RegistryData> | undefined {
  const host = publicName(cloud, address);
  const registries = cloud.world.ofType(registryType) as readonly StoredObject<RegistryData>[];
  return registries.find((each) => [loginServer(cloud, each), ...dataHosts(cloud, each)].includes(host));
}

/** A private name of a registry leads to where its public one does. */
function publicName({ suffixes }: Cloud, address: string): string {
  return address
    .toLowerCase()
    .replace(
      new RegExp(`\\.privatelink\\.${suffixes.registry.replaceAll('.', '\\.')}$`),
      `.${suffixes.registry}`,
    );
}
