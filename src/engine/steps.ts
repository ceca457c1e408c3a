import type { LateValue, Requirement, Stage } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import { isAtOrBelow, leafPaths, overlaps } from '../core/path.ts';
import type { StepName, StepRef } from '../core/plan.ts';
import type { Cloud } from '../core/resource-type.ts';
import type { SecretValue } from '../core/secret.ts';
import type { StateEntry } from '../core/state.ts';
import { differences, overlay, restrict, selectPaths, withoutPaths } from './diff.ts';
import type { Draft } from './draft.ts';
import type { Edge } from './graph.ts';
import { ancestorsOf } from './ids.ts';

/** One step as apply performs it; `core/plan.ts` `Step` is the part of it that people see. */
export interface PlannedStep {
  readonly ref: StepRef;
  readonly address: string;
  readonly name: StepName;
  readonly action: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly id: string;
  /** The managed body of this step in wire form; with defaults for a create; empty for a delete. */
  readonly wire: JsonObject;
  /** The body to create the object with, should it turn out that it has to be made again. */
  readonly creation: JsonObject;
  readonly paths: readonly string[];
  readonly removed: readonly string[];
  /** Normalised values at `paths` that the plan expects to find just before, and those it writes. */
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly requires: readonly Requirement[];
  /** Values of the bodies that are read just before, and stand in none here; `paths` has those that this step writes. */
  readonly late: readonly LateValue[];
  /** Values of a PUT of this step that stand in none of the bodies. */
  readonly secrets: readonly SecretValue[];
  /** Steps of other addresses, by the stage that asked; the edges of dependencies come on top. */
  readonly runsAfter: readonly StepRef[];
  /** The entry that stood in the state before the run. */
  readonly priorEntry?: StateEntry;
  /** What the state holds once this step is settled; absent for a delete. */
  readonly entry?: StateEntry;
  /** True where the object may be left over from an attempt that failed or never ended. */
  readonly repair: boolean;
  /** True where an earlier step of this run writes the same object: Azure may fill in more in answer to that. */
  readonly follows?: boolean;
  /** True where the file says that what is there may be taken over. */
  readonly adopts?: boolean;
  /** True where an allowance lets the delete take along what others put into the object. */
  readonly takesContents?: boolean;
  /** True where what is deleted was never made, as the plan saw it: nobody was asked whether more than that may go. */
  readonly leftover?: boolean;
}

/** The steps of one draft, in their order. */
export function stepsOf(draft: Draft): readonly PlannedStep[] {
  switch (draft.actions[0]) {
    case 'no-op':
      return [];
    case 'create':
      return [createStep(draft)];
    case 'delete':
      return draft.actions.length === 2 ? [deleteStep(draft), createStep(draft)] : [deleteStep(draft)];
    case 'update':
      return draft.blocked === undefined ? updateSteps(draft) : [];
  }
}

function createStep(draft: Draft): PlannedStep {
  const creation = creationBody(draft);
  return {
    ...stepBase(draft, 'write'),
    action: 'create',
    wire: creation,
    after: draft.type.normalise(creation),
    requires: draft.resource?.requires ?? [],
    late: draft.unknown,
    ...(draft.nextEntry && { entry: draft.nextEntry }),
  };
}

function deleteStep(draft: Draft): PlannedStep {
  const id = draft.entry?.id ?? draft.id;
  const isLeftover = draft.live !== undefined && draft.type.neverMade?.(draft.live.body) === true;
  const step = { ...stepBase(draft, 'delete'), id, action: 'delete', repair: false } as const;
  return isLeftover ? { ...step, leftover: true } : step;
}

function updateSteps(draft: Draft): readonly PlannedStep[] {
  const stages: readonly Stage[] = draft.resource?.stages ?? [{ name: 'write' }];
  const claimed = stages.flatMap((stage) => stage.paths ?? []);
  const removing = stages.flatMap((stage) => stage.removes ?? []);
  const steps: PlannedStep[] = [];
  let current = draft.liveForm ?? {};
  for (const stage of stages) {
    const step = updateStep(draft, stage, { claimed, removing }, current);
    current = overlay(current, step.after);
    if (isNeeded(draft, step)) steps.push(steps.length === 0 ? step : { ...step, follows: true });
  }
  return withEntries(draft, withLateBefore(steps));
}

