import { type Address, byAddress } from '../core/address.ts';
import { hashJson } from '../core/canonical.ts';
import { diagnose } from '../core/codes.ts';
import type { Block, Compiled, CompiledOutput, Features, PriorEntry } from '../core/desired.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { BugError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { getPath, isAtOrBelow, leafPaths, setPath } from '../core/path.ts';
import type {
  Bindings,
  Change,
  Drift,
  Move,
  Output,
  Plan,
  PlanOptions,
  StepRef,
  Summary,
  Waiting,
} from '../core/plan.ts';
import type { Cloud, LiveObjects, ReadTarget } from '../core/resource-type.ts';
import type { StateEntry, StateSnapshot } from '../core/state.ts';
import { counted } from '../core/wording.ts';
import { type Bookkeeping, bookkeepingOf } from './bookkeeping.ts';
import { classify, lookedAt } from './classify.ts';
import { differences, restrict } from './diff.ts';
import { type Draft, isMade } from './draft.ts';
import { longestPath, predecessors, remainingWeight, topologicalOrder } from './graph.ts';
import { guardsOf } from './guards.ts';
import { requireAddresses } from './option-faults.ts';
import { leftAside, type Selection, select } from './selection.ts';
import { edgesOf, type PlannedStep, stepsOf } from './steps.ts';

/** Everything a plan follows from. The same inputs give the same bytes (I-10). */
export interface PlanInput<Config> {
  readonly version: string;
  readonly stack: string;
  readonly config: Config;
  readonly configHash: string;
  readonly options: PlanOptions;
  readonly snapshot: StateSnapshot | undefined;
  readonly stateHash: string | undefined;
  readonly subscriptions: readonly string[];
  readonly live: LiveObjects;
  readonly cloud: Pick<Cloud, 'type' | 'readable' | 'fold' | 'tenant'>;
  readonly features: Features<Config>;
}

/** The document, and what apply walks. */
export interface Planned {
  readonly plan: Plan;
  readonly steps: readonly PlannedStep[];
  /** What each step waits for. */
  readonly waits: ReadonlyMap<StepRef, readonly StepRef[]>;
  /** The larger, the sooner a step should start. */
  readonly urgency: ReadonlyMap<StepRef, number>;
  /** What apply writes into the state without a request to Azure. */
  readonly bookkeeping: readonly Bookkeeping[];
}

export function makePlan<Config>(input: PlanInput<Config>): Planned {
  const entries = input.snapshot?.resources ?? [];
  const prior = entries.map(priorOf);
  const configured = input.features.compile(input.config, prior, input.live);
  const compiled = input.options.destroy ? EMPTY : configured;
  const drafts = classify(compiled.resources, {
    stack: input.stack,
    cloud: input.cloud,
    live: input.live,
    entries,
    existing: configured.existing,
    destroy: input.options.destroy,
    replace: input.options.replace,
  });
  const selection = select(drafts, { ...input, order: configured.order });
  const { done: changed, left } = selection;
  requireAddresses({
    ...input,
    drafts,
    done: changed,
    configured: [...configured.resources, ...configured.existing],
    entries,
  });
  const steps = changed.flatMap(stepsOf);
  // What has to go before what holds for everything in the state, also where the file is not looked at.
  const graph = orderSteps(drafts, steps, configured.order, input.cloud);
  const review = reviewOf(changed, steps, graph.waits, input, configured);
  const { changes } = review;
  const document = {
    formatVersion: '1.0' as const,
    tool: { name: 'acrctl' as const, version: input.version },
    stack: input.stack,
    bindings: bindingsOf(input, drafts, compiled),
    changes,
    drift: drafts.flatMap(driftOf),
    moves: changed.flatMap(moveOf),
    diagnostics: [
      ...compiled.diagnostics.filter(({ address }) => address === undefined || selection.isChosen(address)),
      ...review.diagnostics,
      ...massDestruction(changes, entries.length, input.options),
      ...leftAside(selection, input.options),
    ],
    outputs: outputsOf(compiled, selection),
    waiting: waitingOf(input, changes),
    summary: summarise(changes),
    estimate: { seconds: graph.seconds, longestPath: graph.longest },
  };
  return {
    plan: { ...document, digest: hashJson(document) },
    steps: steps.map((step) => (review.emptied.has(step.address) ? { ...step, takesContents: true } : step)),
    waits: graph.waits,
    urgency: graph.urgency,
    bookkeeping: bookkeepingOf(changed, left),
  };
}

