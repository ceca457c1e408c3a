import { type Address, formatAddress, parseAddress } from '../core/address.ts';
import type { Change, Plan, StepName, StepRef } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { type ChangeKind, kindOf, symbolOf } from './change-kinds.ts';
import { shortStepNames } from './step-names.ts';

/** The steps of a plan and what waits for what, for those who draw them; texts are fit to be shown. */
export interface StepGraph {
  /** By the entry at the top of the file that the steps belong to, in the order of the plan. */
  readonly groups: readonly StepGroup[];
  /** The least that says what waits for what: edges that follow from others are left out. */
  readonly edges: readonly StepEdge[];
}

export interface StepGroup {
  readonly entry: Address;
  readonly nodes: readonly StepNode[];
}

export interface StepNode {
  /** Unlike that of every other node: `ADDRESS/step`, or the address of a change that is refused before its steps. */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly isBlocked: boolean;
  /** Mark and short name, and under it what is refused. */
  readonly lines: readonly string[];
}

/** `before` must be done before `after`. */
export interface StepEdge {
  readonly before: string;
  readonly after: string;
}

export function stepGraph({ changes }: Plan): StepGraph {
  const short = shortStepNames(
    changes.flatMap(({ address, steps }) => steps.map((step) => refOf(address, step))),
  );
  const groups = Map.groupBy(changes.filter(isDrawn), ({ address }) => entryOf(address));
  return {
    groups: [...groups].map(([entry, members]) => ({
      entry: escapeUnprintable(entry),
      nodes: members.flatMap((change) => nodesOf(change, short)),
    })),
    edges: edgesOf(changes),
  };
}

/** What only the state takes down has no step. */
function isDrawn({ steps, blocked }: Change): boolean {
  return steps.length > 0 || blocked !== undefined;
}

function entryOf(address: Address): Address {
  return formatAddress(parseAddress(address)?.slice(0, 2) ?? [address]);
}

function nodesOf(change: Change, short: (ref: StepRef) => string): readonly StepNode[] {
  const { address, steps } = change;
  if (steps.length === 0) return [nodeOf(change, address, address)];
  return steps.map((step) => {
    const ref = refOf(address, step);
    // Beside its deletion the plain write says what it is.
    const isSecond = step.name === 'write' && steps.length > 1;
    return nodeOf(change, ref, isSecond ? `${short(ref)} (write)` : short(ref));
  });
}

function nodeOf(change: Change, id: string, name: string): StepNode {
  const { actions, blocked } = change;
  const kind = kindOf(actions);
  const refusal = blocked === undefined ? [] : [`${kind} BLOCKED: ${blocked.code}`];
  const lines = [`${symbolOf(change)} ${name}`, ...refusal].map(escapeUnprintable);
  return { id: escapeUnprintable(id), kind, isBlocked: blocked !== undefined, lines };
}

function edgesOf(changes: readonly Change[]): readonly StepEdge[] {
  const steps = changes.flatMap(({ address, steps }) =>
    steps.map((step) => ({ ref: refOf(address, step), dependsOn: step.dependsOn })),
  );
  const known = new Set(steps.map(({ ref }) => ref));
  const waits = new Map(
    steps.map(({ ref, dependsOn }) => [ref, dependsOn.filter((each) => each !== ref && known.has(each))]),
  );
  return [...waits].flatMap(([after, needed]) =>
    withoutImplied(needed, waits).map((before) => ({
      before: escapeUnprintable(before),
      after: escapeUnprintable(after),
    })),
  );
}

/** Whatever one of the others waits for, directly or not, goes without saying. */
export function withoutImplied<Ref extends string>(
  needed: readonly Ref[],
  waits: ReadonlyMap<Ref, readonly Ref[]>,
): readonly Ref[] {
  if (needed.length < 2) return needed;
  const implied = new Set<Ref>();
  const open = needed.flatMap((ref) => waits.get(ref) ?? []);
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (implied.has(ref)) continue;
    implied.add(ref);
    open.push(...(waits.get(ref) ?? []));
  }
  return needed.filter((ref) => !implied.has(ref));
}

function refOf(address: Address, { name }: { readonly name: StepName }): StepRef {
  return `${address}/${name}`;
}
