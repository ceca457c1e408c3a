import type { EmulatorClock } from '../../src/emulator/index.ts';

/** A clock that stands still unless somebody sleeps on it or moves it. */
export interface VirtualClock extends EmulatorClock {
  move(ms: number): void;
}

export function createVirtualClock(start = Date.parse('2026-03-01T00:00:00Z')): VirtualClock {
  let now = start;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    move: (ms) => {
      now += ms;
    },
  };
}