/** True where a guard refuses something in the plan: nothing of it may be applied. */
export function isBlocked(plan: Plan): boolean {
  return (
    plan.changes.some((change) => change.blocked !== undefined) ||
    plan.diagnostics.some((diagnostic) => diagnostic.code === MASS_DESTRUCTION)
  );
}

/** True where applying the plan would do nothing at all, not even to the state. */
export function isEmpty(plan: Plan): boolean {
  return plan.changes.length === 0;
}

export function priorOf(entry: StateEntry): PriorEntry {
  const { address, type, id, dependsOn, applied } = entry;
  return { address, type, id, dependsOn, applied, protect: entry.protect === true };
}

const MASS_DESTRUCTION = 'ACR2001';

const EMPTY: Compiled = {
  resources: [],
  existing: [],
  order: [],
  diagnostics: [],
  outputs: {},
  observed: {},
};

interface StepGraph {
  readonly waits: ReadonlyMap<StepRef, readonly StepRef[]>;
  readonly urgency: ReadonlyMap<StepRef, number>;
  readonly seconds: number;
  readonly longest: readonly StepRef[];
}

function orderSteps(
  drafts: readonly Draft[],
  steps: readonly PlannedStep[],
  order: Compiled['order'],
  cloud: Pick<Cloud, 'type' | 'fold'>,
): StepGraph {
  const byRef = new Map(steps.map((step) => [step.ref, step]));
  const waits = predecessors([...byRef.keys()], edgesOf(drafts, steps, order, cloud));
  const sorted = topologicalOrder(waits);
  if (!sorted.ok) throw new BugError(`The steps ${sorted.cycle.join(' -> ')} wait for each other.`);
  const weightOf = (ref: StepRef) => {
    const step = byRef.get(ref);
    return step === undefined ? 0 : cloud.type(step.type).seconds[step.action];
  };
  const longest = longestPath(sorted.order, waits, weightOf);
  return {
    waits,
    urgency: remainingWeight(sorted.order, waits, weightOf),
    seconds: longest.weight,
    longest: longest.path,
  };
}

interface Reviewed {
  readonly changes: readonly Change[];
  /** Addresses of objects that may be deleted with what others put into them. */
  readonly emptied: ReadonlySet<Address>;
  readonly diagnostics: readonly Diagnostic[];
}

function reviewOf<Config>(
  drafts: readonly Draft[],
  steps: readonly PlannedStep[],
  waits: ReadonlyMap<StepRef, readonly StepRef[]>,
  input: PlanInput<Config>,
  configured: Compiled,
): Reviewed {
  const prior = (input.snapshot?.resources ?? []).map(priorOf);
  const stepsByAddress = Map.groupBy(steps, (step) => step.address);
  const bare = drafts.map((draft) => changeOf(draft, stepsByAddress.get(draft.address) ?? [], waits, input));
  const review = input.features.review({
    ...{ config: input.config, changes: bare, prior, live: input.live },
    evidence: input.options.evidence,
  });
  const guards = guardsOf({ ...input, drafts, configured: configured.resources });
  const emptied = new Set<Address>();
  const changes = bare.map((change) => {
    const found = review.blocked[change.address] ?? guards.protection(change);
    const isLifted = found !== undefined && found.lift !== null && guards.isAllowed(found.lift);
    if (isLifted && found.contents === true) emptied.add(change.address);
    const blocked = change.blocked ?? (found === undefined || isLifted ? undefined : shownBlock(found));
    const impact = [...(review.impact[change.address] ?? []), ...change.impact];
    return { ...change, impact, ...(blocked && { blocked }) };
  });
  return { changes, emptied, diagnostics: review.diagnostics };
}

