import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { bookkeepingOf } from '../../src/engine/bookkeeping.ts';
import { isUnchanged } from '../../src/engine/classify.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { drafts, entry, objectOf, registry, type World } from './worlds.ts';

describe('for any file, state and cloud', () => {
  const letters = ['a', 'b', 'c', 'd'];
  const worlds = fc
    .record({
      file: fc.uniqueArray(fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...letters)), {
        selector: ([id]) => id,
        maxLength: 4,
      }),
      state: fc.shuffledSubarray(letters),
      live: fc.array(
        fc.tuple(
          fc.constantFrom(...letters),
          fc.constantFrom('ours', 'unmarked', 'again', 'other', 'northeurope'),
        ),
      ),
    })
    .map(({ file, state, live }): Required<World> => {
      const addresses = new Set<string>();
      const unique = file.filter(([, key]) => !addresses.has(key) && addresses.add(key) !== undefined);
      return {
        resources: unique.map(([id, key]) => registry(id, {}, key)),
        entries: state.map((id) => entry(id)),
        live: [...new Map(live.map(([id, kind]) => [id, objectOf(id, kind)])).values()],
        destroy: false,
        replace: [],
      };
    });

  it('every object has one draft, and every draft an address of its own', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const all = drafts(world);
        const addresses = all.map(({ address }) => address);
        expect(addresses).toEqual([...new Set(addresses)].sort());
        const known = new Set([...world.resources, ...world.entries].map(({ id }) => foldId(id)));
        const covered = new Set(
          all.flatMap(({ id, entry: held }) => [foldId(id), ...(held ? [foldId(held.id)] : [])]),
        );
        expect(covered).toEqual(known);
      }),
    );
  });

  it('nothing is deleted, or replaced, but what the state holds in this very incarnation', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const draft of drafts(world).filter(({ actions }) => actions[0] === 'delete')) {
          const live = world.live.find(({ id }) => foldId(id) === foldId(draft.entry?.id ?? ''));
          expect(live?.body['properties']).toMatchObject({ creationDate: 'then' });
          expect((live?.body['tags'] as JsonObject | undefined)?.['acrctl-stack']).not.toBe('other');
        }
      }),
    );
  });

  it('bookkeeping loses no object, wherever it ends', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const all = drafts(world);
        const gone = new Set(
          all
            .filter(({ nextEntry, actions }) => nextEntry === undefined && actions[0] === 'no-op')
            .map(({ entry: held }) => held?.id),
        );
        const kept = world.entries
          .filter(({ id }) => !gone.has(id))
          .map(({ id }) => id)
          .sort();
        const state = new Map(world.entries.map((held) => [held.address, held]));
        for (const record of bookkeepingOf(all.filter((draft) => !isUnchanged(draft)))) {
          if (record.kind === 'forget') state.delete(record.address);
          if (record.kind === 'move') state.delete(record.from);
          if (record.kind !== 'forget') state.set(record.entry.address, record.entry);
          const ids = [...state.values()].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toEqual(expect.arrayContaining(kept));
        }
        for (const { address, entry: held } of all.filter(({ movedFrom }) => movedFrom !== undefined)) {
          expect(state.get(address)?.id).toBe(held?.id);
        }
      }),
    );
  });
});
