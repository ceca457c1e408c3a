import type { Waiting } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { Style } from './style.ts';

/** Who has to act, one paragraph each. */
export function waitingLines(
  waiting: readonly Waiting[],
  { width, style }: { readonly width: number; readonly style: Style },
): readonly string[] {
  return waiting.flatMap(({ address, waitsFor }) =>
    wrap(escapeUnprintable(`Waiting: ${address} waits for ${waitsFor}.`), width).map(style.caution),
  );
}
