import type { Requirement, Verdict } from '../core/desired.ts';
import type { Cloud } from '../core/resource-type.ts';
import type { Clock } from '../core/world.ts';

export interface RequirementContext {
  readonly cloud: Cloud;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told each time the answer is "not yet", with what is missing. */
  waiting(missing: readonly string[]): void;
}

export type RequirementOutcome =
  | { readonly met: true }
  /** `person`: somebody has to act, and nothing is wrong. */
  | { readonly met: false; readonly person: boolean; readonly missing: readonly string[] };

/** Asks every requirement of a step in turn, each again while it says "not yet", up to its bound. */
export async function awaitRequirements(
  requirements: readonly Requirement[],
  context: RequirementContext,
): Promise<RequirementOutcome> {
  for (const requirement of requirements) {
    const outcome = await awaitRequirement(requirement, context);
    if (!outcome.met) return outcome;
  }
  return { met: true };
}

async function awaitRequirement(
  requirement: Requirement,
  context: RequirementContext,
): Promise<RequirementOutcome> {
  const deadline = context.clock.monotonicMs() + requirement.boundMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const verdict = await ask(requirement, context);
    if (verdict.answer === 'met') return { met: true };
    const isOver = verdict.answer !== 'not-yet' || context.clock.monotonicMs() + pauseMs > deadline;
    if (isOver) return { met: false, person: verdict.answer === 'person', missing: verdict.missing };
    context.waiting(verdict.missing);
    await context.clock.sleep(pauseMs, context.signal);
  }
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

async function ask(requirement: Requirement, context: RequirementContext): Promise<Verdict> {
  // Whatever a check looks at is in the plan's past: one answer of 404 must not fail the step for good (I-17).
  const expected = new Set(requirement.targets.map((target) => target.id));
  const live = await context.cloud.refresh(requirement.targets, expected, context.signal);
  return requirement.decide(live);
}
