import type { Address } from '../../core/address.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';

/** What writes the records of endpoints: zone groups, and records of our own. */
export function isKeeper({ type }: { readonly type: string }): boolean {
  return type === ARM_TYPE.zoneGroup || type === ARM_TYPE.record;
}

/** The address of the registry whose endpoint it is, or belongs to. */
export function ownerOf({ address }: { readonly address: Address }): Address {
  return address.slice(0, address.lastIndexOf('.network.privateEndpoints.'));
}

interface KeptRecord {
  /** The folded id of the zone. */
  readonly zone: string;
  readonly name: string;
}

/** The records that a keeper of the state is, or has written; of one that is not there, none. */
export function recordsOf({ type, id }: PriorEntry, live: LiveObjects): readonly KeptRecord[] {
  const body = live.get(foldId(id))?.body;
  if (body === undefined) return [];
  if (type === ARM_TYPE.record) return [{ zone: zoneOfRecord(id), name: foldId(id).split('/').at(-1) ?? '' }];
  return listAt(body, 'properties.privateDnsZoneConfigs').flatMap((config) => {
    const zone = textAt(config, 'properties.privateDnsZoneId');
    const names = listAt(config, 'properties.recordSets').flatMap(
      (each) => textAt(each, 'recordSetName') ?? [],
    );
    return zone === undefined ? [] : names.map((name) => ({ zone: foldId(zone), name: name.toLowerCase() }));
  });
}

/** The folded ids of the zones that a keeper writes to; `body` is that of a zone group. */
export function zonesOf(
  { type, id }: { readonly type: string; readonly id: string },
  body: JsonObject | null | undefined,
): readonly string[] {
  if (type === ARM_TYPE.record) return [zoneOfRecord(id)];
  return listAt(body ?? undefined, 'properties.privateDnsZoneConfigs').map((config) =>
    foldId(textAt(config, 'properties.privateDnsZoneId') ?? ''),
  );
}

function zoneOfRecord(id: string): string {
  return foldId(id).replace(/\/a\/[^/]+$/, '');
}
