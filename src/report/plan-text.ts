import type { Address } from '../core/address.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { getPath, overlaps } from '../core/path.ts';
import type { Change, Drift, Output, Plan, Reason, Step, StepRef } from '../core/plan.ts';
import { counted, duration, escapeUnprintable } from '../core/wording.ts';
import { type ChangeKind, kindOf, symbolOf } from './change-kinds.ts';
import { nameAndWord, wrap } from './layout.ts';
import { shortStepNames } from './step-names.ts';
import type { Style } from './style.ts';
import { type Shower, showerOf, shownLeaves, valueLine } from './values.ts';
import { waitingLines } from './waiting-lines.ts';

export interface TextOptions {
  readonly width: number;
  readonly style: Style;
}

/** The plan for a terminal, nothing in it that the document does not hold; the most important comes last. */
export function planText(plan: Plan, options: TextOptions): string {
  const view = { ...options, show: showerOf(knownIn(plan)), short: shortStepNames(stepsIn(plan)) };
  const sections = [
    heading(plan, options),
    plan.changes.flatMap((change) => changeLines(change, plan, view)),
    driftNote(plan, view),
    waitingLines(plan.waiting, options),
    [...summaryLines(plan, view)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What every part of the text needs beside the plan. */
interface View extends TextOptions {
  readonly show: Shower;
  /** A name for a step that no other step of the plan has. */
  readonly short: (ref: StepRef) => string;
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

/** What was changed outside acrctl, as `drift` prints it, and who has to act; the latter is no drift. */
export function driftText(plan: Plan, { width, style }: TextOptions): string {
  const waiting = waitingLines(plan.waiting, { width, style });
  const text = (lines: readonly string[]) => `${[...lines, ...waiting].join('\n')}\n`;
  if (plan.bindings.state === null)
    return text(wrap('There is no state yet: nothing was applied that could drift.', width));
  if (plan.drift.length === 0) return text(wrap('No drift: everything is as acrctl last applied it.', width));
  const show = showerOf(knownIn(plan));
  const verb = plan.drift.length === 1 ? 'differs' : 'differ';
  const title = `drift: ${counted(plan.drift.length, 'object')} ${verb} from what acrctl last applied`;
  return text([
    ...wrap(title, width).map(style.bold),
    ...plan.drift.flatMap((drift) => driftLines(drift, show, width)),
    ...wrap('`acrctl plan` shows how they would be put back.', width),
  ]);
}

function heading(plan: Plan, { width, style }: TextOptions): readonly string[] {
  const state = plan.bindings.state;
  const left = escapeUnprintable([plan.stack, ...plan.bindings.subscriptions].join(' · '));
  const right = state === null ? 'no state yet' : `state: serial ${state.serial}`;
  return nameAndWord('', left, right, width).map(style.bold);
}

function changeLines(change: Change, plan: Plan, view: View): readonly string[] {
  const { width, style } = view;
  const kind = kindOf(change.actions);
  const word = `${wordFor(change, kind)}${change.blocked === undefined ? '' : '   BLOCKED'}`;
  const title = nameAndWord(
    `${symbolOf(change).padStart(3)} `,
    escapeUnprintable(change.address),
    word,
    width,
  );
  const indent = ' '.repeat(6);
  return [
    ...title.map(paint(kind, change.blocked !== undefined, style)),
    ...movedLines(change, plan, width),
    ...valueLines(change, view),
    ...unknownLines(change, view),
    ...addressLines(plan.outputs[change.address], change, width),
    ...change.impact
      .flatMap((line) => wrap(escapeUnprintable(line), width, `${indent}! `))
      .map(style.caution),
    ...blockLines(change, width).map(style.bad),
  ];
}

function movedLines(change: Change, plan: Plan, width: number): readonly string[] {
  const move = plan.moves.find(({ to }) => to === change.address);
  return move === undefined ? [] : wrap(escapeUnprintable(move.from), width, '      from ');
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
  'not-ours': 'not ours',
  bookkeeping: 'bookkeeping',
};

function valueLines(change: Change, view: View): readonly string[] {
  const { show, width } = view;
  switch (kindOf(change.actions)) {
    case 'create':
      return [
        ...createLines(change, show, width),
        ...change.steps.flatMap((step) => conditionLines(step, [], width, '      ')),
      ];
    case 'replace':
      return change.replacePaths.flatMap((path) =>
        valueLine(show.path(path), replacedValue(change, path, show), width),
      );
    case 'update':
      return change.steps.length === 0 ? [] : change.steps.flatMap((step) => stepLines(step, change, view));
    default:
      return change.paths.flatMap((path) =>
        valueLine(show.path(path), differenceAt(change, path, show), width),
      );
  }
}

/** acrctl's own marks are on everything and say nothing to the reader. */
function createLines(change: Change, show: Shower, width: number): readonly string[] {
  return shownLeaves(change.after ?? {})
    .filter(({ path, value }) => !isMark(path, value))
    .flatMap(({ path, value }) =>
      valueLine(show.path(path), isSensitive(change, path) ? HIDDEN : show.value(value, path), width),
    );
}

function isMark(path: string, value: Json): boolean {
  if (path.startsWith('tags.acrctl-') || path.startsWith('properties.metadata.acrctl-')) return true;
  return path === 'properties.description' && typeof value === 'string' && value.startsWith('acrctl-stack=');
}

/** Values that a step of another object brings, where no step of this one shows them beside what there is now. */
function unknownLines(change: Change, { show, width }: View): readonly string[] {
  if (kindOf(change.actions) === 'update') return [];
  return Object.entries(change.afterUnknown).flatMap(([path, from]) =>
    valueLine(show.path(path), unknown(from), width),
  );
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

function stepLines(step: Step, change: Change, { show, short, width }: View): readonly string[] {
  const isPlain = step.name === 'write';
  const indent = isPlain ? '      ' : '        ';
  const { sensitive, afterUnknown } = change;
  const values = step.before === undefined ? change : { ...step, sensitive, afterUnknown };
  const lines = step.paths.flatMap((path) =>
    valueLine(show.path(path), differenceAt(values, path, show), width, indent),
  );
  if (isPlain) return [...lines, ...conditionLines(step, [], width, indent)];
  const first = step.dependsOn.filter((ref) => !ref.startsWith(`${change.address}/`)).map(short);
  return [
    `      step ${escapeUnprintable(step.name)}`,
    ...lines,
    ...conditionLines(step, first, width, indent),
  ];
}

/** What a step waits for beside the steps before it. */
function conditionLines(
  step: Step,
  first: readonly string[],
  width: number,
  indent: string,
): readonly string[] {
  const conditions = step.requires.map((requirement) => requirement.text);
  const text = [first.join(', '), ...conditions].filter((part) => part !== '').join('; ');
  return text === '' ? [] : wrap(`after ${escapeUnprintable(text)}`, width, indent);
}

function differenceAt(values: Values, path: string, show: Shower): string {
  const { before = null, after = null, afterUnknown } = values;
  if (isSensitive(values, path)) return HIDDEN;
  const from = afterUnknown[path];
  if (from !== undefined) return `${show.value(valueAt(before, path), path)} -> ${unknown(from)}`;
  return `${show.value(valueAt(before, path), path)} -> ${show.value(valueAt(after, path), path)}`;
}

interface Values {
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
  readonly sensitive: readonly string[];
  readonly afterUnknown: Change['afterUnknown'];
}

/** An id tells which object comes; what is broken has no value afterwards that anybody could write. */
function replacedValue(change: Change, path: string, show: Shower): string {
  if (path === 'id') return idDifference(change);
  if (isSensitive(change, path)) return HIDDEN;
  return change.reason === 'broken'
    ? show.value(valueAt(change.before, path), path)
    : differenceAt(change, path, show);
}

/** Group, type and name: what tells one object from another under the same address. */
function idDifference(change: Change): string {
  const old = change.before?.['id'];
  const short = (id: string) => escapeUnprintable(id.replace(/^.*\/resourceGroups\//i, '…/'));
  return `${short(typeof old === 'string' ? old : '')} -> ${short(change.id)}`;
}

function valueAt(body: JsonObject | null, path: string): Json | undefined {
  return body === null ? undefined : getPath(body, path);
}

function addressLines(
  outputs: Readonly<Record<string, Output>> | undefined,
  change: Change,
  width: number,
): readonly string[] {
  if (outputs === undefined || (change.actions[0] !== 'create' && change.actions.length === 1)) return [];
  const sorted = Object.entries(outputs).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([name, output]) => {
    const known = 'value' in output ? escapeUnprintable(String(output.value)) : 'known after apply';
    return nameAndWord('      ', escapeUnprintable(name), known, width);
  });
}

function blockLines(change: Change, width: number): readonly string[] {
  if (change.blocked === undefined) return [];
  const { code, detail, allow } = change.blocked;
  const remedy =
    allow === null ? [] : wrap(`If that is meant: ${escapeUnprintable(allow)}`, width, ' '.repeat(6));
  return [...wrap(escapeUnprintable(`${code}: ${detail}`), width, ' '.repeat(6)), ...remedy];
}

function driftNote(plan: Plan, { show, width, style }: View): readonly string[] {
  if (plan.drift.length === 0) return [];
  const since = plan.bindings.state === null ? '' : ` since serial ${plan.bindings.state.serial}`;
  const names = plan.drift.map((drift) => drift.address + driftHint(drift, show)).join(', ');
  const text = `${counted(plan.drift.length, 'object')} changed outside acrctl${since}: ${names}.`;
  return wrap(escapeUnprintable(text), width).map(style.caution);
}

function driftHint(drift: Drift, show: Shower): string {
  if (drift.kind !== 'changed') return ` (${drift.kind})`;
  return ` (${drift.paths.map(({ path }) => show.path(path)).join(', ')})`;
}

function driftLines(drift: Drift, show: Shower, width: number): readonly string[] {
  const symbol = { changed: '~', gone: '-', recreated: '!' }[drift.kind];
  const word = { changed: '', gone: 'gone', recreated: 'deleted and made again' }[drift.kind];
  return [
    ...nameAndWord(`  ${symbol} `, escapeUnprintable(drift.address), word, width),
    ...drift.paths.flatMap(({ path, applied, live }) =>
      valueLine(show.path(path), `${show.value(applied, path)} -> ${show.value(live, path)}`, width),
    ),
  ];
}

function summaryLines(plan: Plan, { width, style, short }: View): readonly string[] {
  if (plan.changes.length === 0) {
    const paintNothing = plan.waiting.length === 0 ? style.good : style.caution;
    return wrap(nothingText(plan), width).map(paintNothing);
  }
  const { create, update, replace, delete: gone, noop } = plan.summary;
  const blocked = plan.changes.filter((change) => change.blocked !== undefined).length;
  const parts = [
    `${create} to create`,
    `${update} to update`,
    `${replace} to replace`,
    `${gone} to delete`,
    ...(noop > 0 ? [`${noop} in the state only`] : []),
    ...(blocked > 0 ? [`${blocked} blocked`] : []),
  ];
  const path = plan.estimate.longestPath.map(short).join(', ');
  const time =
    plan.estimate.seconds === 0
      ? []
      : wrap(escapeUnprintable(`About ${duration(plan.estimate.seconds)}; longest path: ${path}.`), width);
  return [...wrap(`Plan: ${parts.join(', ')}.`, width).map(style.bold), ...time];
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

function paint(kind: ChangeKind, isBlocked: boolean, style: Style): (text: string) => string {
  if (isBlocked) return style.bad;
  if (kind === 'create') return style.good;
  if (kind === 'delete' || kind === 'replace') return style.bad;
  return kind === 'update' ? style.caution : style.dim;
}
