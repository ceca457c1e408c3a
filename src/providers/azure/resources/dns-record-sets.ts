import type { JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, type Canonical, hostName, members, metadata, reference } from './canonical.ts';
import { objectAt, overlaid, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/**
 * The CNAME of one name in a public zone. A name of a set's own and an alias exclude each other (dns.md): where
 * somebody made it an alias, that goes.
 */
export const dnsCname: ResourceType = recordSet({
  type: ARM_TYPE.cname,
  label: 'CNAME record set',
  values: { CNAMERecord: members({ cname: hostName }) },
  excludes: ['targetResource', 'trafficManagementProfile'],
});

/** The A record set of one name, as an alias of a public address: it follows whatever address that has (dns.md). */
export const dnsAlias: ResourceType = recordSet({
  type: ARM_TYPE.dnsAlias,
  label: 'A record set',
  values: { targetResource: reference },
  excludes: ['ARecords', 'trafficManagementProfile'],
});

interface Kind {
  readonly type: string;
  readonly label: string;
  /** What the set says, as the wire spells it. */
  readonly values: Readonly<Record<string, Canonical>>;
  /** What cannot stand beside it in one set. */
  readonly excludes: readonly string[];
}

/** On the wire the properties are spelt as DNS spells them, unlike those of private zones (dns.md). A PUT replaces the set. */
function recordSet({ type, label, values, excludes }: Kind): ResourceType {
  const normalise = body({ properties: members({ ...values, TTL: asIs, metadata }) });
  const notSent = new Set(['fqdn', 'provisioningState', ...excludes]);
  const writable = (live: JsonObject): JsonObject => ({
    properties: without((member) => notSent.has(member), objectAt(live, 'properties')),
  });
  return {
    type,
    apiVersion: '2018-05-01',
    label,
    collection: collectionOf,
    normalise,
    settled: settlementOf,
    immutable: [],
    ownedByEntry: [],
    mark: 'metadata',
    putOnlyCreates: false,
    update: (change) => ({ method: 'PUT', body: overlaid(writable(change.live), change, normalise) }),
    // One zone takes one write at a time, as private ones do.
    serialise: (id) => [foldId(parentId(id))],
    conditional: true,
    seconds: { create: 2, update: 2, delete: 2 },
    deadlineMs: 5 * 60_000,
  };
}
