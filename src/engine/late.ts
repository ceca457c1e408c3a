import type { Address } from '../core/address.ts';
import type { LateValue, Resource } from '../core/desired.ts';
import type { RunEvent } from '../core/event.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { isAtOrBelow, setPath } from '../core/path.ts';
import type { Cloud, LiveObjects, ResourceType } from '../core/resource-type.ts';
import type { Clock } from '../core/world.ts';
import { overlay, selectPaths } from './diff.ts';
import type { PlannedStep } from './steps.ts';

/** A managed body as far as it can be said now. */
export interface Filled {
  readonly managed: JsonObject;
  /** What is known only once the objects that tell it are made. */
  readonly unknown: readonly LateValue[];
}

/** Puts in the values that are known: told by an object that is there, and that no step of the plan makes (again). */
export function fillIn(
  { managed, late = [], ignore }: Resource,
  live: LiveObjects,
  fold: (id: string) => string,
  made: ReadonlySet<Address>,
): Filled {
  let body = managed;
  const unknown: LateValue[] = [];
  for (const value of late.filter(({ path }) => !ignore.some((each) => isAtOrBelow(path, each)))) {
    const source = live.get(fold(value.source.id));
    const told = source && value.read(source.body);
    if (told === undefined || value.madeBy.some((address) => made.has(address))) unknown.push(value);
    else body = setPath(body, value.path, told);
  }
  return { managed: body, unknown };
}

export interface LateContext {
  readonly cloud: Pick<Cloud, 'refresh' | 'fold'>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
}

export type LateOutcome =
  | { readonly known: true; readonly values: readonly { readonly path: string; readonly value: Json }[] }
  | { readonly known: false; readonly missing: readonly string[] };

/** How long after the steps that make it an object may take to tell a value: addresses follow a replica by themselves. */
const TOLD_WITHIN_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/** Reads the values of a step from the objects that tell them, again while one does not yet, in bounds. */
export async function lateValues(step: PlannedStep, context: LateContext): Promise<LateOutcome> {
  const { cloud, clock, signal } = context;
  const deadline = clock.monotonicMs() + TOLD_WITHIN_MS;
  const targets = step.late.map(({ source }) => source);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const live = await cloud.refresh(targets, new Set(targets.map(({ id }) => id)), signal);
    const read = step.late.map((late) => {
      const source = live.get(cloud.fold(late.source.id));
      return { late, value: source && late.read(source.body) };
    });
    const values = read.flatMap(({ late: { path }, value }) =>
      value === undefined ? [] : [{ path, value }],
    );
    if (values.length === step.late.length) return { known: true, values };
    const missing = read
      .filter(({ value }) => value === undefined)
      .map(({ late }) => `${late.shown} is not there yet`);
    if (clock.monotonicMs() + pauseMs > deadline) return { known: false, missing };
    context.emit({ kind: 'step-waiting', step: step.ref, missing });
    await clock.sleep(pauseMs, signal);
  }
}

/** The step as it would have been planned had the values been known. */
export function withValues(
  step: PlannedStep,
  values: readonly { readonly path: string; readonly value: Json }[],
  type: Pick<ResourceType, 'normalise'>,
): PlannedStep {
  const put = (body: JsonObject) => values.reduce((all, { path, value }) => setPath(all, path, value), body);
  const wire = put(step.wire);
  const creation = put(step.creation);
  const told = selectPaths(
    type.normalise(wire),
    values.map(({ path }) => path),
  );
  const { entry } = step;
  return {
    ...step,
    wire,
    creation,
    after: step.action === 'create' ? type.normalise(creation) : overlay(step.after, told),
    ...(entry && { entry: { ...entry, applied: overlay(entry.applied, told) } }),
    late: [],
  };
}
