import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, members, text } from './canonical.ts';
import { objectAt, overlaid } from './overlay.ts';

const normalise = body({ properties: members({ level: asIs, notes: text }) });

/** A management lock, which its scope and all below inherit (resources.md). Its id comes back in lower case in parts. */
export const lock: ResourceType = {
  type: ARM_TYPE.lock,
  apiVersion: '2020-05-01',
  label: 'lock',
  collection: collectionOf,
  normalise,
  settled: () => 'done',
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({
    method: 'PUT',
    body: overlaid({ properties: objectAt(change.live, 'properties') }, change, normalise),
  }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 3, update: 3, delete: 3 },
  deadlineMs: 15 * 60_000,
};
