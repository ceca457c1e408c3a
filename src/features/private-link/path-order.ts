import type { Address } from '../../core/address.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { StepRef } from '../../core/plan.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed } from '../placement.ts';

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
 * Order that no dependency says: a registry is opened before anything of its private paths goes, leaves Premium or
 * turns data endpoints off only when its endpoints are gone, and gets its records anew only when those of an
 * endpoint before are gone, since with a zone group go all records of its names, whoever wrote them (faults N11). `prior` holds what may go.
 */
export function pathOrder(
  placed: Placed,
  prior: readonly PriorEntry[],
  { opening, endpointsFirst }: RegistryTurns,
): readonly Before[] {
  const pieces = piecesByRegistry(prior);
  return placed.registries.flatMap((registry) => {
    const own = pieces.get(foldId(registry.id)) ?? [];
    const opened = opening.has(registry.address)
      ? [...own, ...(pieces.get(ANYBODYS) ?? [])].map((piece) => before(openOf(registry), gone(piece)))
      : [];
    const last = endpointsFirst.has(registry.address)
      ? own.filter(isOf(ARM_TYPE.endpoint)).map((each) => before(gone(each), writeOf(registry)))
      : [];
    const renewed = own
      .filter(isOf(ARM_TYPE.zoneGroup))
      .flatMap((group) =>
        registry.endpoints
          .filter(({ zoneGroup }) => foldId(zoneGroup.id) !== foldId(group.id))
          .map(({ zoneGroup }) => before(gone(group), writeOf(zoneGroup))),
      );
    return [...opened, ...last, ...renewed];
  });
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
  const zones = prior.filter(isOf(ARM_TYPE.zone));
  const writers = new Map(zones.map(({ address }) => [address, new Set<string>()]));
  for (const group of groups) {
    for (const address of group.dependsOn) {
      for (const owner of owners.get(group.address) ?? []) writers.get(address)?.add(owner);
    }
  }
  for (const [address, registries] of writers) owners.set(address, registries);
  const links = prior.filter(isOf(ARM_TYPE.link));
  for (const link of links) owners.set(link.address, ownersOf(link));
  const pieces = new Map<string, PriorEntry[]>();
  for (const piece of [...endpoints, ...groups, ...zones, ...links]) {
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
