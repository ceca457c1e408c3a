import type { Address } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { Compiled } from '../core/desired.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { isAtOrBelow } from '../core/path.ts';
import type { PlanOptions, StepRef } from '../core/plan.ts';
import type { Cloud } from '../core/resource-type.ts';
import { counted, enumerate } from '../core/wording.ts';
import { isUnchanged } from './classify.ts';
import type { Draft } from './draft.ts';
import { type Edge, withFollowers } from './graph.ts';
import { edgesOf, type PlannedStep, stepsOf } from './steps.ts';

/** What of a plan is done. */
export interface Selection {
  /** Drafts that differ and are brought to what is wanted. */
  readonly done: readonly Draft[];
  /** Drafts that differ and stay as they are, in Azure and in the state. */
  readonly left: readonly Draft[];
  /** False for the address of a draft that the options leave aside, whether or not anything differs there. */
  isChosen(address: Address): boolean;
}

export interface SelectionInput {
  readonly options: Pick<PlanOptions, 'target' | 'exclude'>;
  readonly order: Compiled['order'];
  readonly cloud: Pick<Cloud, 'fold'>;
}

/**
 * Chooses along the edges of the plan itself, as OpenTofu does (internal/tofu/transform_targets.go). `--target` takes
 * what it names, everything below that, and whatever has to be done before: what an object depends on, and before it
 * is deleted what still stands on it. `--exclude` leaves aside what it names, everything below that, and whatever
 * would have to come after; it wins over `--target`.
 */
export function select(drafts: readonly Draft[], input: SelectionInput): Selection {
  const { target, exclude } = input.options;
  const differing = drafts.filter((draft) => !isUnchanged(draft));
  if (target.length + exclude.length === 0) return { done: differing, left: [], isChosen: () => true };
  const steps = differing.flatMap(stepsOf);
  const unwanted = withFollowers(
    addressesAt(drafts, exclude),
    addressEdges(drafts, steps.map(withoutGate), input),
  );
  // What comes along does so for the sake of what is named: of what is left aside nothing comes along.
  const named = addressesAt(drafts, target).filter((address) => !unwanted.has(address));
  const wanted =
    target.length === 0
      ? undefined
      : withFollowers(named, reversed(addressEdges(drafts, steps, withoutMereOrder(input))));
  const known = new Set(drafts.map(({ address }) => address));
  const isChosen = (address: Address) =>
    !known.has(address) || (wanted?.has(address) !== false && !unwanted.has(address));
  const { done = [], left = [] } = Object.groupBy(differing, ({ address }) =>
    isChosen(address) ? 'done' : 'left',
  );
  return { done, left, isChosen };
}

/** One line for what is left aside, so that nobody takes a short plan for the whole. */
export function leftAside(
  { left }: Selection,
  { target, exclude }: SelectionInput['options'],
): readonly Diagnostic[] {
  if (left.length === 0) return [];
  const named = left.slice(0, MOST_NAMED).map(({ address }) => address);
  const others = left.length - named.length;
  const names = others === 0 ? enumerate(named) : `${named.join(', ')} and ${others} more`;
  const count = counted(left.length, 'address with differences is', 'addresses with differences are');
  const told = [target.length > 0 && '--target', exclude.length > 0 && '--exclude'].filter(
    (name) => name !== false,
  );
  return [
    diagnose('ACR2061', {
      severity: 'warning',
      detail: `${count} left aside, as ${told.join(' and ')} ${told.length === 1 ? 'says' : 'say'}: ${names}.`,
      hint: 'A plan without these options shows what is left to do.',
    }),
  ];
}

const MOST_NAMED = 5;

/** A name stands for the entry there and all below; an object that moves is found by its old address too. */
function addressesAt(drafts: readonly Draft[], names: readonly Address[]): readonly Address[] {
  const isNamed = (address: Address | undefined) =>
    address !== undefined && names.some((name) => isAtOrBelow(address, name));
  return drafts
    .filter(({ address, entry }) => isNamed(address) || isNamed(entry?.address))
    .map(({ address }) => address);
}

/** What its requirement looks at is asked whole just before the step, whoever brought it about. */
function withoutGate(step: PlannedStep): PlannedStep {
  return step.requires.length === 0 ? step : { ...step, runsAfter: [] };
}

/** Nothing is deleted for the sake of what goes after it only where both go: a link after the endpoints it shows. */
function withoutMereOrder(input: SelectionInput): SelectionInput {
  const isDelete = (ref: StepRef) => ref.endsWith('/delete');
  return {
    ...input,
    order: input.order.filter(({ before, after }) => !(isDelete(before) && isDelete(after))),
  };
}

function addressEdges(
  drafts: readonly Draft[],
  steps: readonly PlannedStep[],
  { order, cloud }: SelectionInput,
): readonly Edge<Address>[] {
  // An object that is as it should be has no step, and still stands between those before and after it.
  const known = new Set<StepRef>([
    ...steps.map(({ ref }) => ref),
    ...drafts.flatMap(({ resource, address }): StepRef[] => (resource ? [`${address}/write`] : [])),
  ]);
  const ofSteps = edgesOf(drafts, steps, order, cloud)
    .filter(({ before, after }) => known.has(before) && known.has(after))
    .map(({ before, after }) => ({ before: addressOf(before), after: addressOf(after) }));
  return [...ofSteps, ...drafts.flatMap(cascadeEdges), ...drafts.flatMap(lateEdges), ...placeEdges(drafts)];
}

/** What is made again together is made again all or not at all. */
function cascadeEdges({ address, madeAgainWith = [] }: Draft): readonly Edge<Address>[] {
  return madeAgainWith.flatMap((origin) => [
    { before: address, after: origin },
    { before: origin, after: address },
  ]);
}

/** A value that this plan makes known comes with the objects that tell it. */
function lateEdges({ address, unknown }: Draft): readonly Edge<Address>[] {
  return unknown.flatMap(({ madeBy }) => madeBy.map((before) => ({ before, after: address })));
}

/** The state takes an object in at an address only once the one that it holds there is moved or gone. */
function placeEdges(drafts: readonly Draft[]): readonly Edge<Address>[] {
  const holders = new Map(drafts.flatMap((draft) => (draft.entry ? [[draft.entry.address, draft]] : [])));
  return drafts.flatMap(({ address, nextEntry }) => {
    const holder = nextEntry && holders.get(address);
    return holder === undefined || holder.address === address
      ? []
      : [{ before: holder.address, after: address }];
  });
}

function reversed(edges: readonly Edge<Address>[]): readonly Edge<Address>[] {
  return edges.map(({ before, after }) => ({ before: after, after: before }));
}

function addressOf(ref: StepRef): Address {
  return ref.slice(0, ref.lastIndexOf('/'));
}
