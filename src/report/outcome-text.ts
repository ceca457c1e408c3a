import type { RunOutcome } from '../core/event.ts';
import { counted, duration, escapeUnprintable } from '../core/wording.ts';
import { failuresText } from './failure-text.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import { stepName } from './step-names.ts';
import { waitingLines } from './waiting-lines.ts';

export interface OutcomeFacts {
  readonly elapsedSeconds: number;
  /** The command line that goes on from here, as the user would type it. */
  readonly resume: string;
}

/** What a run did, what it did not, whether running again is safe, and how. */
export function outcomeText(outcome: RunOutcome, facts: OutcomeFacts, options: TextOptions): string {
  const isUnfinished = outcome.failed.length > 0 || outcome.interrupted || outcome.cutOff.length > 0;
  const waiting = waitingLines(outcome.waiting, options);
  const lines = isUnfinished
    ? [...waiting, ...unfinishedLines(outcome, facts, options)]
    : [options.style.good(finishedLine(outcome, facts)), ...waiting, ...afterwards(outcome, facts)];
  return `${lines.join('\n')}\n`;
}

function afterwards({ waiting, notStarted }: RunOutcome, facts: OutcomeFacts): readonly string[] {
  if (waiting.length === 0) return [];
  const left = notStarted.length === 0 ? '' : ` ${counted(notStarted.length, 'step')} left for then.`;
  return [`Everything else is done.${left} Once that has happened:`, `  ${escapeUnprintable(facts.resume)}`];
}

function finishedLine(outcome: RunOutcome, facts: OutcomeFacts): string {
  const { created, updated, replaced, deleted } = outcome.counts;
  const parts = [
    created > 0 && `${created} created`,
    updated > 0 && `${updated} updated`,
    replaced > 0 && `${replaced} replaced`,
    deleted > 0 && `${deleted} deleted`,
  ].filter((part) => part !== false);
  const what = parts.length === 0 ? 'the state is up to date' : parts.join(', ');
  return `Done: ${what}. ${duration(facts.elapsedSeconds)}. State serial ${outcome.stateSerial}.`;
}

function unfinishedLines(outcome: RunOutcome, facts: OutcomeFacts, options: TextOptions): readonly string[] {
  const { width, style } = options;
  const { done, failed, notStarted, cutOff, stateSerial } = outcome;
  const counts = [
    `Done ${counted(done.length, 'step')}`,
    `failed ${failed.length}`,
    ...(cutOff.length > 0 ? [`cut off ${cutOff.length}`] : []),
    `not started ${notStarted.length}${waitingText(outcome)}`,
  ];
  return [
    ...failuresText(failed, options),
    ...(outcome.interrupted ? [style.caution('Interrupted: nothing new was started.')] : []),
    ...wrap(escapeUnprintable(`${counts.join(', ')}.`), width),
    ...(cutOff.length === 0
      ? []
      : wrap(
          escapeUnprintable(
            `Begun, and not known to have ended: ${cutOff.map(stepName).join(', ')}. Azure may still be working there; the next run reads back what became of it.`,
          ),
          width,
        )),
    ...wrap(
      `Nothing was lost: what is done is in the state (serial ${stateSerial}). ${againText(outcome)}`,
      width,
    ),
    `  ${escapeUnprintable(facts.resume)}`,
  ];
}

/** Those that wait for a failed step stand with it; the others are named here. */
function waitingText({ failed, notStarted }: RunOutcome): string {
  const told = new Set(failed.flatMap(({ held }) => held));
  const others = notStarted.filter((step) => !told.has(step));
  return others.length === 0 ? '' : `: ${others.map(stepName).join(', ')}`;
}

/** What only time mends needs no hand; what a person has to mend fails again until that is done. */
function againText({ failed }: RunOutcome): string {
  const needsHand = failed.some(({ failure }) => !PASSING.has(failure.kind));
  return needsHand
    ? 'Running again is safe; mend what failed first, and it goes on from here:'
    : 'Running again is safe, and goes on from here:';
}

const PASSING: ReadonlySet<string> = new Set(['throttled', 'unknown', 'busy', 'not-visible', 'moved']);
