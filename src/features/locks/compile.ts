import type { Address } from '../../core/address.ts';
import type { Compiled, PriorEntry, Resource } from '../../core/desired.ts';
import type { StepRef } from '../../core/plan.ts';
import { foldId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { armValue } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedRegistry } from '../placed.ts';

/** A lock comes behind all that it would stop: whatever is below the registry, and its private endpoints (resources.md). */
export function compileLocks({ registries }: Placed): readonly Resource[] {
  return registries.flatMap((registry) =>
    registry.locks.map(({ address, id, entry }) => ({
      address,
      id,
      type: ARM_TYPE.lock,
      managed: {
        properties: {
          level: armValue(entry.level),
          ...(entry.notes !== undefined && { notes: entry.notes }),
        },
      },
      initial: {},
      dependsOn: lockedBy(registry),
      protect: false,
      adopt: entry.adopt === true,
      ignore: [],
    })),
  );
}

/**
 * A registry is not done with its first write, and what it had and the file no longer says goes before a lock stops that; what a lock
 * stopped waits until that is off.
 */
export function lockOrder({ registries }: Placed, prior: readonly PriorEntry[]): Compiled['order'] {
  const wanted = new Set(registries.flatMap(({ locks }) => locks.map(({ id }) => foldId(id))));
  const gone = prior.filter(({ type, id }) => type === ARM_TYPE.lock && !wanted.has(foldId(id)));
  return registries.flatMap((registry) => [
    ...registry.locks.flatMap(({ address }) =>
      [`${registry.address}/close` as const, ...deletionsBelow(registry, prior)].map((before) => ({
        before,
        after: `${address}/write` as const,
      })),
    ),
    ...gone
      .filter(({ id }) => foldId(scopeOf(id)) === foldId(registry.id))
      .flatMap(({ address }) =>
        stepsOf(registry).map((after) => ({ before: `${address}/delete` as const, after })),
      ),
  ]);
}

function stepsOf(registry: PlacedRegistry): readonly StepRef[] {
  const below = lockedBy(registry).filter((address) => address !== registry.address);
  const stages = ['open', 'write', 'close'] as const;
  return [
    ...stages.map((stage): StepRef => `${registry.address}/${stage}`),
    ...below.map((address): StepRef => `${address}/write`),
  ];
}

/** Of whatever lies in the registry or in its entry, locks aside. */
function deletionsBelow({ id, address }: PlacedRegistry, prior: readonly PriorEntry[]): readonly StepRef[] {
  return prior
    .filter((each) => each.type !== ARM_TYPE.lock)
    .filter((each) => foldId(each.id).startsWith(`${foldId(id)}/`) || each.address.startsWith(`${address}.`))
    .map((each): StepRef => `${each.address}/delete`);
}

function lockedBy(registry: PlacedRegistry): readonly Address[] {
  const { replications, roleAssignments, diagnostics, endpoints } = registry;
  const { scopeMaps, tokens, credentialSets, cacheRules, webhooks } = registry;
  return madeHere(
    registry,
    ...[...replications, ...roleAssignments, ...diagnostics, ...endpoints],
    ...[...scopeMaps, ...tokens, ...credentialSets, ...cacheRules, ...webhooks],
  );
}
