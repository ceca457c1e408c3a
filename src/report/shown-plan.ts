import type { Address } from '../core/address.ts';
import type { Drift, Plan, StepRef } from '../core/plan.ts';
import { counted, duration, escapeUnprintable } from '../core/wording.ts';
import type { ChangeKind } from './change-kinds.ts';
import {
  type ShownChange,
  type ShownOutput,
  type ShownValue,
  shownChanges,
  shownOutputs,
  type Words,
} from './shown-change.ts';
import { shortStepNames } from './step-names.ts';
import { type Shower, showerOf } from './values.ts';

/** A plan in the words that every report has for it, in the order of the document; see `ShownChange`. */
export interface ShownPlan {
  readonly stack: string;
  readonly subscriptions: readonly string[];
  /** `state: serial 7`, or that there is none. */
  readonly state: string;
  readonly changes: readonly ShownChange[];
  readonly drift: readonly ShownDrift[];
  /** One sentence that names every object that was changed outside; empty where none was. */
  readonly driftNote: string;
  /** Who has to act, one sentence each. */
  readonly waiting: readonly string[];
  /** Of each kind of change; empty where there is none at all. */
  readonly counts: readonly ShownCount[];
  /** `Plan: 8 to create, …`, or that there is nothing to do. */
  readonly verdict: string;
  /** How long it takes and what decides that; empty where it takes no time. */
  readonly time: string;
}

export interface ShownCount {
  readonly what: ChangeKind | 'blocked';
  readonly number: number;
  /** `8 to create` */
  readonly text: string;
}

export interface ShownDrift {
  readonly address: Address;
  readonly symbol: string;
  /** Empty where the values say it. */
  readonly word: string;
  readonly values: readonly ShownValue[];
}

export function shownPlan(plan: Plan): ShownPlan {
  const { stack, bindings, changes, drift, waiting } = plan;
  const words = wordsOf(plan);
  const counts = changes.length === 0 ? [] : countsOf(plan);
  return {
    stack: escapeUnprintable(stack),
    subscriptions: bindings.subscriptions.map(escapeUnprintable),
    state: bindings.state === null ? 'no state yet' : `state: serial ${bindings.state.serial}`,
    changes: shownChanges(plan, words),
    drift: drift.map((each) => shownDrift(each, words.show)),
    driftNote: driftNote(plan, words.show),
    waiting: waiting.map(({ address, waitsFor }) => escapeUnprintable(`${address} waits for ${waitsFor}.`)),
    counts,
    verdict: changes.length === 0 ? nothingText(plan) : `Plan: ${counts.map(({ text }) => text).join(', ')}.`,
    time: timeText(plan, words),
  };
}

/** All values for people and scripts, also of what does not change. */
export function allOutputs({ outputs }: Plan): readonly {
  readonly address: Address;
  readonly values: readonly ShownOutput[];
}[] {
  return Object.entries(outputs)
    .map(([address, named]) => ({ address: escapeUnprintable(address), values: shownOutputs(named) }))
    .toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

/** What the objects and steps of a plan are called in it. */
export function wordsOf(plan: Plan): Words {
  const short = shortStepNames(stepsIn(plan));
  return { show: showerOf(knownIn(plan)), short: (ref) => escapeUnprintable(short(ref)) };
}

/** The objects of the plan whose ids it tells. */
function knownIn({
  changes,
  drift,
  moves,
}: Plan): readonly { readonly address: Address; readonly id: string }[] {
  return [...drift, ...moves.map(({ to, id }) => ({ address: to, id })), ...changes];
}

function stepsIn(plan: Plan): readonly StepRef[] {
  return plan.changes.flatMap(({ address, steps }) => steps.map(({ name }): StepRef => `${address}/${name}`));
}

function shownDrift({ address, kind, paths }: Drift, show: Shower): ShownDrift {
  return {
    address: escapeUnprintable(address),
    symbol: { changed: '~', gone: '-', recreated: '!' }[kind],
    word: { changed: '', gone: 'gone', recreated: 'deleted and made again' }[kind],
    values: paths.map(({ path, applied, live }) => ({
      name: show.path(path),
      was: show.value(applied, path),
      is: show.value(live, path),
    })),
  };
}

function driftNote({ drift, bindings }: Plan, show: Shower): string {
  if (drift.length === 0) return '';
  const since = bindings.state === null ? '' : ` since serial ${bindings.state.serial}`;
  const names = drift.map((each) => each.address + driftHint(each, show)).join(', ');
  return escapeUnprintable(`${counted(drift.length, 'object')} changed outside acrctl${since}: ${names}.`);
}

function driftHint(drift: Drift, show: Shower): string {
  if (drift.kind !== 'changed') return ` (${drift.kind})`;
  return ` (${drift.paths.map(({ path }) => show.path(path)).join(', ')})`;
}

/** The four kinds always, the others where there are any. */
function countsOf({ summary, changes }: Plan): readonly ShownCount[] {
  const { create, update, replace, delete: gone, noop } = summary;
  const blocked = changes.filter((change) => change.blocked !== undefined).length;
  const counts: readonly (readonly [ShownCount['what'], number, string])[] = [
    ['create', create, 'to create'],
    ['update', update, 'to update'],
    ['replace', replace, 'to replace'],
    ['delete', gone, 'to delete'],
    ...(noop > 0 ? [['no-op', noop, 'in the state only'] as const] : []),
    ...(blocked > 0 ? [['blocked', blocked, 'blocked'] as const] : []),
  ];
  return counts.map(([what, number, words]) => ({ what, number, text: `${number} ${words}` }));
}

function timeText({ changes, estimate }: Plan, { short }: Words): string {
  if (changes.length === 0 || estimate.seconds === 0) return '';
  const path = estimate.longestPath.map(short).join(', ');
  return escapeUnprintable(`About ${duration(estimate.seconds)}; longest path: ${path}.`);
}

function nothingText({ bindings, waiting }: Plan): string {
  const { destroy, target, exclude } = bindings.options;
  const isPart = target.length + exclude.length > 0;
  if (destroy)
    return isPart ? 'Nothing to remove in this part.' : 'Nothing to remove: the state holds no object.';
  if (isPart) return 'No changes. This is a part of the configuration only.';
  return waiting.length === 0
    ? 'No changes. Azure is as the configuration says.'
    : 'No changes. All else is as the configuration says.';
}
