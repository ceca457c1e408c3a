import type { RunEvent } from '../../core/event.ts';
import type { StepRef } from '../../core/plan.ts';
import { duration, escapeUnprintable } from '../../core/wording.ts';
import { ends } from '../../report/layout.ts';
import { shortStepNames, stepName } from '../../report/step-names.ts';
import { terminal } from '../terminal.ts';

/** After these a step runs no more. */
export const ENDS: ReadonlySet<RunEvent['kind']> = new Set(['step-done', 'step-failed', 'step-held']);

/** How steps are written, in the lines that stay and in those that are redrawn. */
export class StepLines {
  readonly #stream: NodeJS.WriteStream;
  readonly #color: boolean;
  #short: (step: StepRef) => string = stepName;

  constructor(stream: NodeJS.WriteStream, color: boolean) {
    this.#stream = stream;
    this.#color = color;
  }

  /** The steps of the walk, known when it starts: what does not fit is told apart by its short name. */
  learn(event: RunEvent): void {
    if (event.kind === 'walk-started') this.#short = shortStepNames(event.steps);
  }

  short(step: StepRef): string {
    return this.#short(step);
  }

  stepLine(mark: string, step: StepRef, right: string, width: number): string {
    const full = escapeUnprintable(stepName(step));
    const fits = `  ${mark} ${full} ${right}`.length < width;
    return ends(`  ${mark} ${fits ? full : this.#short(step)}`, right, width - 1);
  }

  lastingLine(event: RunEvent): string | undefined {
    const { width, style } = terminal(this.#stream, this.#color);
    switch (event.kind) {
      case 'recovering':
        return this.stepLine('·', event.step, 'left open; reading it back, up to 1 min', width);
      case 'step-done':
        return this.stepLine('✔', event.step, duration(event.elapsedMs / 1000), width).replace(
          '✔',
          style.good('✔'),
        );
      case 'step-failed':
        return this.stepLine('✘', event.step, event.failure.code, width).replace('✘', style.bad('✘'));
      case 'step-held':
        return this.stepLine('·', event.step, 'left until somebody acts', width);
      case 'interrupted':
        return style.caution('  Interrupted: nothing new starts.');
      default:
        return undefined;
    }
  }
}
