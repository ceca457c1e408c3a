import type { StepRef } from './plan.ts';

/** What a run tells its listener while it goes. The engine emits these and never prints. */
export type RunEvent =
  | { readonly kind: 'recovering'; readonly step: StepRef; readonly id: string }
  | { readonly kind: 'walk-started'; readonly steps: readonly StepRef[] }
  | { readonly kind: 'step-started'; readonly step: StepRef; readonly expectedSeconds: number }
  | { readonly kind: 'step-waiting'; readonly step: StepRef; readonly missing: readonly string[] }
  | { readonly kind: 'step-retrying'; readonly step: StepRef; readonly why: string; readonly afterMs: number }
  | { readonly kind: 'step-done'; readonly step: StepRef; readonly elapsedMs: number; readonly sent: boolean }
  | {
      readonly kind: 'step-failed';
      readonly step: StepRef;
      readonly elapsedMs: number;
      readonly failure: StepFailure;
    }
  | { readonly kind: 'interrupted' };

/** Why a step failed, with all that a person needs to go on. */
export interface StepFailure {
  readonly code: string;
  readonly message: string;
  readonly requestId?: string;
  readonly correlationId?: string;
  /** Azure may still be working on it; the journal keeps the operation and the next apply follows it. */
  readonly stillRunning: boolean;
}

/** What an apply did, in the end. */
export interface RunOutcome {
  readonly done: readonly StepRef[];
  readonly failed: readonly { readonly step: StepRef; readonly failure: StepFailure }[];
  /** Waited for a step that failed, or the run ended first. */
  readonly notStarted: readonly StepRef[];
  /** Begun when the run ended; the next apply reads back what became of them. */
  readonly cutOff: readonly StepRef[];
  readonly interrupted: boolean;
  readonly stateSerial: number;
  readonly counts: {
    readonly created: number;
    readonly updated: number;
    readonly replaced: number;
    readonly deleted: number;
  };
}
