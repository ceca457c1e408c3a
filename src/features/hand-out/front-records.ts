import type { FrontRecords } from '../../core/hand-out.ts';
import { textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CNAME_TTL_SECONDS } from '../dns/cname-record.ts';
import type { PlacedFront } from '../placed.ts';
import type { Around } from '../private-link/members.ts';
import { frontNames } from '../public-front/names.ts';

/** The records of the names of a front, whoever keeps them (2.1). */
export function frontRecords(front: PlacedFront, { cloud, live }: Around): FrontRecords {
  const { address, registry, zone } = front;
  return {
    address,
    registry: registry?.address ?? '',
    zone: zone?.address ?? null,
    records: frontNames(front, cloud).map(({ host, leadsTo }) => {
      const common = { host, ttl: CNAME_TTL_SECONDS };
      return 'target' in leadsTo
        ? { ...common, type: 'CNAME', target: leadsTo.target }
        : {
            ...common,
            type: 'A',
            address: textAt(live.get(foldId(leadsTo.id))?.body, 'properties.ipAddress') ?? null,
          };
    }),
  };
}
