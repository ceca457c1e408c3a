import type { StepRef, Waiting } from './plan.ts';
import type { Asked, FailureClass } from './resource-type.ts';

/** What a run tells its listener while it goes. The engine emits these and never prints. */
export type RunEvent =
  /** The state as the run found it: `serial` is absent where there is none yet; `open` counts what is left open. */
  | {
      readonly kind: 'state-read';
      readonly serial?: number;
      readonly lineage?: string;
      readonly open: number;
    }
  | { readonly kind: 'recovering'; readonly step: StepRef; readonly id: string }
  | { readonly kind: 'walk-started'; readonly steps: readonly StepRef[] }
  | { readonly kind: 'step-started'; readonly step: StepRef; readonly expectedSeconds: number }
  | { readonly kind: 'step-waiting'; readonly step: StepRef; readonly missing: readonly string[] }
  /** A person has to act first: the step, and what waits for it, is left for another run. */
  | { readonly kind: 'step-held'; readonly step: StepRef; readonly missing: readonly string[] }
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
  /** `refused`: acrctl itself would not go on; else as for `CloudError.failure`. */
  readonly kind: FailureClass | 'refused';
  /** ARM's code, or an `ACR` code of ours. */
  readonly code: string;
  /** The codes inside ARM's answer, outermost first. */
  readonly innerCodes: readonly string[];
  readonly message: string;
  /** What to do, in full sentences. */
  readonly hint?: string;
  /** What the step was to do, and to which object. */
  readonly action: 'create' | 'update' | 'delete';
  /** For people: `private endpoint`. */
  readonly label: string;
  readonly id: string;
  /** The request that failed; absent where none was sent. */
  readonly asked?: Asked;
  readonly status?: number;
  readonly requestId?: string;
  readonly correlationId?: string;
  readonly attempts: number;
  readonly elapsedMs: number;
  /** Azure may still be working on it; the journal keeps the operation and the next apply follows it. */
  readonly stillRunning: boolean;
}

export interface FailedStep {
  readonly step: StepRef;
  readonly failure: StepFailure;
  /** The steps that were not started since they wait for this one, directly or not. */
  readonly held: readonly StepRef[];
}

/** What an apply did, in the end. */
export interface RunOutcome {
  readonly done: readonly StepRef[];
  readonly failed: readonly FailedStep[];
  /** Waited for a step that failed, or the run ended first. */
  readonly notStarted: readonly StepRef[];
  /** Begun when the run ended; the next apply reads back what became of them. */
  readonly cutOff: readonly StepRef[];
  /** Who has to act before all of the file holds. */
  readonly waiting: readonly Waiting[];
  readonly interrupted: boolean;
  readonly stateSerial: number;
  readonly counts: {
    readonly created: number;
    readonly updated: number;
    readonly replaced: number;
    readonly deleted: number;
  };
}
