import type { Config } from '../../core/config.generated.ts';
import type { PriorEntry, ReviewInput } from '../../core/desired.ts';
import type { BoundEvidence } from '../../core/evidence.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { type DomainOwner, domainOwners } from '../custom-domains/compile.ts';
import type { Placed } from '../placed.ts';
import { placeEntries } from '../placement.ts';
import { connectionsOf } from '../private-link/host-names.ts';
import { isKeeper, recordsOf, zonesOf } from '../private-link/keepers.ts';
import { liveAccess } from '../registry/access.ts';
import { type OnboardedParts, onboardedParts } from './onboarded.ts';

/** What the changes are judged by; ids are folded. */
export interface Scene {
  readonly placed: Placed;
  readonly live: LiveObjects;
  readonly prior: readonly PriorEntry[];
  readonly all: readonly Change[];
  readonly stack: string;
  readonly evidence: BoundEvidence | undefined;
  /** By the id of the object that changes or goes. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** By the id of an endpoint, the live registries that call its connection approved, also those of others. */
  readonly registries: ReadonlyMap<string, readonly LiveRegistry[]>;
  /** By the id of a private zone, the zone groups and record sets of the state that write there. */
  readonly keepers: ReadonlyMap<string, readonly PriorEntry[]>;
  /** By the id of a zone, private or public, the names of the records that are there and ours. */
  readonly records: ReadonlyMap<string, ReadonlySet<string>>;
  /** The links of the state by the id of their zone. */
  readonly links: ReadonlyMap<string, readonly PriorEntry[]>;
  /** The custom domains of the file, by the address of their block and by those of their certificates. */
  readonly domains: ReadonlyMap<string, readonly DomainOwner[]>;
  /** What the state has of domains that Azure Support was asked for. */
  readonly onboarded: OnboardedParts;
}

export interface LiveRegistry {
  readonly id: string;
  readonly body: JsonObject;
  /** The ids of the endpoints whose connections it calls approved. */
  readonly approved: ReadonlySet<string>;
}

export function sceneOf({ config, changes, live, prior, evidence }: ReviewInput<Config>): Scene {
  const { stack } = config;
  const registries = new Map<string, LiveRegistry[]>();
  const keepers = new Map<string, PriorEntry[]>();
  const records = new Map<string, Set<string>>();
  const placed = placeEntries(config);
  for (const registry of liveRegistries(placed, prior, live)) {
    for (const endpoint of registry.approved)
      registries.set(endpoint, [...(registries.get(endpoint) ?? []), registry]);
  }
  for (const entry of prior.filter(isKeeper)) {
    for (const zone of zonesOf(entry, live.get(foldId(entry.id))?.body)) {
      const known = keepers.get(zone);
      if (known === undefined) keepers.set(zone, [entry]);
      else known.push(entry);
    }
    for (const { zone, name } of recordsOf(entry, live))
      records.set(zone, (records.get(zone) ?? new Set()).add(name));
  }
  for (const { id } of prior.filter(({ type }) => type === ARM_TYPE.cname || type === ARM_TYPE.dnsAlias)) {
    const zone = foldId(parentId(id));
    if (live.has(foldId(id))) records.set(zone, (records.get(zone) ?? new Set()).add(nameOf(foldId(id))));
  }
  const links = Map.groupBy(
    prior.filter(({ type }) => type === ARM_TYPE.link),
    ({ id }) => foldId(parentId(id)),
  );
  const byId = Map.groupBy(changes, goingId);
  return {
    ...{ placed, live, prior, all: changes, changes: byId, registries, keepers, records, links },
    ...{ stack, evidence, domains: domainsOf(placed), onboarded: onboardedParts(prior) },
  };
}

function domainsOf(placed: Placed): ReadonlyMap<string, readonly DomainOwner[]> {
  const byAddress = new Map<string, DomainOwner[]>();
  for (const owner of domainOwners(placed)) {
    const certificates = owner.domains.names.flatMap(({ certificate }) => certificate?.address ?? []);
    for (const address of new Set([owner.domains.address, ...certificates])) {
      const known = byAddress.get(address);
      if (known === undefined) byAddress.set(address, [owner]);
      else known.push(owner);
    }
  }
  return byAddress;
}

/** Of a replaced object whose id changes, the id that goes. */
export function goingId(change: Change): string {
  const old = change.reason === 'id-changed' ? textAt(change.before ?? undefined, 'id') : undefined;
  return foldId(old ?? change.id);
}

/** True where the plan takes the object away, also to make it again. */
export function goes({ changes }: Scene, id: string): boolean {
  return changes.get(foldId(id))?.some(({ actions }) => actions[0] === 'delete') === true;
}

/** True of a registry whose public access is closed, and that the plan neither opens nor takes away. */
export function staysShut({ changes, live }: Scene, id: string): boolean {
  const body = live.get(foldId(id))?.body;
  const [own] = changes.get(foldId(id)) ?? [];
  if (own?.actions[0] === 'delete' || own?.steps.some(({ name }) => name === 'open')) return false;
  return body !== undefined && liveAccess(body).kind === 'none';
}

function liveRegistries(
  { registries }: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly LiveRegistry[] {
  const known = prior.filter(({ type }) => type === ARM_TYPE.registry);
  const ids = new Set([...known, ...registries].map(({ id }) => foldId(id)));
  return [...ids].flatMap((id) => {
    const body = live.get(id)?.body;
    return body === undefined ? [] : [{ id, body, approved: approvedEndpoints(body) }];
  });
}

function approvedEndpoints(registry: JsonObject): ReadonlySet<string> {
  const approved = connectionsOf(registry).filter(({ status }) => status === 'Approved');
  return new Set(approved.map(({ endpoint }) => endpoint));
}