/** What an earlier step wrote of such values stands in the entry of a later one, too, which reads them again for that. */
function withLateBefore(steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const before: LateValue[] = [];
  return steps.map((step) => {
    const late = [...before, ...step.late];
    before.push(...step.late);
    return { ...step, late };
  });
}

/** What stages name: values, and entries that go. The stage that names nothing takes the rest. */
interface Named {
  readonly claimed: readonly string[];
  readonly removing: readonly string[];
}

function updateStep(
  draft: Draft,
  stage: Stage,
  { claimed, removing }: Named,
  current: JsonObject,
): PlannedStep {
  const wire = stage.interim === undefined ? draft.managed : overlay(draft.managed, stage.interim);
  const target =
    stage.interim === undefined
      ? draft.wanted
      : withoutPaths(draft.type.normalise(wire), draft.resource?.ignore ?? []);
  const isMain = stage.paths === undefined;
  const wanted = isMain ? withoutPaths(target, claimed) : selectPaths(target, stage.paths);
  const late = draft.unknown.filter(({ path }) => within(path, stage, claimed));
  const found = [
    ...differences(wanted, current, draft.type.ownedByEntry),
    ...late.map(({ path }) => path),
  ].filter((path) => within(path, stage, claimed));
  const paths = found.length === 0 && draft.reason === 'failed' ? leafPaths(wanted) : found;
  const removed = draft.removed.filter(
    (path) => isIn(path, stage.removes ?? []) || (isMain && !isIn(path, removing)),
  );
  return {
    ...stepBase(draft, stage.name),
    action: 'update',
    wire,
    paths,
    removed,
    before: restrict(current, [], [...paths, ...removed]),
    after: wanted,
    late,
    requires: [...(isMain ? (draft.resource?.requires ?? []) : []), ...(stage.requires ?? [])],
    runsAfter: stage.after ?? [],
  };
}

function within(path: string, stage: Stage, claimed: readonly string[]): boolean {
  return stage.paths === undefined
    ? !isIn(path, claimed)
    : stage.paths.some((prefix) => overlaps(path, prefix));
}

function isIn(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => isAtOrBelow(path, prefix));
}

function isNeeded(draft: Draft, step: PlannedStep): boolean {
  if (step.paths.length + step.removed.length > 0) return true;
  return step.name === 'write' && (draft.reason === 'unfinished' || draft.reason === 'failed');
}

/**
 * What the state holds after each step: all of `nextEntry` after the last, and before that what was applied so
 * far with what the step wrote put over it, so that a run that ends between two steps leaves a plain difference.
 */
function withEntries(draft: Draft, steps: readonly PlannedStep[]): readonly PlannedStep[] {
  const next = draft.nextEntry;
  if (next === undefined) return steps;
  let applied = draft.entry?.applied ?? {};
  return steps.map((step, index) => {
    if (index === steps.length - 1) return { ...step, entry: next };
    applied = overlay(applied, step.after);
    return { ...step, entry: { ...next, applied } };
  });
}

function stepBase(draft: Draft, name: StepName) {
  return {
    ref: `${draft.address}/${name}` as StepRef,
    address: draft.address,
    name,
    type: draft.type.type,
    id: draft.id,
    wire: {},
    creation: creationBody(draft),
    paths: [] as readonly string[],
    removed: [] as readonly string[],
    before: {},
    after: {},
    requires: [] as readonly Requirement[],
    late: [] as readonly LateValue[],
    secrets: draft.resource?.secrets ?? [],
    runsAfter: [] as readonly StepRef[],
    ...(draft.entry && { priorEntry: draft.entry }),
    ...(draft.resource?.adopt === true && { adopts: true }),
    repair: draft.reason === 'unfinished' || draft.reason === 'failed',
  };
}

