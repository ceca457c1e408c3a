import type { Change, EmulatorStore } from '../../src/emulator/index.ts';

export interface CloudMemory extends EmulatorStore {
  changes(): readonly Change[];
  /** Keys of the objects that came into being since the start, each as often as it did. */
  created(): readonly string[];
}

/** What an emulator keeps, in memory: a cloud can so be brought to a point once and gone on from many times. */
export function cloudMemory(earlier: readonly Change[] = []): CloudMemory {
  const changes: Change[] = [...earlier];
  let read = 0;
  return {
    news: () => {
      const unread = changes.slice(read);
      read = changes.length;
      return { reset: false, changes: unread };
    },
    append: (more) => {
      changes.push(...more);
      // The emulator that wrote them has them already.
      read = changes.length;
    },
    exclusively: (body) => body(),
    close: () => undefined,
    changes: () => changes,
    created: () => {
      const there = new Set<string>();
      const created: string[] = [];
      for (const [index, { table, key, value }] of changes.entries()) {
        if (table !== 'objects') continue;
        if (value === undefined) there.delete(key);
        else if (!there.has(key)) {
          there.add(key);
          if (index >= earlier.length) created.push(key);
        }
      }
      return created;
    },
  };
}
