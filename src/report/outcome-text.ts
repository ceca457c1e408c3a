import type { RunOutcome, StepFailure } from '../core/event.ts';
import type { StepRef } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { counted, duration, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

export interface OutcomeFacts {
  readonly elapsedSeconds: number;
  /** The command line that goes on from here, as the user would type it. */
  readonly resume: string;
}

/** What a run did, what it did not, whether running again is safe, and how. */
export function outcomeText(outcome: RunOutcome, facts: OutcomeFacts, options: TextOptions): string {
  const lines =
    outcome.failed.length > 0 || outcome.interrupted || outcome.cutOff.length > 0
      ? unfinishedLines(outcome, facts, options)
      : [options.style.good(finishedLine(outcome, facts))];
  return `${lines.join('\n')}\n`;
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
  const failures = outcome.failed.flatMap(({ step, failure }) => [
    ...failureLines(step, failure, options),
    '',
  ]);
  const heading = outcome.interrupted ? [style.caution('Interrupted: nothing new was started.')] : [];
  const cutOff =
    outcome.cutOff.length === 0
      ? []
      : wrap(
          escapeUnprintable(
            `Begun, and not known to have ended: ${outcome.cutOff.join(', ')}. The next run reads back what became of them.`,
          ),
          width,
        );
  const waiting = outcome.notStarted.length === 0 ? '' : `: ${outcome.notStarted.join(', ')}`;
  return [
    ...failures,
    ...heading,
    ...wrap(
      escapeUnprintable(
        `Done ${counted(outcome.done.length, 'step')}, failed ${outcome.failed.length}, not started ${outcome.notStarted.length}${waiting}.`,
      ),
      width,
    ),
    ...cutOff,
    `Everything done is in the state (serial ${outcome.stateSerial}). Running again is safe:`,
    `  ${escapeUnprintable(facts.resume)}`,
  ];
}

function failureLines(step: StepRef, failure: StepFailure, { width, style }: TextOptions): readonly string[] {
  const ids = [
    failure.requestId === undefined ? undefined : `request ${failure.requestId}`,
    failure.correlationId === undefined ? undefined : `correlation ${failure.correlationId}`,
  ].filter((text) => text !== undefined);
  return [
    ...wrap(escapeUnprintable(step), width, 'Failed: ').map(style.bad),
    ...wrap(escapeUnprintable(`${failure.code}: ${failure.message}`), width, '  '),
    ...ids.flatMap((id) => wrap(escapeUnprintable(id), width, '  ')),
    ...(failure.stillRunning
      ? wrap('Azure may still be working on it; the next run reads back what became of it.', width, '  ')
      : []),
  ];
}
