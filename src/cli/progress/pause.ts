import { duration } from '../../core/wording.ts';
import type { Trace } from '../../providers/azure/trace.ts';

/** The pause that Azure asked for, during which nothing at all is sent: else a run would only look slow. */
export class Pause {
  #untilMs = 0;

  learn(trace: Trace): void {
    if (trace.kind !== 'pause' || trace.why !== 'throttled') return;
    this.#untilMs = Math.max(this.#untilMs, performance.now() + trace.ms);
  }

  /** Undefined where there is none. */
  text(): string | undefined {
    const leftMs = this.#untilMs - performance.now();
    if (leftMs <= 0) return undefined;
    return `Azure throttles: nothing is sent for ${duration(Math.ceil(leftMs / 1000))}`;
  }
}
