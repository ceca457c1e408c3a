import type { ResourceType } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { armId, body, lowerCase, members } from './canonical.ts';
import { patchOf } from './registry-child.ts';
import { settlementOf } from './settlement.ts';

/**
 * A login of a registry. Its passwords are none of the comparison and of no write: a PATCH that names some takes away the
 * others (`acr/token.py` of Azure/azure-cli), and their values are told once, by `generateCredentials`.
 */
export const token: ResourceType = {
  type: ARM_TYPE.token,
  apiVersion: '2025-11-01',
  label: 'token',
  normalise: body({ properties: members({ scopeMapId: armId, status: lowerCase }) }),
  settled: settlementOf,
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 15, update: 15, delete: 15 },
  deadlineMs: 30 * 60_000,
};
