import type { Plan } from '../core/plan.ts';
import { counted } from '../core/wording.ts';
import type { ChangeKind } from './change-kinds.ts';
import { nameAndWord, wrap } from './layout.ts';
import type { ShownBlock, ShownChange, ShownPart, ShownValue } from './shown-change.ts';
import { type ShownDrift, type ShownPlan, shownPlan } from './shown-plan.ts';
import type { Style } from './style.ts';
import { valueLine } from './values.ts';
import { waitingLines } from './waiting-lines.ts';

export interface TextOptions {
  readonly width: number;
  readonly style: Style;
}

/** The plan for a terminal, nothing in it that the document does not hold; the most important comes last. */
export function planText(plan: Plan, options: TextOptions): string {
  const { width, style } = options;
  const shown = shownPlan(plan);
  const sections = [
    heading(shown, options),
    shown.changes.flatMap((change) => changeLines(change, options)),
    shown.driftNote === '' ? [] : wrap(shown.driftNote, width).map(style.caution),
    waitingLines(plan.waiting, options),
    verdictLines(shown, options),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** What was changed outside acrctl, as `drift` prints it, and who has to act; the latter is no drift. */
export function driftText(plan: Plan, { width, style }: TextOptions): string {
  const waiting = waitingLines(plan.waiting, { width, style });
  const text = (lines: readonly string[]) => `${[...lines, ...waiting].join('\n')}\n`;
  if (plan.bindings.state === null)
    return text(wrap('There is no state yet: nothing was applied that could drift.', width));
  if (plan.drift.length === 0) return text(wrap('No drift: everything is as acrctl last applied it.', width));
  const verb = plan.drift.length === 1 ? 'differs' : 'differ';
  const title = `drift: ${counted(plan.drift.length, 'object')} ${verb} from what acrctl last applied`;
  return text([
    ...wrap(title, width).map(style.bold),
    ...shownPlan(plan).drift.flatMap((drift) => driftLines(drift, width)),
    ...wrap('`acrctl plan` shows how they would be put back.', width),
  ]);
}

function heading({ stack, subscriptions, state }: ShownPlan, { width, style }: TextOptions) {
  return nameAndWord('', [stack, ...subscriptions].join(' · '), state, width).map(style.bold);
}

/** One change, as `planText` shows it. */
export function changeLines(change: ShownChange, { width, style }: TextOptions): readonly string[] {
  const { address, block, kind, movedFrom, symbol } = change;
  const word = `${change.word}${block === undefined ? '' : '   BLOCKED'}`;
  const title = nameAndWord(`${symbol.padStart(3)} `, address, word, width);
  return [
    ...title.map(paint(kind, block !== undefined, style)),
    ...(movedFrom === undefined ? [] : wrap(movedFrom, width, `${INDENT}from `)),
    ...change.parts.flatMap((part) => partLines(part, width)),
    ...change.outputs.flatMap(({ name, value }) => nameAndWord(INDENT, name, value, width)),
    ...change.impact.flatMap((line) => wrap(line, width, `${INDENT}! `)).map(style.caution),
    ...blockLines(block, width).map(style.bad),
  ];
}

const INDENT = ' '.repeat(6);

function partLines({ step, values, after }: ShownPart, width: number): readonly string[] {
  const indent = step === undefined ? INDENT : `${INDENT}  `;
  return [
    ...(step === undefined ? [] : [`${INDENT}step ${step}`]),
    ...values.flatMap((value) => shownLine(value, width, indent)),
    ...(after === '' ? [] : wrap(`after ${after}`, width, indent)),
  ];
}

function shownLine({ name, was, is }: ShownValue, width: number, indent?: string): readonly string[] {
  return valueLine(name, was === undefined ? is : `${was} -> ${is}`, width, indent);
}

function blockLines(block: ShownBlock | undefined, width: number): readonly string[] {
  if (block === undefined) return [];
  const { code, detail, allow } = block;
  const remedy = allow === null ? [] : wrap(`If that is meant: ${allow}`, width, INDENT);
  return [...wrap(`${code}: ${detail}`, width, INDENT), ...remedy];
}

function driftLines({ symbol, address, word, values }: ShownDrift, width: number): readonly string[] {
  return [
    ...nameAndWord(`  ${symbol} `, address, word, width),
    ...values.flatMap((value) => shownLine(value, width)),
  ];
}

function verdictLines({ changes, waiting, verdict, time }: ShownPlan, { width, style }: TextOptions) {
  const nothing = waiting.length === 0 ? style.good : style.caution;
  return [
    ...wrap(verdict, width).map(changes.length === 0 ? nothing : style.bold),
    ...(time === '' ? [] : wrap(time, width)),
  ];
}

function paint(kind: ChangeKind, isBlocked: boolean, style: Style): (text: string) => string {
  if (isBlocked) return style.bad;
  if (kind === 'create') return style.good;
  if (kind === 'delete' || kind === 'replace') return style.bad;
  return kind === 'update' ? style.caution : style.dim;
}
