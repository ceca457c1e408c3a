import { expect, it } from 'vitest';
import type { Resource } from '../../src/core/desired.ts';
import { type SelectionInput, select } from '../../src/engine/selection.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { drafts, entry, object, registry, type World } from './worlds.ts';

// The edges of real stacks are in test/scenarios/parts.test.ts.

function check(world: World, options: Partial<SelectionInput['options']>, expected: readonly string[]): void {
  const { done, left } = select(drafts(world), {
    options: { target: [], exclude: [], ...options },
    order: [],
    cloud: { fold: foldId },
  });
  expect(done.map(({ address }) => address)).toEqual(expected);
  expect(left.some(({ address }) => expected.includes(address))).toBe(false);
}

const A = 'registries.a';
const B = 'registries.b';

it('a value that is known after apply only comes with what tells it, or not at all', () => {
  const source = registry('a');
  const told: Resource = {
    ...registry('b'),
    late: [
      {
        path: 'properties.told',
        source,
        madeBy: [source.address],
        read: ({ id }) => id,
        shown: `${source.address}#id`,
      },
    ],
  };
  const world = { resources: [source, told], entries: [entry('b')], live: [object('b')] };
  check(world, { target: [B] }, [A, B]);
  check(world, { target: [A] }, [A]);
  check(world, { exclude: [A] }, []);
});

it('what depends on each other through one that is as it should be comes together', () => {
  const chain = (name: string, dependsOn: readonly string[]): Resource => ({ ...registry(name), dependsOn });
  const world = {
    resources: [chain('a', []), chain('b', [A]), chain('c', [B])],
    entries: [{ ...entry('b'), dependsOn: [A] }],
    live: [object('b')],
  };
  check(world, { target: ['registries.c'] }, [A, 'registries.c']);
  check(world, { exclude: [A] }, []);
});

it('what others own is brought to what the file asks, and never made again', () => {
  const theirs: Resource = { ...registry('a', { sku: { name: 'Premium' } }), theirs: true };
  const [draft] = drafts({ resources: [theirs], live: [object('a')], replace: [A] });
  expect([draft?.actions, draft?.reason]).toEqual([['update'], 'changed']);
});
