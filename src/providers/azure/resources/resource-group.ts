import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, tags } from './canonical.ts';
import { mergedTags } from './overlay.ts';
import { settlementOf } from './settlement.ts';

export const resourceGroup: ResourceType = {
  type: ARM_TYPE.group,
  apiVersion: '2025-04-01',
  label: 'resource group',
  collection: collectionOf,
  normalise: body({ location, managedBy: asIs, tags }),
  settled: settlementOf,
  immutable: ['location', 'managedBy'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  // PATCH replaces the map whole (recorded: cli resource test_tag_update_by_patch #11).
  update: (change) => ({ method: 'PATCH', body: { tags: mergedTags(change) } }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  contents: {
    list: (id) => `${id}/resources`,
    apiVersion: '2025-04-01',
    foreign: (entry) => (typeof entry['id'] === 'string' ? entry['id'] : JSON.stringify(entry)),
  },
  seconds: { create: 2, update: 2, delete: 75 },
  deadlineMs: 60 * 60_000,
};
