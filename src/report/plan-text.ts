import type { Json, JsonObject } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { Actions, Change, Drift, Output, Plan, Reason, Step } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { counted, duration, ends, wrap } from './layout.ts';
import type { Style } from './style.ts';
import { type ShowValue, shownLeaves, shownPath, valueLine, valueShower } from './values.ts';

export interface TextOptions {
  readonly width: number;
  readonly style: Style;
}

/** The plan for a terminal, nothing in it that the document does not hold; the most important comes last. */
export function planText(plan: Plan, options: TextOptions): string {
  const show = valueShower(plan.changes);
  const sections = [
    [heading(plan, options)],
    plan.changes.flatMap((change) => changeLines(change, plan, show, options)),
    driftNote(plan, options),
    [...summaryLines(plan, options)],
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What was changed outside acrctl, as `drift` prints it. */
export function driftText(plan: Plan, { width, style }: TextOptions): string {
  const show = valueShower(plan.changes);
  if (plan.bindings.state === null) return 'There is no state yet: nothing was applied that could drift.\n';
  if (plan.drift.length === 0) return 'No drift: everything is as acrctl last applied it.\n';
  const lines = plan.drift.flatMap((drift) => driftLines(drift, show, width));
  const verb = plan.drift.length === 1 ? 'differs' : 'differ';
  return [
    style.bold(`drift: ${counted(plan.drift.length, 'object')} ${verb} from what acrctl last applied`),
    ...lines,
    '`acrctl plan` shows how they would be put back.',
    '',
  ].join('\n');
}

const SYMBOLS: Readonly<Record<string, string>> = {
  create: '+',
  update: '~',
  delete: '-',
  replace: '-/+',
  'no-op': '=',
};

function heading(plan: Plan, { width, style }: TextOptions): string {
  const state = plan.bindings.state;
  const left = [plan.stack, ...plan.bindings.subscriptions].join(' · ');
  const right = state === null ? 'no state yet' : `state: serial ${state.serial}`;
  return style.bold(ends(left, right, width));
}

function changeLines(change: Change, plan: Plan, show: ShowValue, options: TextOptions): readonly string[] {
  const { width, style } = options;
  const kind = kindOf(change.actions);
  const word = `${wordFor(change, kind)}${change.blocked === undefined ? '' : '   BLOCKED'}`;
  const symbol = change.blocked === undefined ? (SYMBOLS[kind] ?? '?') : 'x';
  const title = ends(`${symbol.padStart(3)} ${change.address}`, word, width);
  const indent = ' '.repeat(6);
  return [
    paint(kind, change.blocked !== undefined, style)(title),
    ...movedLines(change, plan),
    ...valueLines(change, show, width),
    ...addressLines(plan.outputs[change.address], change, width),
    ...change.impact
      .flatMap((line) => wrap(escapeUnprintable(line), width, `${indent}! `))
      .map(style.caution),
    ...blockLines(change, width).map(style.bad),
  ];
}

function movedLines(change: Change, plan: Plan): readonly string[] {
  const move = plan.moves.find(({ to }) => to === change.address);
  return move === undefined ? [] : [`      from ${move.from}`];
}

function wordFor(change: Change, kind: string): string {
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
]);

const REASONS: Readonly<Record<Reason, string>> = {
  new: 'new',
  gone: 'it is gone',
  changed: 'changed',
  immutable: 'cannot be changed in place',
  'parent-replaced': 'what it depends on is made again',
  broken: 'beyond repair',
  'id-changed': 'it becomes another object',
  unfinished: 'it was never finished',
  failed: 'it has failed in Azure',
  removed: 'removed from the file',
  destroy: 'destroy',
  adopt: 'taken over',
  moved: 'moved',
  'caught-up': 'already as the file says',
  'let-go': 'no longer managed',
  'already-gone': 'already gone, forgotten',
  'not-ours': 'not ours',
  bookkeeping: 'bookkeeping',
};

function valueLines(change: Change, show: ShowValue, width: number): readonly string[] {
  switch (kindOf(change.actions)) {
    case 'create':
      return createLines(change.after ?? {}, show, width);
    case 'replace':
      return change.replacePaths.flatMap((path) => valueLine(path, replacedValue(change, path, show), width));
    case 'update':
      return change.steps.length === 0
        ? []
        : change.steps.flatMap((step) => stepLines(step, change, show, width));
    default:
      return change.paths.flatMap((path) => valueLine(path, differenceAt(change, path, show), width));
  }
}

/** acrctl's own marks are on everything and say nothing to the reader. */
function createLines(after: JsonObject, show: ShowValue, width: number): readonly string[] {
  return shownLeaves(after)
    .filter(({ path }) => !path.startsWith('tags.acrctl-'))
    .flatMap(({ path, value }) => valueLine(path, show(value), width));
}

function stepLines(step: Step, change: Change, show: ShowValue, width: number): readonly string[] {
  const isPlain = step.name === 'write';
  const indent = isPlain ? '      ' : '        ';
  const lines = step.paths.flatMap((path) =>
    valueLine(path, differenceAt(step.before === undefined ? change : step, path, show), width, indent),
  );
  if (isPlain) return lines;
  const first = step.dependsOn.filter((ref) => !ref.startsWith(`${change.address}/`)).map(shortStep);
  const conditions = step.requires.map((requirement) => requirement.text);
  const text = [first.join(', '), ...conditions].filter((part) => part !== '').join('; ');
  const when = text === '' ? [] : wrap(`after ${escapeUnprintable(text)}`, width, indent);
  return [`      step ${step.name}`, ...lines, ...when];
}

function differenceAt({ before = null, after = null }: Values, path: string, show: ShowValue): string {
  return `${show(valueAt(before, path))} -> ${show(valueAt(after, path))}`;
}

interface Values {
  readonly before?: JsonObject | null;
  readonly after?: JsonObject | null;
}

/** An id tells which object comes; what is broken has no value afterwards that anybody could write. */
function replacedValue(change: Change, path: string, show: ShowValue): string {
  if (path === 'id') return idDifference(change);
  return change.reason === 'broken' ? show(valueAt(change.before, path)) : differenceAt(change, path, show);
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
  return sorted.map(([name, output]) => {
    const known = 'value' in output ? escapeUnprintable(String(output.value)) : 'known after apply';
    return ends(`      ${escapeUnprintable(name)}`, known, width);
  });
}

function blockLines(change: Change, width: number): readonly string[] {
  if (change.blocked === undefined) return [];
  const { code, detail, allow } = change.blocked;
  const remedy = allow === null ? [] : wrap(`If that is meant: ${allow}`, width, ' '.repeat(6));
  return [...wrap(`${code}: ${escapeUnprintable(detail)}`, width, ' '.repeat(6)), ...remedy];
}

function driftNote(plan: Plan, { width, style }: TextOptions): readonly string[] {
  if (plan.drift.length === 0) return [];
  const since = plan.bindings.state === null ? '' : ` since serial ${plan.bindings.state.serial}`;
  const names = plan.drift.map((drift) => drift.address + driftHint(drift)).join(', ');
  const text = `${counted(plan.drift.length, 'object')} changed outside acrctl${since}: ${names}.`;
  return wrap(escapeUnprintable(text), width).map(style.caution);
}

function driftHint(drift: Drift): string {
  if (drift.kind !== 'changed') return ` (${drift.kind})`;
  return ` (${drift.paths.map(({ path }) => shownPath(path)).join(', ')})`;
}

function driftLines(drift: Drift, show: ShowValue, width: number): readonly string[] {
  const symbol = { changed: '~', gone: '-', recreated: '!' }[drift.kind];
  const word = { changed: '', gone: 'gone', recreated: 'deleted and made again' }[drift.kind];
  const title =
    word === '' ? `  ${symbol} ${drift.address}` : ends(`  ${symbol} ${drift.address}`, word, width);
  return [
    title,
    ...drift.paths.flatMap(({ path, applied, live }) =>
      valueLine(path, `${show(applied)} -> ${show(live)}`, width),
    ),
  ];
}

function summaryLines(plan: Plan, { width, style }: TextOptions): readonly string[] {
  if (plan.changes.length === 0) return [style.good('No changes. Azure is as the configuration says.')];
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
  const path = plan.estimate.longestPath.map(shortStep).join(', ');
  const time =
    plan.estimate.seconds === 0
      ? []
      : wrap(`About ${duration(plan.estimate.seconds)}; longest path: ${path}.`, width);
  return [...wrap(`Plan: ${parts.join(', ')}.`, width).map(style.bold), ...time];
}

/** `hub`, `hub.dnsZoneGroup`, `contosoimages (close)`: enough to recognise a step by. */
function shortStep(ref: string): string {
  const slash = ref.lastIndexOf('/');
  const [address, step] = [ref.slice(0, slash), ref.slice(slash + 1)];
  const short = address.replace(/^.*\.(privateEndpoints|subnets|links)\./, '').replace(/^[A-Za-z]+[.]/, '');
  return step === 'write' ? short : `${short} (${step})`;
}

function kindOf(actions: Actions): 'create' | 'update' | 'delete' | 'replace' | 'no-op' {
  return actions.length === 2 ? 'replace' : actions[0];
}

function paint(kind: string, isBlocked: boolean, style: Style): (text: string) => string {
  if (isBlocked) return style.bad;
  if (kind === 'create') return style.good;
  if (kind === 'delete' || kind === 'replace') return style.bad;
  return kind === 'update' ? style.caution : style.dim;
}
