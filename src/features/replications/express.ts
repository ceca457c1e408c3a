import type { JsonObject } from '../../core/json.ts';
import { getPath, textAt } from '../../core/path.ts';
import { settlementOf } from '../../providers/azure/resources/settlement.ts';
import { type Expression, present } from '../express.ts';
import { REPLICATION_DEFAULTS } from './defaults.ts';

/** Of a replica that is zone redundant Azure may say that it is not (lessons 10): then the file says nothing of it. */
export function expressReplication(body: JsonObject): Expression {
  const routed = getPath(body, 'properties.regionEndpointEnabled') ?? REPLICATION_DEFAULTS.globalRouting;
  const redundant = textAt(body, 'properties.zoneRedundancy') === 'Enabled';
  return {
    entry: present({
      zoneRedundancy: redundant || undefined,
      globalRouting: routed === false ? false : undefined,
    }),
    unsaid: [],
    ...(settlementOf(body) === 'failed' && { cannot: 'what was last done to it failed' }),
  };
}
