import type { Address } from '../../core/address.ts';
import type { PriorEntry, Resource } from '../../core/desired.ts';
import type { StepRef } from '../../core/plan.ts';
import { foldId, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import { isKeeper, ownerOf } from './keepers.ts';

/** Registries, by address, whose change bears on the order in which private paths go. */
export interface RegistryTurns {
  /** They get the step `open`. */
  readonly opening: ReadonlySet<Address>;
  /** While they have private endpoints, Azure refuses or undoes what is written to them. */
  readonly endpointsFirst: ReadonlySet<Address>;
}

interface Before {
  readonly before: StepRef;
  readonly after: StepRef;
}

/**
 * Order that no dependency says: a registry is opened before anything of its private paths goes, leaves Premium only
 * when its endpoints and replicas are gone and turns data endpoints off only when its endpoints are, gets its records
 * anew only when those of an endpoint before are gone, since with a zone group go all records of its names, whoever
 * wrote them (faults N11), and is replicated only when endpoints that go have left their addresses: Azure refuses a
 * replica beside an endpoint with static addresses for other members (N05), and one whose subnet is full (N04). `prior`
 * holds what may go.
 */
export function pathOrder(
  placed: Placed,
  resources: readonly Resource[],
  prior: readonly PriorEntry[],
  { opening, endpointsFirst }: RegistryTurns,
): readonly Before[] {
  const pieces = piecesByRegistry(prior);
  const replicas = Map.groupBy(prior.filter(isOf(ARM_TYPE.replication)), ({ id }) => foldId(parentId(id)));
  const writersOf = Map.groupBy(resources.filter(isKeeper), ownerOf);
  const ofRegistries = placed.registries.flatMap((registry) => {
    const own = pieces.get(foldId(registry.id)) ?? [];
    const opened = opening.has(registry.address)
      ? [...own, ...(pieces.get(ANYBODYS) ?? [])].map((piece) => before(openOf(registry), gone(piece)))
      : [];
    const last = endpointsFirst.has(registry.address)
      ? own.filter(isOf(ARM_TYPE.endpoint)).map((each) => before(gone(each), writeOf(registry)))
      : [];
    const replicated = own
      .filter(isOf(ARM_TYPE.endpoint))
      .flatMap((each) => registry.replications.map((replica) => before(gone(each), writeOf(replica))));
    const known = replicas.get(foldId(registry.id)) ?? [];
    const beside = besideReplicas(registry, own, known, endpointsFirst.has(registry.address));
    const keepers = own.filter(isKeeper);
    const writers = writersOf.get(registry.address) ?? [];
    const renewed = keepers.flatMap((keeper) =>
      writers
        .filter(({ id, address }) => foldId(id) !== foldId(keeper.id) && address !== keeper.address)
        .map((writer) => before(gone(keeper), writeOf(writer))),
    );
    return [...opened, ...last, ...replicated, ...beside, ...renewed];
  });
  return [...ofRegistries, ...linksLast(prior)];
}

/**
 * An endpoint is made, or made again, when replicas that come are there and replicas that go are gone: Azure refuses
 * one while the registry is being replicated (lessons 25), and one with static addresses that has none for a replica
 * still there (N05). It needs no replica, though: none is kept, or goes, for the sake of the other.
 */
function besideReplicas(
  registry: PlacedRegistry,
  own: readonly PriorEntry[],
  known: readonly PriorEntry[],
  isLast: boolean,
): readonly Before[] {
  const { endpoints, replications } = registry;
  return [
    ...endpoints.flatMap((each) => replications.map((replica) => before(writeOf(replica), writeOf(each)))),
    ...known.flatMap((replica) => [
      ...own.filter(isOf(ARM_TYPE.endpoint)).map((each) => before(gone(each), gone(replica))),
      ...endpoints.map((each) => before(gone(replica), writeOf(each))),
      ...(isLast ? [before(gone(replica), writeOf(registry))] : []),
    ]),
  ];
}

/** A link goes after the endpoints whose records its zone holds: until then machines find them there (1.56, N12). */
function linksLast(prior: readonly PriorEntry[]): readonly Before[] {
  const endpoints = new Map(prior.filter(isOf(ARM_TYPE.endpoint)).map((each) => [each.address, each]));
  const byZone = new Map<Address, Set<PriorEntry>>();
  for (const keeper of prior.filter(isKeeper)) {
    const served = keeper.dependsOn.flatMap((address) => endpoints.get(address) ?? []);
    for (const zone of keeper.dependsOn.filter((address) => !endpoints.has(address))) {
      const known = byZone.get(zone) ?? new Set();
      for (const endpoint of served) known.add(endpoint);
      byZone.set(zone, known);
    }
  }
  return prior
    .filter(isOf(ARM_TYPE.link))
    .flatMap((link) =>
      link.dependsOn.flatMap((zone) =>
        [...(byZone.get(zone) ?? [])].map((each) => before(gone(each), gone(link))),
      ),
    );
}

/** What no private path of a known registry is made of may be a piece of any. */
const ANYBODYS = '';

/**
 * The pieces of the private paths that the state knows, by the folded id of the registry they lead to: endpoints,
 * their zone groups, the zones that those write to, and the links of the zones. A zone may serve many registries.
 */
function piecesByRegistry(prior: readonly PriorEntry[]): ReadonlyMap<string, readonly PriorEntry[]> {
  const owners = new Map<Address, ReadonlySet<string>>();
  const ownersOf = ({ dependsOn }: PriorEntry) =>
    new Set(dependsOn.flatMap((address) => [...(owners.get(address) ?? [])]));
  for (const entry of prior.filter(isOf(ARM_TYPE.registry)))
    owners.set(entry.address, new Set([foldId(entry.id)]));
  const endpoints = prior.filter(isOf(ARM_TYPE.endpoint));
  for (const endpoint of endpoints) owners.set(endpoint.address, ownersOf(endpoint));
  const groups = prior.filter(isOf(ARM_TYPE.zoneGroup));
  for (const group of groups) owners.set(group.address, ownersOf(group));
  const records = prior.filter(isOf(ARM_TYPE.record));
  for (const record of records) owners.set(record.address, ownersOf(record));
  const zones = prior.filter(isOf(ARM_TYPE.zone));
  const writers = new Map(zones.map(({ address }) => [address, new Set<string>()]));
  for (const group of [...groups, ...records]) {
    for (const address of group.dependsOn) {
      for (const owner of owners.get(group.address) ?? []) writers.get(address)?.add(owner);
    }
  }
  for (const [address, registries] of writers) owners.set(address, registries);
  const links = prior.filter(isOf(ARM_TYPE.link));
  for (const link of links) owners.set(link.address, ownersOf(link));
  const pieces = new Map<string, PriorEntry[]>();
  for (const piece of [...endpoints, ...groups, ...records, ...zones, ...links]) {
    const known = [...(owners.get(piece.address) ?? [])];
    for (const owner of known.length === 0 ? [ANYBODYS] : known) {
      const list = pieces.get(owner);
      if (list === undefined) pieces.set(owner, [piece]);
      else list.push(piece);
    }
  }
  return pieces;
}

function isOf(type: string): (entry: PriorEntry) => boolean {
  return (entry) => entry.type === type;
}

function before(first: StepRef, second: StepRef): Before {
  return { before: first, after: second };
}

function gone({ address }: { readonly address: Address }): StepRef {
  return `${address}/delete`;
}

function openOf({ address }: { readonly address: Address }): StepRef {
  return `${address}/open`;
}

function writeOf({ address }: { readonly address: Address }): StepRef {
  return `${address}/write`;
}
