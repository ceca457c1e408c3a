import type { Address } from '../core/address.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { OWNER_TAGS } from '../core/owner-tags.ts';
import { getPath, joinPath, overlaps } from '../core/path.ts';
import type { Change, Output, Plan, Reason, Step, StepName, StepRef } from '../core/plan.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { type ChangeKind, kindOf, symbolOf } from './change-kinds.ts';
import { isKeyOfEntry, type Shower, shownLeaves } from './values.ts';

/**
 * One change in the words that every report of a plan has for it; a report lays them out and adds none. All text is
 * fit to be shown; what the place it goes to acts on beyond that (HTML, Markdown) is escaped there.
 */
export interface ShownChange {
  readonly address: Address;
  readonly type: string;
  readonly kind: ChangeKind;
  readonly symbol: string;
  /** What becomes of the object and why: `create (it is gone)`. */
  readonly word: string;
  /** Where the entry stood before. */
  readonly movedFrom: Address | undefined;
  readonly parts: readonly ShownPart[];
  /** Values for people and scripts that come with an object that is made. */
  readonly outputs: readonly ShownOutput[];
  readonly impact: readonly string[];
  readonly block: ShownBlock | undefined;
  /** True where the object was changed outside acrctl. */
  readonly isDrifted: boolean;
}

/** Values, and what has to be there before they are written. */
export interface ShownPart {
  /** The step that writes them, where it is not the plain write. */
  readonly step: StepName | undefined;
  readonly values: readonly ShownValue[];
  /** Goes on after the word "after"; empty where nothing is waited for that is worth a word. */
  readonly after: string;
}

export interface ShownValue {
  readonly name: string;
  /** Undefined where there is nothing to compare with: all of a new object is new. */
  readonly was?: string;
  readonly is: string;
}

export interface ShownOutput {
  readonly name: string;
  readonly value: string;
}

export interface ShownBlock {
  readonly code: string;
  readonly detail: string;
  /** The option that lifts it, or null where none does. */
  readonly allow: string | null;
}

/** What the changes of one plan are shown with. */
export interface Words {
  readonly show: Shower;
  /** A name for a step that no other step of the plan has. */
  readonly short: (ref: StepRef) => string;
}

export function shownChanges(plan: Plan, words: Words): readonly ShownChange[] {
  const moves = new Map(plan.moves.map(({ from, to }) => [to, from]));
  const drifted = new Set(plan.drift.map(({ address }) => address));
  return plan.changes.map((change) => {
    const { address } = change;
    const outputs = isMade(change) ? shownOutputs(plan.outputs[address] ?? {}) : [];
    const movedFrom = moves.get(address);
    return shownChange(change, words, { outputs, movedFrom, isDrifted: drifted.has(address) });
  });
}

function shownChange(
  change: Change,
  words: Words,
  rest: {
    readonly outputs: readonly ShownOutput[];
    readonly movedFrom: Address | undefined;
    readonly isDrifted: boolean;
  },
): ShownChange {
  const { address, type, actions, impact, blocked } = change;
  const kind = kindOf(actions);
  return {
    address: escapeUnprintable(address),
    type: escapeUnprintable(type),
    kind,
    symbol: symbolOf(change),
    word: wordFor(change, kind),
    movedFrom: rest.movedFrom === undefined ? undefined : escapeUnprintable(rest.movedFrom),
    parts: partsOf(change, words),
    outputs: rest.outputs,
    impact: impact.map(escapeUnprintable),
    block: blocked && {
      code: escapeUnprintable(blocked.code),
      detail: escapeUnprintable(blocked.detail),
      allow: blocked.allow === null ? null : escapeUnprintable(blocked.allow),
    },
    isDrifted: rest.isDrifted,
  };
}

/** By name, so that the order is the same whether the plan was just made or comes from a file. */
export function shownOutputs(outputs: Readonly<Record<string, Output>>): readonly ShownOutput[] {
  const sorted = Object.entries(outputs).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([name, output]) => ({
    name: escapeUnprintable(name),
    value: 'value' in output ? escapeUnprintable(String(output.value)) : 'known after apply',
  }));
}

function isMade({ actions }: Change): boolean {
  return actions[0] === 'create' || actions.length > 1;
}

function wordFor(change: Change, kind: ChangeKind): string {
  if (kind === 'no-op') return `state only: ${REASONS[change.reason]}`;
  if (change.importing) return `${kind}, taken over`;
  const why = WHY.has(change.reason) ? ` (${REASONS[change.reason]})` : '';
  return `${kind}${why}`;
}

const WHY: ReadonlySet<Reason> = new Set([
  'gone',
  'unfinished',
  'failed',
  'parent-replaced',
  'id-changed',
  'not-ours',
  'asked',
]);

const REASONS: Readonly<Record<Reason, string>> = {
  new: 'new',
  gone: 'it is gone',
  changed: 'changed',
  immutable: 'cannot be changed in place',
  'parent-replaced': 'what it depends on is made again',
  broken: 'beyond repair',
  asked: 'asked for',
  'id-changed': 'it becomes another object',
  unfinished: 'it was never finished',
  failed: 'it has failed in Azure',
  removed: 'removed from the file',
  destroy: 'destroy',
  adopt: 'taken over',
  moved: 'moved',
  'caught-up': 'already as the file says',
  'let-go': 'no longer managed',
  existing: 'only read from now on, the object stays',
  'already-gone': 'already gone, forgotten',
  stays: 'stays where it is, forgotten',
  'not-ours': 'not ours',
  bookkeeping: 'bookkeeping',
};