function changeOf<Config>(
  draft: Draft,
  steps: readonly PlannedStep[],
  waits: ReadonlyMap<StepRef, readonly StepRef[]>,
  input: PlanInput<Config>,
): Change {
  const { address, type, id, actions, replacePaths, importing, reason } = draft;
  const seen = draft.live === undefined ? null : lookedAt(draft);
  const paths = [...new Set([...draft.paths, ...draft.removed])].sort();
  const isObject = (target: ReadTarget) => input.cloud.readable(target.type).question === undefined;
  const after = afterOf(draft, steps);
  const hasOwnValues =
    actions[0] === 'update' && steps.some((step) => step.name !== 'write' || passes(step, after));
  return {
    address,
    type: type.type,
    id,
    actions,
    before: seen === null ? null : beforeOf(draft, seen),
    after,
    afterUnknown: Object.fromEntries(draft.unknown.map(({ path, shown }) => [path, shown])),
    paths: actions[0] === 'update' || actions[0] === 'no-op' ? paths : [],
    sensitive: secretPaths(draft, steps),
    replacePaths,
    steps: steps.map((step) => ({
      name: step.name,
      action: step.action,
      paths: [...step.paths, ...step.removed].sort(),
      ...(hasOwnValues && {
        before: restrict(step.before, [], [...step.paths, ...step.removed]),
        after: restrict(step.after, [], step.paths),
      }),
      dependsOn: waits.get(step.ref) ?? [],
      requires: step.requires.map((requirement) => ({
        check: requirement.check,
        ids: requirement.targets.filter(isObject).map(({ id }) => id),
        text: requirement.text,
      })),
      seconds: type.seconds[step.action],
    })),
    ...(draft.blocked && { blocked: shownBlock(draft.blocked) }),
    importing,
    reason,
    impact: letGo(draft, steps),
  };
}

/** Where secrets are written: by what makes the object, and by an update that is a PUT. */
function secretPaths({ type, live, resource }: Draft, steps: readonly PlannedStep[]): readonly string[] {
  const paths = (resource?.secrets ?? []).map(({ path }) => path);
  const isWritten = ({ action, id, wire: desired, paths: changed, removed }: PlannedStep) =>
    action === 'create' ||
    (action === 'update' &&
      live !== undefined &&
      type.update({ id, live: live.body, desired, paths: changed, removed }).method === 'PUT');
  return paths.length > 0 && steps.some(isWritten) ? paths.toSorted() : [];
}

/** True where a step writes a value that nobody manages afterwards. */
function passes({ paths, after: written }: PlannedStep, after: JsonObject | null): boolean {
  return paths.some(
    (path) => getPath(written, path) !== undefined && getPath(after ?? {}, path) === undefined,
  );
}

/** What the plan looked at, with what made it a replacement where that is no managed value. */
function beforeOf(draft: Draft, seen: JsonObject): JsonObject {
  if (draft.reason === 'id-changed') return { ...seen, id: draft.entry?.id ?? draft.id };
  const broken = draft.reason === 'broken' ? draft.resource?.broken : undefined;
  return broken === undefined ? seen : setPath(seen, broken.path, broken.live);
}

/** What the file no longer says: the last value stays in Azure, and nobody looks after it any more. */
function letGo(draft: Draft, steps: readonly PlannedStep[]): readonly string[] {
  const { entry, nextEntry, liveForm, actions, removed, resource } = draft;
  const isKept = actions[0] === 'update' || actions[0] === 'no-op';
  if (!isKept || entry === undefined || nextEntry === undefined || liveForm === undefined) return [];
  const paths = leafPaths(entry.applied).filter(
    (path) =>
      getPath(nextEntry.applied, path) === undefined &&
      getPath(liveForm, path) !== undefined &&
      !removed.some((prefix) => isAtOrBelow(path, prefix)) &&
      !(resource?.implied ?? []).some((prefix) => isAtOrBelow(path, prefix)) &&
      !steps.some((step) => step.paths.includes(path)),
  );
  return paths.length === 0 ? [] : [`no longer managed, Azure keeps the value: ${paths.sort().join(', ')}`];
}

function afterOf(draft: Draft, steps: readonly PlannedStep[]): JsonObject | null {
  if (draft.resource === undefined) return null;
  const create = steps.find((step) => step.action === 'create');
  return create?.after ?? draft.nextEntry?.applied ?? draft.wanted;
}

function shownBlock(block: Block): NonNullable<Change['blocked']> {
  const allow = block.lift === null ? null : `--allow-destroy '${block.lift}'`;
  return { code: block.code, detail: block.detail, allow };
}

/** I-20: everything, or more than half and at least five, needs the number named. `destroy` asks for just that. */
function massDestruction(
  changes: readonly Change[],
  known: number,
  options: PlanOptions,
): readonly Diagnostic[] {
  // What was never made is no loss.
  const going = changes.filter(
    ({ actions, reason }) => actions[0] === 'delete' && reason !== 'failed',
  ).length;
  const isMass = going > 0 && (going === known || (going >= 5 && going * 2 > known));
  if (options.destroy || !isMass || options.allowMassDestroy === going) return [];
  return [
    diagnose(MASS_DESTRUCTION, {
      detail: `The plan deletes or replaces ${going} of ${counted(known, 'object')} in the state. An empty or shortened file must not do that by accident (I-20).`,
      hint: `If that is meant, add --allow-mass-destroy ${going}.`,
    }),
  ];
}

