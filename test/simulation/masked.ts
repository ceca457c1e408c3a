/**
 * What two runs of the same history may differ in, and nothing else, put out of sight:
 *
 * - members that Azure draws or counts: ETags, resource GUIDs, times, the serial of a zone's SOA record, public addresses;
 * - the parts of names and ids that Azure draws: GUIDs, and the hexadecimal tail of a connection's name and of an
 *   interface's DNS suffix;
 * - of the state: lineage, serial, checksum and incarnations.
 */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll(GUID, '<guid>').replaceAll(DRAWN_HEX, '<hex>');
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, inner]) => [
    masked(key),
    DRAWN_MEMBERS.has(key) ? '<drawn>' : masked(inner),
  ]);
  return Object.fromEntries(members.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

const DRAWN_MEMBERS: ReadonlySet<string> = new Set([
  ...['etag', 'resourceGuid', 'serialNumber', 'ipAddress'],
  ...[
    'createdAt',
    'lastModifiedAt',
    'creationDate',
    'lastUpdatedTime',
    'createdDate',
    'modifiedDate',
    'lastSkuUpdate',
    'quotaNextResetTime',
    'lastKeyRotationTimestamp',
    'createdOn',
    'updatedOn',
    'timestamp',
    'created',
    'updated',
    'deletionDate',
    'scheduledPurgeDate',
  ],
  ...['lineage', 'serial', 'checksum', 'incarnation'],
]);

/** Subscriptions of the examples end in `aa`: they are chosen, not drawn. */
const GUID = /(?!0{8}-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const DRAWN_HEX = /\b[0-9a-f]{24,}\b/gi;
