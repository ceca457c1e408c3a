import type {
  AliasRecord,
  AllowedHost,
  AllowList,
  PrivateAddresses,
  RegistryHosts,
} from '../../core/hand-out.ts';
import { getPath } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import { domainsOf } from '../custom-domains/compile.ts';
import type { Placed, PlacedEndpoint, PlacedRegistry } from '../placed.ts';
import type { Around } from '../private-link/members.ts';
import { frontNames, frontsOf } from '../public-front/names.ts';
import { DATA_ENDPOINTS_PATH } from '../registry/access.ts';
import { leavesPremium } from '../registry/compile.ts';
import { domainRecords } from './domain-records.ts';
import { endpointRecords, hostsNowAndThen } from './records.ts';

/** Every host that clients of the registries need now and after the next apply (1.65 to 1.67, lessons 52, 53). */
export function allowList(registries: readonly PlacedRegistry[], placed: Placed, around: Around): AllowList {
  return {
    shared: registries.length === 0 ? [] : sharedHosts(around.cloud),
    registries: registries.map((registry) => registryHosts(registry, placed, around)),
    storage: storageOf(around.cloud),
  };
}

/**
 * `az acr login` looks the registry up at Azure Resource Manager and has a token of Microsoft Entra, which it takes to
 * the registry (azure-cli, acr/_docker_utils.py; "Azure CLI endpoints for proxy bypass"). That the suffix itself "must
 * also be accessible", for certificates, is said by "Configure rules to access an Azure container registry behind a
 * firewall"; no recorded traffic shows it.
 */
function sharedHosts(cloud: CloudName): readonly AllowedHost[] {
  const { armHost, loginHosts, registrySuffix } = CLOUDS[cloud];
  return [
    hostFor('login', loginHosts[0]),
    hostFor('management', armHost),
    hostFor('certificates', registrySuffix),
  ];
}

function registryHosts(registry: PlacedRegistry, placed: Placed, around: Around): RegistryHosts {
  const [login, ...data] = hostsNowAndThen(registry, around);
  const { now, afterwards } = dataEndpoints(registry, around);
  const aliases = domainsOf(registry).flatMap((owner) => domainRecords(owner, around).records);
  return {
    address: registry.address,
    hosts: [
      ...(login === undefined ? [] : [hostFor('registry', login.host)]),
      ...(now === true || afterwards
        ? data.map(({ host, leaving }) => hostFor('data', host, leaving || !afterwards))
        : []),
      ...aliases.map(({ host, target }) => hostFor(target === login?.host ? 'domain' : 'dataDomain', host)),
      ...frontsOf(registry, placed).flatMap((front) =>
        frontNames(front, around.cloud).map(({ host }, index) =>
          hostFor(index === 0 ? 'front' : 'dataFront', host),
        ),
      ),
      ...(now === false || !afterwards ? [hostFor('storage', storageOf(around.cloud), afterwards)] : []),
    ],
    endpoints: registry.endpoints.map((endpoint) => privateAddresses(registry, endpoint, aliases, around)),
  };
}

function storageOf(cloud: CloudName): string {
  return `*.blob.${CLOUDS[cloud].storageSuffix}`;
}

/** Whether layers come from hosts of the registry's own: now, if there is a registry, and after the next apply. */
function dataEndpoints(
  registry: PlacedRegistry,
  { live }: Around,
): { readonly now: boolean | undefined; readonly afterwards: boolean } {
  const body = live.get(foldId(registry.id))?.body;
  const now = body && getPath(body, DATA_ENDPOINTS_PATH) === true;
  if (body !== undefined && leavesPremium(registry, body)) return { now, afterwards: false };
  // Azure turns them on with the first private endpoint (containerregistry.md).
  const isForced = registry.endpoints.length > 0;
  return { now, afterwards: isForced || (registry.network.dataEndpoints ?? now ?? false) };
}

function privateAddresses(
  registry: PlacedRegistry,
  endpoint: PlacedEndpoint,
  aliases: readonly AliasRecord[],
  around: Around,
): PrivateAddresses {
  const { address, network, records } = endpointRecords(registry, endpoint, around);
  const own = records.map(({ host, address: ip, leaving }) => ({ host, address: ip, leaving }));
  const byAlias = aliases.flatMap(({ host, target }) => {
    const same = own.find((each) => each.host === target);
    return same === undefined ? [] : [{ ...same, host }];
  });
  return { address, network, addresses: [...own, ...byAlias] };
}

function hostFor(purpose: AllowedHost['purpose'], host: string, leaving = false): AllowedHost {
  return { host, port: 443, purpose, leaving };
}
