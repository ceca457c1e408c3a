import type { JsonObject } from '../../../core/json.ts';
import { isJsonObject, listAt, textAt } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, members, setOf } from './canonical.ts';

/**
 * A plan of Defender for Cloud in a subscription. Every subscription has each, on (Standard) or off (Free), and none can be
 * deleted (security.md). A PUT turns off the extensions that it does not name, and takes none with Free.
 */
export const defenderPlan: ResourceType = {
  type: ARM_TYPE.defenderPlan,
  apiVersion: '2024-01-01',
  label: 'Defender plan',
  normalise: body({
    properties: members({
      pricingTier: asIs,
      extensions: setOf(members({ name: asIs, isEnabled: asIs })),
    }),
  }),
  settled: () => 'done',
  immutable: [],
  ownedByEntry: ['properties.extensions'],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: { properties: propertiesOf(change) } }),
  // Plans of one subscription written at once may conflict.
  serialise: (id) => [foldId(collectionOf(id))],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 15 * 60_000,
};

function propertiesOf({ live, desired }: UpdateInput): JsonObject {
  const pricingTier = textAt(desired, 'properties.pricingTier') ?? 'Free';
  if (pricingTier === 'Free') return { pricingTier };
  const wanted = extensionsOf(desired);
  const names = new Set(wanted.map((each) => each['name']));
  const kept = extensionsOf(live)
    .filter((each) => !names.has(each['name'] ?? null))
    .map(({ operationStatus: _, ...each }) => each);
  const subPlan = textAt(live, 'properties.subPlan');
  return { pricingTier, ...(subPlan !== undefined && { subPlan }), extensions: [...kept, ...wanted] };
}

function extensionsOf(plan: JsonObject): readonly JsonObject[] {
  return listAt(plan, 'properties.extensions').filter(isJsonObject);
}
