import type { StepFailure } from '../core/event.ts';
import type { Asked, Cloud, CloudError } from '../core/resource-type.ts';
import type { PlannedStep } from './steps.ts';

/** What became of a step. */
export type StepResult =
  | { readonly kind: 'done'; readonly sent: boolean }
  | { readonly kind: 'failed'; readonly failure: StepFailure }
  /** Somebody has to act first: nothing was sent, and nothing is wrong. */
  | { readonly kind: 'held'; readonly missing: readonly string[] }
  /** The run ended first, and Azure has certainly done nothing. */
  | { readonly kind: 'not-sent' };

/** How often and how long a step was tried. */
export type History = Pick<StepFailure, 'attempts' | 'elapsedMs'>;

/** The step failed with what Azure said; `sent` is the request that it sent last, where the error names none. */
export function failed(
  step: PlannedStep,
  cloud: Pick<Cloud, 'type'>,
  error: CloudError,
  about: History & { readonly stillRunning?: boolean },
  sent?: Asked,
): StepResult {
  const { hint, status, requestId, correlationId } = error;
  const asked = error.asked ?? sent;
  return {
    kind: 'failed',
    failure: {
      kind: error.failure,
      code: error.armCode,
      innerCodes: error.innerCodes,
      message: error.message,
      ...(hint !== undefined && { hint }),
      ...subjectOf(step, cloud),
      ...(asked !== undefined && { asked }),
      ...(status !== undefined && { status }),
      ...(requestId !== undefined && { requestId }),
      ...(correlationId !== undefined && { correlationId }),
      stillRunning: false,
      ...about,
    },
  };
}

/** acrctl itself would not take the step. */
export function refused(
  step: PlannedStep,
  cloud: Pick<Cloud, 'type'>,
  { code, message, hint }: { readonly code: string; readonly message: string; readonly hint: string },
  about: History,
): StepResult {
  const words = { kind: 'refused', code, innerCodes: [], message, hint, stillRunning: false } as const;
  return { kind: 'failed', failure: { ...words, ...subjectOf(step, cloud), ...about } };
}

function subjectOf({ action, type, id }: PlannedStep, cloud: Pick<Cloud, 'type'>) {
  return { action, label: cloud.type(type).label, id };
}
