import { getPath, listAt, textAt } from '../../core/path.ts';
import { armCheck, type Check, type Finding, failed, passed, skipped } from '../../core/verify.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { type PlacedEndpoint, type PlacedLink, type PlacedRegistry, zoneOf } from '../placed.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { interfaceAddresses, liveHosts } from './host-names.ts';
import { type Around, type Member, membersOf } from './members.ts';
import { connectionFaults, interfaceOf, linkFaults, pathTargets, recordFaults } from './path-check.ts';
import { replicaList } from './replica-places.ts';

/** What Azure Resource Manager shows of the private paths of a registry. */
export const verifyPrivateLink: Verifier = {
  reads: (registry) =>
    registry.endpoints.length === 0
      ? []
      : [replicaList(registry), ...registry.endpoints.flatMap(pathTargets)],
  checks: (registry, verifying) =>
    registry.endpoints.length === 0
      ? []
      : [
          ...registry.endpoints.flatMap((endpoint) => [
            connectionCheck(registry, endpoint, verifying),
            membersCheck(registry, endpoint, verifying),
            recordsCheck(registry, endpoint, verifying),
          ]),
          ...linksOf(registry).map((link) => linkCheck(link, verifying)),
          dataEndpointsCheck(registry, verifying),
        ],
};

/** What members follow from when nothing is planned: what goes with the next apply is still there. */
export function aroundNow({ cloud, live }: Pick<Verifying, 'cloud' | 'live'>): Around {
  return { cloud, live, leaving: new Set(), released: new Set() };
}

function connectionCheck(registry: PlacedRegistry, endpoint: PlacedEndpoint, { live }: Verifying): Check {
  const { address, name, key } = endpoint;
  const faults = connectionFaults(bodyOf(registry, live), live, endpoint);
  return armCheck(
    {
      name: 'privateLink.connection',
      address,
      about: name,
      proves: 'The registry lets the endpoint in.',
      how: 'The endpoint and the registry were asked what they call the connection.',
      requirements: ['1.1', '1.33', '1.39', '1.55'],
    },
    faults.length === 0
      ? passed(`connection of ${key} approved on both sides`)
      : failed('ACR2502', {
          found: `connection of ${key} is not approved on both sides`,
          evidence: faults,
          advice: connectionAdvice(faults),
        }),
  );
}

function connectionAdvice(faults: readonly string[]): string {
  if (faults.some((fault) => /Rejected|Disconnected/.test(fault)))
    return 'What was rejected or cut never comes back by itself: acrctl apply makes the endpoint anew.';
  if (faults.some((fault) => fault.includes('does not exist'))) return 'acrctl apply makes it.';
  return 'Somebody with access to the registry has to approve it. This shows who is asked, and the command:\nacrctl connections';
}

/** Every data endpoint of the registry, those of replicas too, has an address of its own at the endpoint (1.27, 1.32). */
function membersCheck(registry: PlacedRegistry, endpoint: PlacedEndpoint, verifying: Verifying): Check {
  const { address, name, key } = endpoint;
  const addresses = interfaceAddresses(interfaceOf(verifying.live, endpoint));
  const hosts = membersOf(registry, aroundNow(verifying)).map(({ host }) => host);
  const evidence = hosts.map((host) => `${host} ${addresses.get(host.toLowerCase()) ?? 'has no address'}`);
  const lacking = hosts.filter((host) => !addresses.has(host.toLowerCase()));
  return armCheck(
    {
      name: 'privateLink.addresses',
      address,
      about: name,
      proves: 'Each host of the registry, in each of its regions, has an address in the network.',
      how: 'The network interface of the endpoint was asked for its addresses.',
      requirements: ['1.27', '1.32', '1.61'],
    },
    lacking.length === 0
      ? passed(
          `${key} has ${counted(hosts.length, 'address', 'addresses')} for ${counted(hosts.length, 'host')}`,
          evidence,
        )
      : failed('ACR2502', {
          found: `${key} has no address for ${enumerate(lacking)}`,
          evidence,
          advice:
            'Azure adds the address of a new replica by itself once the connection is approved, and needs room in the subnet and permission to write there. Look at the endpoint in the portal; if it stays so:\nacrctl plan',
        }),
  );
}