function creationBody(draft: Draft): JsonObject {
  return overlay(draft.resource?.initial ?? {}, draft.made.managed);
}

/** Every order between the steps of a plan: stages of one address, dependencies, deletes, what features ask. */
export function edgesOf(
  drafts: readonly Draft[],
  steps: readonly PlannedStep[],
  order: readonly { readonly before: StepRef; readonly after: StepRef }[],
  cloud: Pick<Cloud, 'fold'>,
): readonly Edge<StepRef>[] {
  const edges: Edge<StepRef>[] = [...order, ...atNewAddresses(order, drafts)];
  const previous = new Map<string, StepRef>();
  for (const step of steps) {
    const last = previous.get(step.address);
    if (last !== undefined) edges.push({ before: last, after: step.ref });
    previous.set(step.address, step.ref);
    for (const before of step.runsAfter) edges.push({ before, after: step.ref });
  }
  for (const draft of drafts) edges.push(...dependencyEdges(draft));
  edges.push(...deleteEdges(drafts, cloud));
  return edges;
}

/** Features know what goes by the address it had; where the file gave that to another object, it stands elsewhere. */
function atNewAddresses(order: readonly Edge<StepRef>[], drafts: readonly Draft[]): readonly Edge<StepRef>[] {
  const moved = new Map<StepRef, StepRef>();
  for (const { address, movedFrom, actions } of drafts) {
    if (movedFrom !== undefined && actions[0] === 'delete')
      moved.set(`${movedFrom}/delete`, `${address}/delete`);
  }
  if (moved.size === 0) return [];
  return order.map(({ before, after }) => ({
    before: moved.get(before) ?? before,
    after: moved.get(after) ?? after,
  }));
}

/** The steps of a resource that may write a reference, or take one out. */
function referringSteps(draft: Draft): readonly StepName[] {
  const stages = draft.resource?.stages?.filter((stage) => stage.refersToNothing !== true) ?? [];
  return [...new Set<StepName>([...stages.map((stage) => stage.name), 'write'])];
}

/** Each step of a resource that may write a reference comes after the writes of what the resource depends on. */
function dependencyEdges(draft: Draft): readonly Edge<StepRef>[] {
  const own = referringSteps(draft);
  return (draft.resource?.dependsOn ?? []).flatMap((address) =>
    own.map((name) => ({
      before: `${address}/write` as StepRef,
      after: `${draft.address}/${name}` as StepRef,
    })),
  );
}

/** An object is deleted after what depended on it is deleted or has let go of it. */
function deleteEdges(drafts: readonly Draft[], cloud: Pick<Cloud, 'fold'>): readonly Edge<StepRef>[] {
  const goingAddresses = new Map(
    drafts.filter(isDeleted).map((draft) => [draft.entry?.address ?? draft.address, draft]),
  );
  const goingIds = new Map(
    [...goingAddresses.values()].map((draft) => [cloud.fold(draft.entry?.id ?? draft.id), draft]),
  );
  const edges: Edge<StepRef>[] = [];
  for (const draft of drafts) {
    const needed = (draft.entry?.dependsOn ?? []).flatMap((address) => goingAddresses.get(address) ?? []);
    const parents = ancestorsOf(cloud.fold(draft.entry?.id ?? draft.id)).flatMap(
      (id) => goingIds.get(id) ?? [],
    );
    for (const gone of new Set([...needed, ...parents])) {
      if (gone === draft) continue;
      const after: StepRef = `${gone.address}/delete`;
      if (isDeleted(draft)) edges.push({ before: `${draft.address}/delete`, after });
      else if (gone.actions.length === 1)
        for (const name of referringSteps(draft)) edges.push({ before: `${draft.address}/${name}`, after });
    }
  }
  return edges;
}

function isDeleted(draft: Draft): boolean {
  return draft.actions[0] === 'delete';
}
