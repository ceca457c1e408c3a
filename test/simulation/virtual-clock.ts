import { setImmediate } from 'node:timers/promises';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/**
 * One timeline for all simulated processes and for the emulator. Time stands still while anything runs, and jumps
 * to the next sleeper when the event loop has nothing else to do; sleepers wake one at a time, earliest first.
 */
export class VirtualClock {
  #nowMs = 0;
  #sleepers: Sleeper[] = [];
  #turning = false;
  #busy: Promise<unknown> = Promise.resolve();

  /** Since the start of the simulation. */
  nowMs(): number {
    return this.#nowMs;
  }

  /** Moves time without waking anybody early: whoever is due by then wakes at the new time. */
  advance(ms: number): void {
    this.#nowMs += ms;
  }

  /** Holds time still until something outside the simulation (an import, a real file) has come. */
  busy<T>(outside: Promise<T>): Promise<T> {
    const before = this.#busy;
    this.#busy = Promise.allSettled([before, outside]);
    return outside;
  }

  /** The returned function takes the sleeper out again. */
  at(dueMs: number, wake: () => void): () => void {
    const sleeper = { dueMs, wake };
    const index = this.#sleepers.findIndex((other) => other.dueMs > dueMs);
    this.#sleepers.splice(index === -1 ? this.#sleepers.length : index, 0, sleeper);
    void this.#turn();
    return () => {
      this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    };
  }

  async #turn(): Promise<void> {
    if (this.#turning) return;
    this.#turning = true;
    while (this.#sleepers.length > 0) {
      const busy = this.#busy;
      await busy;
      // Microtasks, however many follow each other, are done before a turn of the event loop ends. The second turn
      // lets in what other macrotasks of the first one (an import, a stream) have made runnable.
      await setImmediate();
      await setImmediate();
      if (busy !== this.#busy) continue;
      const next = this.#sleepers.shift();
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.wake();
    }
    this.#turning = false;
  }
}
