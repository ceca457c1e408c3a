import type { StepRef } from '../core/plan.ts';
import type { ShownChange } from './shown-change.ts';
import { withoutImplied } from './step-graph.ts';
import { kindNamed } from './step-names.ts';
import type { ScheduledStep } from './step-schedule.ts';

/** One box of the drawing: a step, or several of one kind that stand at the same place in the order. */
export interface DrawnBox {
  readonly steps: readonly ScheduledStep[];
  /** What is in the box, where it is more than one step. */
  readonly kind: string;
}

export interface DrawnSteps {
  readonly boxes: readonly DrawnBox[];
  /** From box to box, by their places in `boxes`. */
  readonly edges: readonly (readonly [number, number])[];
}

/**
 * The boxes and arrows of a drawing that stays readable: each step its own where they are few, else steps of one kind
 * together that wait for the same kinds of steps, and where those are still too many, all of one kind and rank.
 */
export function drawnSteps(
  steps: readonly ScheduledStep[],
  changes: readonly ShownChange[],
  mostBoxes = MOST_BOXES,
): DrawnSteps {
  const ways = [singly, together, byRank];
  for (const way of ways) {
    const boxOf = way(steps, changes);
    if (new Set(boxOf.values()).size <= mostBoxes || way === byRank) return boxed(steps, changes, boxOf);
  }
  return { boxes: [], edges: [] };
}

/** So many fit on a screen or two. */
const MOST_BOXES = 60;

type Boxing = ReadonlyMap<StepRef, string>;

function singly(steps: readonly ScheduledStep[]): Boxing {
  return new Map(steps.map(({ ref }) => [ref, ref]));
}

function together(steps: readonly ScheduledStep[], changes: readonly ShownChange[]): Boxing {
  const boxOf = new Map<StepRef, string>();
  const numbers = new Map<string, number>();
  for (const step of steps.toSorted((a, b) => a.rank - b.rank)) {
    const before = [...new Set(step.waitsFor.map((ref) => boxOf.get(ref) ?? ''))].sort();
    const box = `${lookOf(step, changes)} after ${before.join(' ')}`;
    // A box by its number: names made of names of boxes would grow without end.
    const number = numbers.get(box) ?? numbers.size;
    numbers.set(box, number);
    boxOf.set(step.ref, `${number}`);
  }
  return boxOf;
}

function byRank(steps: readonly ScheduledStep[], changes: readonly ShownChange[]): Boxing {
  return new Map(steps.map((step) => [step.ref, `${step.rank} ${lookOf(step, changes)}`]));
}

function lookOf(step: ScheduledStep, changes: readonly ShownChange[]): string {
  const change = changes[step.change];
  return [kindOfStep(step, changes), step.name, change?.kind, change?.block !== undefined].join(' ');
}

function kindOfStep({ address, change }: ScheduledStep, changes: readonly ShownChange[]): string {
  return kindNamed(address) ?? changes[change]?.type.split('/').at(-1) ?? '';
}

function boxed(steps: readonly ScheduledStep[], changes: readonly ShownChange[], boxOf: Boxing): DrawnSteps {
  const groups = [...Map.groupBy(steps, ({ ref }) => boxOf.get(ref) ?? ref)];
  const numbers = new Map(groups.map(([box], index) => [box, index]));
  const numberOf = (ref: StepRef) => numbers.get(boxOf.get(ref) ?? ref) ?? 0;
  const waits = new Map(
    groups.map(([, members], index) => [
      `${index}`,
      [...new Set(members.flatMap(({ waitsFor }) => waitsFor.map((ref) => `${numberOf(ref)}`)))].filter(
        (each) => each !== `${index}`,
      ),
    ]),
  );
  return {
    boxes: groups.map(([, members]) => ({
      steps: members,
      kind: members[0] === undefined ? '' : kindOfStep(members[0], changes),
    })),
    edges: [...waits].flatMap(([after, needed]) =>
      withoutImplied(needed, waits).map((before) => [Number(before), Number(after)] as const),
    ),
  };
}
