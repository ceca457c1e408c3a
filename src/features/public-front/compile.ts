import type { Address } from '../../core/address.ts';
import type { Compiled, CompiledOutputs, PriorEntry, Resource } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { foreignParts } from '../../providers/azure/resources/application-gateway.ts';
import { givenAccess as givenToDomains, SECRETS_ROLE } from '../custom-domains/compile.ts';
import { aliasId, aliasRecord } from '../dns/alias-record.ts';
import { cnameRead, cnameRecord } from '../dns/cname-record.ts';
import { takenNameReads, type WantedName } from '../dns/taken-names.ts';
import { groupAddress } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedFront, type PlacedFrontRegion } from '../placed.ts';
import { recordName } from '../private-link/host-names.ts';
import { type Around, membersOf, recordAddress } from '../private-link/members.ts';
import {
  accessReads,
  accessResource,
  toBeGiven,
  type VaultAccess,
  type VaultUse,
  vaultAccess,
} from '../vault-access.ts';
import { firewallProperties } from './firewall.ts';
import { type GatewayParts, gatewayProperties, type Served } from './gateway-body.ts';
import { frontNames } from './names.ts';
import { rewriteRules } from './rewrites.ts';
import { FRONT_DEFAULTS } from './schema.ts';
import { addressLabel, isChosen, profileResources } from './traffic-manager.ts';

