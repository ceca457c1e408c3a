import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { EXTERNAL } from '../custom-domains/schema.ts';
import { dnsZoneReferenceFaults } from '../dns/reference-faults.ts';
import { APEX, relativeName } from '../dns/relative-name.ts';
import { type NameRule, networkName, textFaults } from '../names.ts';
import type { PlacedFront, PlacedFrontRegion } from '../placed.ts';
import { isRegion } from '../private-link/host-names.ts';
import { faultAt, inFileOrder, isFaulty, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { frontCertificateFaults } from './certificate-rules.ts';
import { firewallFaults } from './firewall-rules.ts';
import { regionFaults, uncoveredWarnings } from './region-rules.ts';

/** What keeps a public front from working, as far as the file shows it. */
export function publicFrontRules(input: RuleInput): readonly Diagnostic[] {
  const { fronts } = input.placed;
  return [
    ...fronts.flatMap((front) => [
      ...nameFaults(input, front),
      ...registryFaults(input, front),
      ...identityFaults(input, front),
      ...zoneFaults(input, front),
      ...pushWarnings(input, front),
      ...choiceFaults(input, front),
      ...uncoveredWarnings(input, front),
      ...firewallFaults(input, front),
      ...front.regions.flatMap((region) => [
        ...regionFaults(input, front, region),
        ...frontCertificateFaults(input, front, region),
      ]),
    ]),
    ...hostFaults(input),
  ];
}

const GATEWAY_NAME = networkName('an application gateway (the key of the front, the region, and -agw)');

/** Microsoft's "Naming rules and restrictions for Azure resources", trafficmanagerprofiles. */
const PROFILE_NAME: NameRule = {
  what: 'a Traffic Manager profile (the key of the front, and -tm)',
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/,
  words: '1 to 63 letters, digits, hyphens and dots, and begins and ends with a letter or digit',
};

/** Objects are called after the key. */
function nameFaults(input: RuleInput, { path, address, regions, trafficManager }: PlacedFront): Diagnostic[] {
  const [longest] = regions
    .filter(({ key }) => isRegion(key))
    .map(({ name }) => name)
    .toSorted((a, b) => b.length - a.length);
  const spot: Spot = { path, part: 'key', address };
  const faults = longest === undefined ? [] : textFaults(input, spot, longest, GATEWAY_NAME);
  return faults.length > 0 || trafficManager === undefined
    ? faults
    : textFaults(input, spot, trafficManager.name, PROFILE_NAME);
}

function registryFaults(input: RuleInput, front: PlacedFront): Diagnostic[] {
  const { path, address, registry } = front;
  const { registry: key } = front.entry;
  if (registry === undefined) {
    if (isWritten(input, ['registries', key])) return [];
    const keys = input.placed.registries.map((each) => each.key);
    const spot: Spot = { path: [...path, 'registry'], address, missing: ['registries', key] };
    const detail = `The file lists no registry ${quote(key)}. A front stands before a registry of the file: add it to registries, with existing: true where acrctl is not to make it.`;
    const hint = didYouMean(key, keys);
    return [faultAt(input, 'ACR1126', spot, { detail, hint, requirements: ['2.4'] })];
  }
  const { publicAccess, dataEndpoints } = registry.network;
  const network = [...registry.path, 'network'];
  const data =
    dataEndpoints === false
      ? [
          faultAt(
            input,
            'ACR1247',
            { path: [...network, 'dataEndpoints'], address },
            {
              detail: `Without data endpoints layers come from hosts that Azure shares among all registries, which no front can stand for; ${address} needs them. Write dataEndpoints: true, or take the line out: Azure turns them on with the first private endpoint.`,
              requirements: ['2.10'],
            },
          ),
        ]
      : [];
  const isKnown = !registry.isExisting && !isFaulty(input, [...network, 'publicAccess']);
  const open =
    isKnown && publicAccess !== undefined && publicAccess !== 'disabled'
      ? [
          warningAt(
            input,
            'ACR1206',
            { path: [...network, 'publicAccess'], address },
            {
              detail: `Whoever knows ${registry.name} by its own name goes past ${address}, and past its firewall: publicAccess is ${publicAccess}. Write disabled once "acrctl verify" shows that the front works.`,
              requirements: ['2.31'],
            },
          ),
        ]
      : [];
  return [...data, ...open];
}

function identityFaults(input: RuleInput, { path, address, entry, identity }: PlacedFront): Diagnostic[] {
  const { identity: key } = entry;
  const missing = ['identities', key];
  if (identity !== undefined || isWritten(input, missing)) return [];
  const spot: Spot = { path: [...path, 'identity'], address, missing };
  const detail = `The file lists no identity ${quote(key)}. The gateways read their certificates as an identity of the file: add it to identities.`;
  const hint = didYouMean(
    key,
    input.placed.identities.map((each) => each.key),
  );
  return [faultAt(input, 'ACR1116', spot, { detail, hint, requirements: ['2.11e'] })];
}

function zoneFaults(input: RuleInput, { path, address, entry, zone, regions }: PlacedFront): Diagnostic[] {
  if (entry.dns === EXTERNAL) return [];
  if (zone === undefined)
    return dnsZoneReferenceFaults(input, entry.dns, { path: [...path, 'dns'], address });
  return hostsOf({ path, entry, regions }).flatMap(({ host, at }) =>
    relativeName(host, zone.name) !== undefined
      ? []
      : [
          faultAt(
            input,
            'ACR1291',
            { path: at, address },
            {
              detail: `${host} does not lie in ${zone.name}, where its record is to stand. Write a host that ends with .${zone.name}, another zone for dns, or dns: external.`,
              requirements: ['2.1'],
            },
          ),
        ],
  );
}

/** What pushing through a gateway costs is said where it is turned on (application-gateway.md 3). */
function pushWarnings(input: RuleInput, { path, address, entry }: PlacedFront): Diagnostic[] {
  if (entry.allowPush !== true) return [];
  const detail =
    'A gateway takes no request above 4 GB, so that no layer is larger; it stores each before it passes it on, so that large ones are slow; and for their sake it neither bounds nor looks into the bodies of requests. Pushes by the private endpoint have none of this: without allowPush, they go there alone.';
  const spot: Spot = { path: [...path, 'allowPush'], address };
  return [warningAt(input, 'ACR1219', spot, { detail, requirements: ['2.11g'] })];
}

/** One name leads to one address, unless somebody chooses; who chooses is led to by a CNAME. */
function choiceFaults(input: RuleInput, front: PlacedFront): Diagnostic[] {
  const { path, address, regions, zone, entry } = front;
  const requirements = ['2.30'];
  const { routing } = entry.trafficManager ?? {};
  if (routing === undefined) {
    if (regions.length < 2 || isFaulty(input, [...path, 'trafficManager'])) return [];
    const detail = `The host leads to one address, and ${regions.length} regions have one each. Add trafficManager: { routing: performance }, which leads each client to the nearest.`;
    const spot: Spot = { path: [...path, 'regions'], part: 'key', address };
    return [faultAt(input, 'ACR1207', spot, { detail, requirements })];
  }
  const apex =
    zone !== undefined && relativeName(entry.host, zone.name) === APEX
      ? [
          faultAt(
            input,
            'ACR1290',
            { path: [...path, 'host'], address },
            {
              detail: `${entry.host} is the name of the zone, which has records of its own beside which no CNAME can stand, and Traffic Manager is led to by one. Choose a name below it, such as registry.${entry.host}.`,
              requirements,
            },
          ),
        ]
      : [];
  return [
    ...apex,
    ...regions.flatMap((region) => shareFaults(input, region, routing)),
    ...rankFaults(input, front),
  ];
}

/** What only another way of choosing looks at. */
function shareFaults(
  input: RuleInput,
  { path, address, entry }: PlacedFrontRegion,
  routing: string,
): Diagnostic[] {
  return (['priority', 'weight'] as const).flatMap((key) => {
    const needed = key === 'priority' ? 'priority' : 'weighted';
    if (entry[key] === undefined || routing === needed) return [];
    const detail = `${key} counts with routing: ${needed}, and routing is ${routing}. Take it out, or write that.`;
    const spot: Spot = { path: [...path, key], part: 'key', address };
    return [faultAt(input, 'ACR1115', spot, { detail, requirements: ['2.30'] })];
  });
}

/** Azure takes no two endpoints of one priority (trafficmanager.md). */
function rankFaults(input: RuleInput, { entry, regions }: PlacedFront): Diagnostic[] {
  if (entry.trafficManager?.routing !== 'priority') return [];
  const first = new Map<number, PlacedFrontRegion>();
  return inFileOrder(input, regions).flatMap((region) => {
    const { priority } = region.entry;
    const spot: Spot = { path: [...region.path, 'priority'], address: region.address };
    if (priority === undefined) {
      if (isWritten(input, spot.path)) return [];
      const detail =
        'With routing: priority each region says when it is its turn. Add priority, 1 for the first.';
      return [
        faultAt(
          input,
          'ACR1019',
          { ...spot, path: region.path, part: 'key' },
          { detail, requirements: ['2.30'] },
        ),
      ];
    }
    const earlier = first.get(priority);
    if (earlier === undefined) first.set(priority, region);
    if (earlier === undefined) return [];
    const detail = `${earlier.address} has the priority ${priority}, too. Give each region its own.`;
    return [faultAt(input, 'ACR1005', spot, { detail, requirements: ['2.30'] })];
  });
}

interface Named {
  readonly host: string;
  readonly at: readonly string[];
  readonly address: string;
}

function hostsOf({
  path,
  entry,
  regions,
}: Pick<PlacedFront, 'path' | 'entry' | 'regions'>): readonly Omit<Named, 'address'>[] {
  return [
    { host: entry.host, at: [...path, 'host'] },
    ...regions.map((region) => ({ host: region.entry.dataHost, at: [...region.path, 'dataHost'] })),
  ];
}

/** Hosts are distinct, also from custom domains, and none is Azure's or below another's login (application-gateway.md 2). */
function hostFaults(input: RuleInput): Diagnostic[] {
  const { fronts, registries } = input.placed;
  const domains = registries.flatMap((registry) =>
    (registry.domains?.names ?? []).map((each) => ({
      host: each.entry.host,
      at: [...each.path, 'host'],
      path: [...each.path, 'host'],
      address: each.address,
      isFront: false,
    })),
  );
  const named = fronts.flatMap((front) =>
    hostsOf(front).map((each) => ({ ...each, path: each.at, address: front.address, isFront: true })),
  );
  const first = new Map<string, Named>();
  const shared = inFileOrder(input, [...domains, ...named]).flatMap((each) => {
    const earlier = first.get(each.host);
    if (earlier === undefined) first.set(each.host, each);
    if (earlier === undefined || !(each.isFront || fronts.some(({ address }) => address === earlier.address)))
      return [];
    const detail = `${each.host} stands at ${earlier.at.join('.')}, too. A name leads to one place, and layers need another than the registry: give each its own.`;
    return [
      faultAt(
        input,
        'ACR1245',
        { path: each.at, address: each.address },
        { detail, requirements: ['2.11b', '2.11e'] },
      ),
    ];
  });
  return [...shared, ...fronts.flatMap((front) => ownHostFaults(input, front))];
}

function ownHostFaults(input: RuleInput, front: PlacedFront): Diagnostic[] {
  const suffixes = Object.values(CLOUDS).flatMap(
    ({ registrySuffix, storageSuffix, trafficManagerSuffix }) => [
      registrySuffix,
      storageSuffix,
      trafficManagerSuffix,
    ],
  );
  return hostsOf(front).flatMap(({ host, at }) => {
    const spot: Spot = { path: at, address: front.address };
    const azures = suffixes.find((suffix) => relativeName(host, suffix) !== undefined);
    if (azures !== undefined) {
      const detail = `${azures} and all names below it are Azure's. The front has names of your own, such as registry.contoso.com.`;
      return [faultAt(input, 'ACR1245', spot, { detail, requirements: ['2.1'] })];
    }
    if (!host.endsWith(`.${front.entry.host}`)) return [];
    const detail = `${host} lies below ${front.entry.host}: Docker, containerd and others pass their login on to names below the one that they asked, and the data endpoint refuses requests that carry one, so that logins work and pulls fail. ${besideOf(front)}`;
    return [faultAt(input, 'ACR1245', spot, { detail, requirements: ['2.11b', '2.22'] })];
  });
}

/** Beside the name of a zone there is nothing of one's own. */
function besideOf({ entry: { host }, zone }: PlacedFront): string {
  const [label = '', ...rest] = host.split('.');
  return rest.length < 2 || (zone !== undefined && relativeName(host, zone.name) === APEX)
    ? `Choose two names beside each other: registry.${host} for the registry, and registry-data.${host} for layers.`
    : `Choose a name beside it, such as ${label}-data.${rest.join('.')}.`;
}
