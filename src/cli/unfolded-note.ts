import { wrap } from '../report/layout.ts';
import type { TextOptions } from '../report/plan-text.ts';

/** Said above what is shown while a run is unfinished; `running` is who is at work right now, if anybody is. */
export function unfoldedNote(
  running: string | undefined,
  shown: 'plan' | 'drift' | 'list' | 'check',
  { width, style }: TextOptions,
): string {
  const text =
    running === undefined ? INTERRUPTED[shown] : `Right now ${running} is at work; ${AT_WORK[shown]}`;
  return `${wrap(text, width).map(style.caution).join('\n')}\n\n`;
}

const INTERRUPTED = {
  plan: 'An earlier run was interrupted; this plan takes what it did into account, and the next one goes on from there.',
  drift: 'An earlier run was interrupted; what it did is taken into account, and is no drift.',
  list: 'An earlier run was interrupted; what it did is taken into account, and what is missing comes with the next.',
  check:
    'An earlier run was interrupted: what it left undone may fail here. Going on with it comes first: acrctl apply.',
} as const;

const AT_WORK = {
  plan: 'this plan is what is left at this moment.',
  drift: 'what it did until now is taken into account, and is no drift.',
  list: 'this is how things are at this moment.',
  check: 'what it has not done yet may fail here.',
} as const;
