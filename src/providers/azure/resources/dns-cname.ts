import type { JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, hostName, members, metadata } from './canonical.ts';
import { objectAt, overlaid, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const normalise = body({
  properties: members({ CNAMERecord: members({ cname: hostName }), TTL: asIs, metadata }),
});

/**
 * The CNAME of one name in a public zone. On the wire its properties are spelt as DNS spells them, unlike those of
 * private zones (dns.md). A PUT replaces the set.
 */
export const dnsCname: ResourceType = {
  type: ARM_TYPE.cname,
  apiVersion: '2018-05-01',
  label: 'CNAME record set',
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

/** A name of a set's own and an alias exclude each other (dns.md): where somebody made it an alias, that goes. */
function writable(live: JsonObject): JsonObject {
  return { properties: without((member) => NOT_SENT.has(member), objectAt(live, 'properties')) };
}

const NOT_SENT: ReadonlySet<string> = new Set([
  'fqdn',
  'provisioningState',
  'targetResource',
  'trafficManagementProfile',
]);
