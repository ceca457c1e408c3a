import { type Address, formatAddress } from '../../core/address.ts';
import type { Compiled, PriorEntry, Resource, Review } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { armId, foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { diagnosticsIn } from '../diagnostics/compile.ts';
import { isNew, knownIds } from '../live-checks/known.ts';
import type { Placed, PlacedDiagnostic, PlacedEndpoint, PlacedEntry, PlacedFront } from '../placed.ts';

/**
 * Resource providers that a subscription has to be registered for before anything of theirs is made in it (1.14, faults
 * G17). They are registered where they are not, and never unregistered. Azure unregisters none while the subscription
 * has objects of it (Microsoft's "Azure resource providers and types"), so that what the state or the file knows to
 * be there answers the question, and nobody asks.
 */
export function registrationReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  return openRegistrations(placed, prior).map(({ id }) => ({ type: ARM_TYPE.provider, id }));
}

/** Whoever may not look gets no change: Azure refuses the first write if need be. */
export function compileRegistrations(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Resource[] {
  return lackingRegistrations(placed, prior, live).map(({ address, id }) => ({
    address,
    type: ARM_TYPE.provider,
    id,
    managed: { registrationState: REGISTERED },
    initial: {},
    dependsOn: [],
    protect: false,
    adopt: false,
    ignore: [],
    theirs: true,
  }));
}

/** No dependency of the objects, which the state would remember: the registration is there once and for all. */
export function registrationOrder(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): Compiled['order'] {
  return lackingRegistrations(placed, prior, live).flatMap(({ address, users }) =>
    users.map((user) => ({ before: `${address}/write` as const, after: `${user}/write` as const })),
  );
}

export function registrationImpact(changes: readonly Change[]): Review['impact'] {
  const registrations = changes.filter(({ type }) => type === ARM_TYPE.provider);
  return Object.fromEntries(
    registrations.map(({ address, id }) => [
      address,
      [
        `registers ${nameOf(id)} for subscription ${nameOf(parentId(id))}, usually within 1 min; acrctl never unregisters it (1.14)`,
      ],
    ]),
  );
}

/** Of everything that the file makes: the resource providers that its subscription has to be registered for, once each. */
export function providersNeeded(placed: Placed): readonly string[] {
  const ids = usesOf(placed, []).made.flatMap(({ id }) => providerOf(id) ?? []);
  return [...new Map(ids.map((id) => [foldId(id), id])).values()].toSorted();
}

const REGISTERED = 'Registered';

interface Registration {
  readonly address: Address;
  readonly id: string;
  /** What waits for it. */
  readonly users: readonly Address[];
}

function lackingRegistrations(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Registration[] {
  return openRegistrations(placed, prior).filter(({ id }) => {
    const state = textAt(live.get(foldId(id))?.body, 'registrationState');
    return state !== undefined && state !== REGISTERED;
  });
}

/** Of all that the file makes, by subscription and namespace, where nothing says that it is registered. */
function openRegistrations(placed: Placed, prior: readonly PriorEntry[]): readonly Registration[] {
  const { made, existing } = usesOf(placed, prior);
  const evident = new Set([...prior, ...existing].flatMap(({ id }) => providerOf(id) ?? []).map(foldId));
  const open = new Map<string, Registration & { readonly users: Address[] }>();
  for (const { address, id: user } of made) {
    const id = providerOf(user);
    if (id === undefined || evident.has(foldId(id))) continue;
    const known = open.get(foldId(id));
    if (known === undefined) open.set(foldId(id), { address: addressOf(id), id, users: [address] });
    else known.users.push(address);
  }
  return [...open.values()];
}

interface Use {
  readonly address: Address;
  readonly id: string;
}

/** What acrctl makes, and what it only reads. Groups and role assignments need no registration (arm-protocol.md). */
function usesOf(
  placed: Placed,
  prior: readonly PriorEntry[],
): { readonly made: readonly Use[]; readonly existing: readonly Use[] } {
  const { identities, vaults, networks, zones, dnsZones, workspaces, registries, fronts } = placed;
  const endpoints = registries.flatMap((registry) => registry.endpoints);
  const entries: readonly PlacedEntry<object>[] = [
    ...identities,
    ...vaults,
    ...networks.flatMap((network) => [network, ...network.subnets]),
    ...zones.flatMap((zone) => [zone, ...zone.links]),
    ...dnsZones,
    ...workspaces,
    ...registries.flatMap((registry) => [registry, ...registry.replications]),
    ...endpoints,
    ...fronts.flatMap(({ regions }) => regions),
  ];
  const { made = [], existing = [] } = Object.groupBy(entries, ({ isExisting }) =>
    isExisting ? 'existing' : 'made',
  );
  const known = knownIds(prior);
  const coming = endpoints.filter((endpoint) => isNew(endpoint, known));
  const settings = diagnosticsIn(placed).filter((setting) => isNew(setting, known));
  return {
    made: [...made, ...fronts.flatMap(partsOf), ...coming.map(besideOf), ...settings.map(monitorOf)],
    existing,
  };
}

/** What a front makes beside its gateways, before them or once they are there. */
function partsOf({ regions, trafficManager }: PlacedFront): readonly Use[] {
  return [
    ...regions.flatMap(({ publicAddress, policy }) => [publicAddress, policy]),
    ...(trafficManager === undefined ? [] : [trafficManager]),
  ];
}

/** An endpoint also wants the provider of what it leads to, in its own subscription. */
function besideOf({ address, subscription, resourceGroup, name }: PlacedEndpoint): Use {
  return { address, id: armId(subscription, resourceGroup, ARM_TYPE.registry, name) };
}

/** A diagnostic setting hangs below an object of another provider, and wants its own. */
function monitorOf({ address, subscription, resourceGroup, name }: PlacedDiagnostic): Use {
  return { address, id: armId(subscription, resourceGroup, ARM_TYPE.diagnosticSetting, name) };
}

/** `/subscriptions/S/providers/Microsoft.Network` for the id of anything of it. */
function providerOf(id: string): string | undefined {
  const [, subscription, namespace] = PROVIDER.exec(id) ?? [];
  return subscription && `${subscription}/providers/${namespace}`;
}

const PROVIDER = /^(\/subscriptions\/[^/]+)\/resourceGroups\/[^/]+\/providers\/([^/]+)\//i;

function addressOf(providerId: string): Address {
  const [, , subscription = '', , namespace = ''] = providerId.split('/');
  return formatAddress(['azure', 'providers', `${subscription}/${namespace}`]);
}