function bindingsOf<Config>(
  input: PlanInput<Config>,
  drafts: readonly Draft[],
  compiled: Compiled,
): Bindings {
  const { snapshot, stateHash } = input;
  const live: Record<Address, string> = {};
  for (const draft of drafts) live[draft.address] = hashJson(lookOf(draft, compiled.observed[draft.address]));
  for (const [address, observed] of Object.entries(compiled.observed))
    live[address] ??= hashJson({ observed });
  return {
    config: input.configHash,
    options: input.options,
    state:
      snapshot === undefined || stateHash === undefined
        ? null
        : { lineage: snapshot.lineage, serial: snapshot.serial, hash: stateHash },
    tenant: input.cloud.tenant,
    subscriptions: [...input.subscriptions].sort(),
    live,
  };
}

function lookOf(draft: Draft, observed: JsonObject | undefined): unknown {
  if (draft.live === undefined) return { exists: false, observed };
  const incarnation = draft.type.incarnationOf?.(draft.live.body);
  return { exists: true, incarnation, values: lookedAt(draft), observed };
}

function driftOf(draft: Draft): readonly Drift[] {
  const { entry, type, leftAlone } = draft;
  const live = leftAlone ?? draft.live;
  const liveForm = leftAlone === undefined ? draft.liveForm : type.normalise(leftAlone.body);
  if (entry === undefined || !entry.settled) return [];
  const base = { address: entry.address, type: type.type, id: entry.id };
  if (live === undefined || liveForm === undefined) return [{ ...base, kind: 'gone', paths: [] }];
  const incarnation = type.incarnationOf?.(live.body);
  if (entry.incarnation !== undefined && incarnation !== entry.incarnation) {
    return [{ ...base, kind: 'recreated', paths: [] }];
  }
  const paths = differences(entry.applied, liveForm, draft.type.ownedByEntry).map((path) => ({
    path,
    applied: getPath(entry.applied, path) ?? null,
    live: getPath(liveForm, path) ?? null,
  }));
  const broken = draft.resource?.broken;
  if (broken !== undefined) paths.push({ path: broken.path, applied: broken.wanted, live: broken.live });
  return paths.length === 0 ? [] : [{ ...base, kind: 'changed', paths }];
}

function moveOf(draft: Draft): readonly Move[] {
  return draft.movedFrom === undefined ? [] : [{ from: draft.movedFrom, to: draft.address, id: draft.id }];
}

/** What is left aside brings no value that is known after this apply, and what is made again brings another. */
function outputsOf({ outputs }: Compiled, { left, done }: Selection): Plan['outputs'] {
  const aside = new Set(left.map(({ address }) => address));
  const made = new Set(done.filter(isMade).map(({ address }) => address));
  const known = (output: CompiledOutput): Output => {
    if (!('told' in output)) return output;
    const isOther = output.madeBy.some((address) => made.has(address));
    return isOther ? { knownAfter: output.shown } : { value: output.told };
  };
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([address]) => !aside.has(address))
      .map(([address, named]) => [
        address,
        Object.fromEntries(Object.entries(named).map(([name, output]) => [name, known(output)])),
      ]),
  );
}

/** What is made again, or goes, waits for nobody any more; whether it will again shows when the run is over. */
function waitingOf<Config>(input: PlanInput<Config>, changes: readonly Change[]): readonly Waiting[] {
  if (input.options.destroy) return [];
  const going = new Set(
    changes.filter(({ actions }) => actions[0] === 'delete').map(({ address }) => address),
  );
  return input.features.waiting
    .judge(input.config, input.live)
    .filter(({ address }) => !going.has(address))
    .toSorted(byAddress);
}

function summarise(changes: readonly Change[]): Summary {
  const count = (test: (change: Change) => boolean) => changes.filter(test).length;
  return {
    create: count((change) => change.actions[0] === 'create'),
    update: count((change) => change.actions[0] === 'update'),
    replace: count((change) => change.actions.length === 2),
    delete: count((change) => change.actions[0] === 'delete' && change.actions.length === 1),
    noop: count((change) => change.actions[0] === 'no-op'),
    import: count((change) => change.importing),
  };
}
