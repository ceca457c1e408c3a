import type { Config } from '../../core/config.generated.ts';
import type { PriorEntry, ReviewInput } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed } from '../placed.ts';
import { placeEntries } from '../placement.ts';
import { connectionsOf } from '../private-link/host-names.ts';

/** What the changes are judged by; ids are folded. */
export interface Scene {
  readonly placed: Placed;
  readonly live: LiveObjects;
  readonly prior: readonly PriorEntry[];
  readonly all: readonly Change[];
  /** By the id of the object that changes or goes. */
  readonly changes: ReadonlyMap<string, readonly Change[]>;
  /** The live registries of the state that call the connection of an endpoint approved, by its id. */
  readonly registries: ReadonlyMap<string, readonly LiveRegistry[]>;
  /** The records that zone groups and record sets of the state are, by the id of the zone. */
  readonly records: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface LiveRegistry {
  readonly id: string;
  readonly body: JsonObject;
  /** The ids of the endpoints whose connections it calls approved. */
  readonly approved: ReadonlySet<string>;
}

export function sceneOf({ config, changes, live, prior }: ReviewInput<Config>): Scene {
  const registries = new Map<string, LiveRegistry[]>();
  const records = new Map<string, Set<string>>();
  const noteRecord = (zone: string, name: string) =>
    records.set(zone, (records.get(zone) ?? new Set()).add(name.toLowerCase()));
  for (const { type, id: written } of prior) {
    const id = foldId(written);
    const body = live.get(id)?.body;
    if (body === undefined) continue;
    if (type === ARM_TYPE.registry) {
      const registry = { id, body, approved: approvedEndpoints(body) };
      for (const endpoint of registry.approved) {
        registries.set(endpoint, [...(registries.get(endpoint) ?? []), registry]);
      }
    }
    if (type === ARM_TYPE.zoneGroup) for (const { zone, name } of recordsOf(body)) noteRecord(zone, name);
    if (type === ARM_TYPE.record) noteRecord(...placeOfRecord(id));
  }
  const placed = placeEntries(config);
  return { placed, live, prior, all: changes, changes: Map.groupBy(changes, goingId), registries, records };
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

function approvedEndpoints(registry: JsonObject): ReadonlySet<string> {
  const approved = connectionsOf(registry).filter(({ status }) => status === 'Approved');
  return new Set(approved.map(({ endpoint }) => endpoint));
}

function recordsOf(group: JsonObject): readonly { readonly zone: string; readonly name: string }[] {
  return listAt(group, 'properties.privateDnsZoneConfigs').flatMap((config) => {
    const zone = textAt(config, 'properties.privateDnsZoneId');
    const names = listAt(config, 'properties.recordSets').flatMap(
      (each) => textAt(each, 'recordSetName') ?? [],
    );
    return zone === undefined ? [] : names.map((name) => ({ zone: foldId(zone), name }));
  });
}

/** Zone and name of `ZONE/A/NAME`. */
function placeOfRecord(id: string): [string, string] {
  const [, zone = '', name = ''] = /^(.*)\/a\/([^/]+)$/.exec(id) ?? [];
  return [zone, name];
}