export function frontReads(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly ReadTarget[] {
  return [
    ...placed.fronts.flatMap((front) => usesOf(front, placed).flatMap(({ use }) => accessReads(use))),
    ...takenNameReads(wantedFrontNames(placed, around), prior),
  ];
}

/** The names that acrctl writes. */
export function wantedFrontNames({ fronts }: Placed, { cloud }: Around): readonly WantedName[] {
  return fronts.flatMap((front) => {
    const { zone } = front;
    if (zone === undefined) return [];
    const taking = { entry: front.address, isGiven: front.entry.adopt === true };
    return frontNames(front, cloud).map(({ host, address, leadsTo }) => {
      const kind = 'target' in leadsTo ? 'CNAME' : 'A';
      const id = kind === 'CNAME' ? cnameRead({ zone, host }).id : aliasId({ zone, host });
      return { zone, host, address, kind, id, requirements: ['2.1'], taking };
    });
  });
}

export function compileFronts(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly Resource[] {
  const shared = givenToDomains(placed, prior, around.live);
  const taken = new Set(shared.map(({ id }) => foldId(id)));
  const given = givenAccess(placed, prior, around.live).filter(({ id }) => !taken.has(foldId(id)));
  const givenAs = new Map([...shared, ...given].map(({ id, address }) => [foldId(id), address]));
  return [
    ...given.map((access) => accessResource(access, { dependsOn: certificatesBehind(access, placed) })),
    ...placed.fronts.flatMap((front) => {
      const grants = accessesOf(front, placed, around.live).flatMap(
        ({ id }) => givenAs.get(foldId(id)) ?? [],
      );
      return [
        ...front.regions.flatMap((region) => regionResources(placed, front, region, grants, around)),
        ...(isChosen(front)
          ? profileResources(front, {
              protect: front.entry.protect === true,
              adopt: front.entry.adopt === true,
            }).map((each) => ({ ...each, dependsOn: [...groupOf(placed, front), ...each.dependsOn] }))
          : []),
        ...recordsOf(front, around),
      ];
    }),
  ];
}

/** The access that acrctl gives: not what somebody else gave already. What the names of a registry need, too, stands there. */
function givenAccess(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly VaultAccess[] {
  return toBeGiven(
    placed.fronts.flatMap((front) => accessesOf(front, placed, live)),
    prior,
    live,
  );
}

export function accessesOf(front: PlacedFront, placed: Placed, live: LiveObjects): readonly VaultAccess[] {
  const byAddress = new Map<Address, VaultAccess>();
  for (const { use, name } of usesOf(front, placed)) {
    const access = vaultAccess(use, front.path, name, live);
    if (!byAddress.has(access.address)) byAddress.set(access.address, access);
  }
  return [...byAddress.values()];
}

interface Use {
  readonly use: VaultUse;
  readonly name: Readonly<Record<VaultAccess['kind'], string>>;
}

/** Of certificates in vaults of the file, each once; those of others are let read by whoever looks after them. */
export function usesOf({ registry, identity, regions }: PlacedFront, { vaultByKey }: Placed): readonly Use[] {
  if (registry === undefined || identity === undefined) return [];
  const certificates = new Set(
    regions.flatMap(({ certificates: { registry: one, data } }) =>
      [one, data].flatMap((each) => each?.certificate ?? []),
    ),
  );
  return [...certificates].flatMap((certificate) => {
    const vault = vaultByKey.get(certificate.vaultKey);
    if (vault === undefined) return [];
    const role = { id: SECRETS_ROLE, scope: certificate.id };
    return [
      {
        use: { vault, registry, identity, role, policy: 'secrets' as const },
        name: {
          role: `${certificate.vaultKey}/${certificate.key}/${identity.key}`,
          policy: `${certificate.vaultKey}/${identity.key}`,
        },
      },
    ];
  });
}

/** A role is given at the secret, which has to be there first. */
function certificatesBehind({ role }: VaultAccess, { certificateByReference }: Placed): readonly Address[] {
  const scope = foldId(role.scope);
  return madeHere(...[...certificateByReference.values()].filter(({ id }) => foldId(id) === scope));
}

function regionResources(
  placed: Placed,
  front: PlacedFront,
  region: PlacedFrontRegion,
  grants: readonly Address[],
  around: Around,
): readonly Resource[] {
  const { location, publicAddress, policy, subnet } = region;
  const properties = gatewayOf(front, region, around);
  if (properties === undefined || subnet === undefined || front.identity === undefined) return [];
  const { entry } = front;
  const zones = region.entry.zones === undefined ? {} : { zones: [...region.entry.zones].sort() };
  const common = {
    initial: {},
    protect: entry.protect === true,
    adopt: entry.adopt === true,
    ignore: [],
  };
  const base = { location, tags: region.tags };
  const group = groupAddress(placed, region);
  const certificates = Object.values(region.certificates).flatMap((each) => each?.certificate ?? []);
  return [
    {
      ...common,
      address: publicAddress.address,
      id: publicAddress.id,
      type: ARM_TYPE.publicIp,
      managed: {
        ...base,
        ...zones,
        sku: { name: 'Standard', tier: 'Regional' },
        properties: {
          publicIPAllocationMethod: 'Static',
          publicIPAddressVersion: 'IPv4',
          ...(isChosen(front) && { dnsSettings: { domainNameLabel: addressLabel(front, region) } }),
        },
      },
      dependsOn: group,
    },
    {
      ...common,
      address: policy.address,
      id: policy.id,
      type: ARM_TYPE.firewallPolicy,
      managed: {
        ...base,
        properties: firewallProperties(entry.waf ?? {}, entry.allowPush ?? FRONT_DEFAULTS.allowPush),
      },
      dependsOn: group,
    },
    {
      ...common,
      address: region.address,
      id: region.id,
      type: ARM_TYPE.gateway,
      managed: {
        ...base,
        ...zones,
        identity: { type: 'UserAssigned', userAssignedIdentities: { [front.identity.id]: {} } },
        properties,
      },
      dependsOn: [
        ...group,
        publicAddress.address,
        policy.address,
        ...madeHere(subnet, front.identity, ...certificates),
        ...grants,
        ...madeHere(...(region.endpoint === undefined ? [] : [region.endpoint])),
      ],
    },
  ];
}

/**
 * Before the names lead to the private address, instances remember that they lead nowhere (application-gateway.md 5). Whatever keeps
 * them goes and comes without the gateway, so that it is no dependency.
 */
export function gatewayOrder({ fronts }: Placed, around: Around): Compiled['order'] {
  return fronts.flatMap((front) =>
    front.regions.flatMap((region) =>
      recordsTo(front, region, around).map((each) => ({
        before: `${each}/write` as const,
        after: `${region.address}/write` as const,
      })),
    ),
  );
}

/** What keeps the names of the private endpoint, where acrctl makes it. */
function recordsTo(
  { registry }: PlacedFront,
  { endpoint }: PlacedFrontRegion,
  around: Around,
): readonly Address[] {
  if (registry === undefined || endpoint === undefined) return [];
  const { dns } = endpoint;
  const records =
    dns.manage === 'records' ? membersOf(registry, around).map((each) => recordAddress(endpoint, each)) : [];
  const group = dns.manage === 'zoneGroup' ? [dns.zoneGroup.address] : [];
  return [...group, ...records];
}

function gatewayOf(front: PlacedFront, region: PlacedFrontRegion, around: Around) {
  const parts = gatewayParts(front, region, around);
  return parts && gatewayProperties(parts);
}

/** What the gateway of a region is made from; undefined while the file has a fault that keeps it from being known. */
function gatewayParts(
  front: PlacedFront,
  region: PlacedFrontRegion,
  around: Around,
): GatewayParts | undefined {
  const { registry } = front;
  const { certificates, subnet } = region;
  if (registry === undefined || subnet === undefined) return undefined;
  const members = membersOf(registry, around);
  const [login] = members;
  const data = front.regions.flatMap((each) => {
    const member = members.find((one) => one.region === each.key);
    return member === undefined ? [] : [{ region: each.key, from: member.host, to: each.entry.dataHost }];
  });
  const own = data.find((each) => each.region === region.key);
  if (login === undefined || own === undefined) return undefined;
  if (certificates.registry === undefined || certificates.data === undefined) return undefined;
  const { min = FRONT_DEFAULTS.capacity.min, max = FRONT_DEFAULTS.capacity.max } =
    region.entry.capacity ?? {};
  const served = (host: string, target: string, secretId: string, probe: Served['probe']): Served => ({
    host,
    target,
    privateName: privateName(target, around),
    secretId,
    probe,
  });
  return {
    id: region.id,
    subnetId: subnet.id,
    publicAddressId: region.publicAddress.id,
    policyId: region.policy.id,
    capacity: { min, max },
    registry: served(front.entry.host, login.host.toLowerCase(), certificates.registry.secretId, {
      path: '/v2/',
      status: '401',
    }),
    data: served(own.to, own.from.toLowerCase(), certificates.data.secretId, { path: '/', status: '403' }),
    rules: rewriteRules(
      { from: login.host.toLowerCase(), to: front.entry.host },
      data.map(({ from, ...each }) => ({ ...each, from: from.toLowerCase() })),
    ),
  };
}

/** The name in the zone of private endpoints: where that is not linked, it leads nowhere, and never out (1.23). */
function privateName(host: string, { cloud }: Around): string {
  const { registryZone } = CLOUDS[cloud];
  const name = recordName(host, registryZone);
  return name === undefined ? host : `${name}.${registryZone}`;
}

/** The records of the public names: aliases of the address of a gateway, or a CNAME of the profile that chooses one. */
function recordsOf(front: PlacedFront, { cloud }: Around): readonly Resource[] {
  const { zone, entry } = front;
  if (zone === undefined) return [];
  const common = { zone, adopt: entry.adopt === true, protect: entry.protect === true };
  return frontNames(front, cloud).map(({ host, address, leadsTo }) =>
    'target' in leadsTo
      ? {
          ...cnameRecord({ ...common, host, address, target: leadsTo.target, dependsOn: [leadsTo.address] }),
          protect: common.protect,
        }
      : aliasRecord({ ...common, host, address, leadsTo }),
  );
}

function groupOf(placed: Placed, { regions }: PlacedFront): readonly Address[] {
  return regions.slice(0, 1).flatMap((region) => groupAddress(placed, region));
}

export function frontOutputs(placed: Placed, around: Around): CompiledOutputs {
  return Object.fromEntries(
    placed.fronts.flatMap((front) =>
      front.regions.flatMap((region) => [
        [region.publicAddress.address, addressOutput(region, around.live)] as const,
        ...foreignOutput(front, region, around),
      ]),
    ),
  );
}

/** What an ingress controller or a person put into the gateway stays there, and is told (I-19). */
function foreignOutput(front: PlacedFront, region: PlacedFrontRegion, around: Around) {
  const { address, id } = region;
  const body = around.live.get(foldId(id))?.body;
  const properties = gatewayOf(front, region, around);
  if (body === undefined || properties === undefined) return [];
  const foreign = foreignParts(body, { properties });
  return foreign.length === 0 ? [] : [[address, { partsOfOthers: { value: foreign } }] as const];
}

function addressOutput({ publicAddress }: PlacedFrontRegion, live: LiveObjects) {
  const shown = `${publicAddress.address}#properties.ipAddress`;
  const told = textAt(live.get(foldId(publicAddress.id))?.body, 'properties.ipAddress');
  return {
    ipAddress: told === undefined ? { knownAfter: shown } : { told, madeBy: [publicAddress.address], shown },
  };
}
