import { textAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, members, tags } from './canonical.ts';
import { objectAt, overlaid, without } from './overlay.ts';

const normalise = body({ location, tags, properties: members({ isolationScope: asIs }) });

/** Synchronous throughout; an identity made again is another principal (msi.md). */
export const userAssignedIdentity: ResourceType = {
  type: ARM_TYPE.identity,
  apiVersion: '2024-11-30',
  label: 'managed identity',
  collection: collectionOf,
  normalise,
  settled: () => 'done',
  incarnationOf: (live) => textAt(live, 'properties.principalId'),
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => {
    const { location: where = null, tags: labels = {} } = change.live;
    const properties = without((member) => SERVER_OWNED.has(member), objectAt(change.live, 'properties'));
    return {
      method: 'PUT',
      body: overlaid({ location: where, tags: labels, properties }, change, normalise),
    };
  },
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 3, update: 2, delete: 2 },
  deadlineMs: 10 * 60_000,
};

const SERVER_OWNED: ReadonlySet<string> = new Set(['clientId', 'principalId', 'tenantId', 'clientSecretUrl']);