function recordsCheck(registry: PlacedRegistry, endpoint: PlacedEndpoint, { live }: Verifying): Check {
  const { address, name, key, dns } = endpoint;
  const subject = {
    name: 'privateLink.records',
    address,
    about: name,
    proves: 'Whoever keeps the DNS records of the endpoint has its addresses there.',
    how: KEEPERS[dns.manage],
    requirements: ['1.49', '1.59', '1.61', '1.62'],
  };
  if (dns.manage === 'external')
    return armCheck(
      subject,
      skipped(`the records of ${key} are kept outside Azure: only a DNS server shows them`),
    );
  const faults = recordFaults(bodyOf(registry, live), live, endpoint);
  const hosts = liveHosts(bodyOf(registry, live));
  const addresses = interfaceAddresses(interfaceOf(live, endpoint));
  return armCheck(
    subject,
    faults.length === 0
      ? passed(
          `${counted(hosts.length, 'record')} ${hosts.length === 1 ? 'equals' : 'equal'} the addresses of ${key}`,
          hosts.map((host) => `${host} ${addresses.get(host.toLowerCase())}`),
        )
      : failed('ACR2502', {
          found: `records of ${key} do not equal its addresses`,
          evidence: faults,
          advice: RECORD_ADVICE[dns.manage],
        }),
  );
}

const KEEPERS: Readonly<Record<PlacedEndpoint['dns']['manage'], string>> = {
  zoneGroup: 'The records of the zone were compared with the addresses of the interface.',
  records: 'The records of the zone were compared with the addresses of the interface.',
  policy: 'What the zone group of Azure Policy wrote was compared with the addresses of the interface.',
  external: 'Nobody was asked.',
};

const RECORD_ADVICE = {
  zoneGroup:
    'Azure writes them through the zone group of the endpoint. Where somebody changed or removed one, writing the group again puts it back:\nacrctl plan',
  records: 'acrctl keeps them:\nacrctl plan',
  policy:
    'A policy of your company makes the zone group, once, and does not mend it: run its remediation task, or ask who looks after it.',
} as const;

function linksOf(registry: PlacedRegistry): readonly PlacedLink[] {
  const links = registry.endpoints.flatMap((endpoint) => zoneOf(endpoint)?.links ?? []);
  return [...new Map(links.map((link) => [foldId(link.id), link])).values()];
}

function linkCheck({ id, address, key, zoneKey, network }: PlacedLink, { live }: Verifying): Check {
  const faults = linkFaults(live.get(foldId(id)), id);
  return armCheck(
    {
      name: 'privateLink.link',
      address,
      about: network.name,
      proves: 'Machines in the network that ask the DNS of Azure see the zone.',
      how: 'The link of the zone was asked whether it is complete.',
      requirements: ['1.24', '1.46'],
    },
    faults.length === 0
      ? passed(`${key} is linked to ${zoneKey}`)
      : failed('ACR2502', {
          found: `${key} is not linked to ${zoneKey}`,
          evidence: faults,
          advice: 'acrctl apply makes it. One that is InProgress takes a minute.',
        }),
  );
}

/** Azure turns data endpoints on with the first private endpoint; without them layers come from shared storage (1.69). */
function dataEndpointsCheck(registry: PlacedRegistry, verifying: Verifying): Check {
  const body = bodyOf(registry, verifying.live);
  const shown = listAt(body, 'properties.dataEndpointHostNames').filter((host) => typeof host === 'string');
  const known = new Set(shown.map((host) => host.toLowerCase()));
  const wanted = membersOf(registry, aroundNow(verifying)).filter(isData);
  const lacking = wanted.filter(({ host }) => !known.has(host.toLowerCase()));
  return armCheck(
    {
      name: 'privateLink.dataEndpoints',
      address: registry.address,
      about: null,
      proves:
        'Layers come from hosts of the registry itself, in its home region and in that of each replica.',
      how: 'The registry was asked for the hosts of its data endpoints.',
      requirements: ['0.15', '1.32', '1.69'],
    },
    dataFinding(
      getPath(body, 'properties.dataEndpointEnabled') === true,
      wanted,
      lacking,
      shown,
      textAt(body, 'name'),
    ),
  );
}

function isData({ region }: Member): boolean {
  return region !== undefined;
}

function dataFinding(
  isOn: boolean,
  wanted: readonly Member[],
  lacking: readonly Member[],
  evidence: readonly string[],
  name: string | undefined,
): Finding {
  if (!isOn)
    return failed('ACR2502', {
      found: 'data endpoints are off: layers come from shared storage, past the private path',
      evidence,
      advice: `Somebody turned them off. acrctl plan turns them on where the file has dataEndpoints: true; by hand:\naz acr update --name ${name ?? 'REGISTRY'} --data-endpoint-enabled true`,
    });
  if (lacking.length > 0)
    return failed('ACR2502', {
      found: `there is no data endpoint in ${enumerate(lacking.map(({ region }) => region ?? ''))}`,
      evidence,
      advice:
        'A replica that is being made gets one when it is ready. One that the file has and Azure does not:\nacrctl plan',
    });
  return passed(`data endpoints in ${enumerate(wanted.map(({ region }) => region ?? ''))}`, evidence);
}

function bodyOf({ id }: PlacedRegistry, live: Verifying['live']) {
  return live.get(foldId(id))?.body ?? {};
}
