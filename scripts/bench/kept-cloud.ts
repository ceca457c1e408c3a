import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Change, EmulatorStore } from '../../src/emulator/api.ts';

/** The objects of an emulator, in memory while it runs and in one file between two processes. */
export interface KeptCloud {
  readonly store: EmulatorStore;
  save(): void;
}

export function keptCloud(path: string): KeptCloud {
  const kept = new Map<string, Change>();
  const keep = (changes: readonly Change[]): void => {
    for (const change of changes) kept.set(`${change.table} ${change.key}`, change);
  };
  let unread: readonly Change[] = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as readonly Change[])
    : [];
  keep(unread);
  return {
    store: {
      news: () => {
        const changes = unread;
        unread = [];
        return { reset: false, changes };
      },
      append: keep,
      exclusively: (body) => body(),
      close: () => undefined,
    },
    save: () => {
      const standing = [...kept.values()].filter(({ value }) => value !== undefined);
      writeFileSync(path, JSON.stringify(standing));
    },
  };
}
