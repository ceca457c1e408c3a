import type { ResourceType } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, members, setOf, text } from './canonical.ts';
import { patchOf } from './registry-child.ts';
import { settlementOf } from './settlement.ts';

/**
 * What tokens of a registry may do. It carries no mark: it has no tags, and its description is for people. The service
 * lists actions in an order of its own (exported templates). Its creation ends at once, its change is followed
 * (observed-behaviour.md 1). Children of one registry are written side by side, as Terraform's provider does.
 */
export const scopeMap: ResourceType = {
  type: ARM_TYPE.scopeMap,
  apiVersion: '2025-11-01',
  label: 'scope map',
  normalise: body({ properties: members({ description: text, actions: setOf(asIs) }) }),
  settled: settlementOf,
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PATCH', body: patchOf(change) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 10, delete: 10 },
  deadlineMs: 10 * 60_000,
};