function partsOf(change: Change, words: Words): readonly ShownPart[] {
  const { show } = words;
  const kind = kindOf(change.actions);
  if (kind === 'update') return change.steps.map((step) => stepPart(step, change, words));
  const parts = [
    bare(valuesOf(change, kind, show)),
    ...(kind === 'create' ? change.steps.map((step) => bare([], conditions(step, []))) : []),
    bare(unknownValues(change, show)),
  ];
  return parts.filter(({ values, after }) => values.length > 0 || after !== '');
}

function bare(values: readonly ShownValue[], after = ''): ShownPart {
  return { step: undefined, values, after };
}

function valuesOf(change: Change, kind: ChangeKind, show: Shower): readonly ShownValue[] {
  switch (kind) {
    case 'create':
      return createdValues(change, show);
    case 'replace':
      return change.replacePaths.map((path) => replacedValue(change, path, show));
    default:
      return change.paths.map((path) => differenceAt(change, path, show));
  }
}

/** acrctl's own marks are on everything and say nothing to the reader. */
function createdValues(change: Change, show: Shower): readonly ShownValue[] {
  const leaves = shownLeaves(change.after ?? {});
  const shown = leaves
    .filter(({ path, value }) => !isMark(path, value))
    .map(({ path, value }) => ({
      name: show.path(path),
      is: isSensitive(change, path) ? HIDDEN : show.value(value, path),
    }));
  const known = leaves.map(({ path }) => path);
  return [...shown, ...hiddenValues(change, known, show)];
}

function isMark(path: string, value: Json): boolean {
  if (MARKS.has(path)) return true;
  return path === 'properties.description' && typeof value === 'string' && value.startsWith('acrctl-stack=');
}

const MARKS: ReadonlySet<string> = new Set(
  ['tags', 'properties.metadata'].flatMap((map) =>
    Object.values(OWNER_TAGS).map((name) => joinPath(map, name)),
  ),
);

/** Values that are written and stand nowhere. */
function hiddenValues({ sensitive }: Change, among: readonly string[], show: Shower): readonly ShownValue[] {
  return sensitive
    .filter((hidden) => !among.some((path) => overlaps(path, hidden)))
    .map((path) => ({ name: show.path(path), is: HIDDEN }));
}

/** Values that a step of another object brings, where no step of this one shows them beside what there is now. */
function unknownValues({ afterUnknown }: Change, show: Shower): readonly ShownValue[] {
  return Object.entries(afterUnknown).map(([path, from]) => ({ name: show.path(path), is: unknown(from) }));
}

/** Only which object tells it: where in that object is for programs. */
function unknown(from: string): string {
  const [address = from] = from.split('#');
  return `known after apply, from ${escapeUnprintable(address)}`;
}

function isSensitive({ sensitive }: Pick<Change, 'sensitive'>, path: string): boolean {
  return sensitive.some((hidden) => overlaps(path, hidden));
}

const HIDDEN = '(sensitive)';

function stepPart(step: Step, change: Change, { show, short }: Words): ShownPart {
  const { sensitive, afterUnknown } = change;
  const values = step.before === undefined ? change : { ...step, sensitive, afterUnknown };
  const written = step.paths
    .filter((path) => !isKeyOfEntry(path))
    .map((path) => differenceAt(values, path, show));
  const shown = change.reason === 'failed' ? withoutEqual(written) : written;
  if (step.name === 'write') {
    const hidden = hiddenValues(change, step.paths, show);
    return { step: undefined, values: [...shown, ...hidden], after: conditions(step, []) };
  }
  const first = step.dependsOn.filter((ref) => !ref.startsWith(`${change.address}/`)).map(short);
  return { step: step.name, values: shown, after: conditions(step, first) };
}

/** An object that has failed is written whole, though little of it or nothing differs. */
function withoutEqual(values: readonly ShownValue[]): readonly ShownValue[] {
  const differing = values.filter(({ was, is }) => was !== is);
  const equal = values.length - differing.length;
  if (equal === 0) return values;
  const what = differing.length === 0 ? 'all of it' : 'all else';
  return [...differing, { name: what, is: `written again as it is: ${counted(equal, 'value')}` }];
}

/** What a step waits for beside the steps before it. */
function conditions(step: Step, first: readonly string[]): string {
  const texts = [first.join(', '), ...step.requires.map(({ text }) => text)];
  return escapeUnprintable(texts.filter((text) => text !== '').join('; '));
}

function differenceAt(values: Values, path: string, show: Shower): ShownValue {
  const { before = null, after = null, afterUnknown } = values;
  const name = show.path(path);
  if (isSensitive(values, path)) return { name, is: HIDDEN };
  const from = afterUnknown[path];
  const is = from === undefined ? show.value(valueAt(after, path), path) : unknown(from);
  return { name, was: show.value(valueAt(before, path), path), is };
}

interface Values {
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly sensitive: readonly string[];
  readonly afterUnknown: Change['afterUnknown'];
}

/** An id tells which object comes; what is broken has no value afterwards that anybody could write. */
function replacedValue(change: Change, path: string, show: Shower): ShownValue {
  const name = show.path(path);
  if (path === 'id') return { name, ...idDifference(change) };
  if (isSensitive(change, path)) return { name, is: HIDDEN };
  return change.reason === 'broken'
    ? { name, is: show.value(valueAt(change.before, path), path) }
    : differenceAt(change, path, show);
}

/** Group, type and name: what tells one object from another under the same address. */
function idDifference(change: Change): Pick<ShownValue, 'was' | 'is'> {
  const old = change.before?.['id'];
  const short = (id: string) => escapeUnprintable(id.replace(/^.*\/resourceGroups\//i, '…/'));
  return { was: short(typeof old === 'string' ? old : ''), is: short(change.id) };
}

function valueAt(body: JsonObject | null, path: string): Json | undefined {
  return body === null ? undefined : getPath(body, path);
}
