import { keyOf, parentKey } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { arrayAt, stringAt } from '../json.ts';
import { type RecordData, recordKey } from './record-body.ts';
import { linkType } from './zone-links.ts';

/** What the name is in a network: the addresses of its record in a private zone of that name that is linked to it. */
export function privateAddresses(
  { world }: Pick<Cloud, 'world'>,
  networkKey: string,
  zone: string,
  name: string,
): readonly string[] {
  const links = world.usersOf(networkKey).filter(({ type }) => type === linkType);
  return links
    .map(({ id }) => parentKey(keyOf(id)))
    .filter((zoneKey) => zoneKey.endsWith(`/privatednszones/${zone}`))
    .flatMap((zoneKey) => {
      const record = world.get<RecordData>(recordKey(zoneKey, 'A', name.toLowerCase()));
      return (arrayAt(record?.data.records, 'aRecords') ?? []).flatMap(
        (each) => stringAt(each, 'ipv4Address') ?? [],
      );
    });
}
