import { isError, placeOf } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import { cut, escapeUnprintable } from '../core/wording.ts';
import { dangerOf, dangersFirst } from './dangers.ts';
import { html } from './html.ts';
import { wrap } from './layout.ts';
import { code, fence, prose } from './markdown.ts';
import { applySentence, exitMeaning, type ReportFacts, refusalOf } from './report-facts.ts';
import type { ShownChange, ShownPart, ShownValue } from './shown-change.ts';
import { allOutputs, type ShownDrift, type ShownPlan, shownPlan } from './shown-plan.ts';

/**
 * What a comment on a pull request takes. GitHub refuses more than 65,536 characters, of which no text has more than
 * it has bytes; what is left is for whoever posts it, who adds a mark and a link to the run.
 */
export const MOST_BYTES = 60_000;

export type FittedReport =
  | { readonly fits: true; readonly text: string }
  /** Not even the counts do; with so many bytes they would. */
  | { readonly fits: false; readonly smallestBytes: number };

/**
 * A plan as Markdown in at most so many bytes of UTF-8: as much of it as fits, whole sections and lines only, and what
 * was left out is said.
 */
export function fittedMarkdown(plan: Plan, facts: ReportFacts, maxBytes: number): FittedReport {
  const report = { plan, facts, shown: shownPlan(plan) };
  let smallestBytes = Number.POSITIVE_INFINITY;
  for (const detail of DETAILS) {
    const text = textWith(detail, report);
    const bytes = Buffer.byteLength(text);
    if (bytes <= maxBytes) return { fits: true, text };
    smallestBytes = Math.min(smallestBytes, bytes);
  }
  return { fits: false, smallestBytes };
}

interface Report {
  readonly plan: Plan;
  readonly facts: ReportFacts;
  readonly shown: ShownPlan;
}

/** How much is said: of changes somebody should look at, of the others, and of all else. */
interface Detail {
  readonly dangers: Amount;
  readonly rest: Amount;
  readonly others: Amount;
  /** What was left out; empty of the whole. */
  readonly leftOut: string;
}

/** Each with its values, in a line of its own, or only counted. */
type Amount = 'values' | 'line' | 'count';

const ALL: Detail = { dangers: 'values', rest: 'values', others: 'values', leftOut: '' };

/** From the whole to the counts; the first that fits is taken. */
const DETAILS: readonly Detail[] = [
  ALL,
  {
    dangers: 'values',
    rest: 'line',
    others: 'line',
    leftOut: 'the values of changes that are no danger, of drift and of outputs, and the details of warnings',
  },
  {
    dangers: 'line',
    rest: 'line',
    others: 'line',
    leftOut: 'all values, and the details of errors and warnings; each change has its line',
  },
  {
    dangers: 'line',
    rest: 'count',
    others: 'count',
    leftOut: 'all values, the details of errors, and all that is no danger, which is counted',
  },
  { dangers: 'count', rest: 'count', others: 'count', leftOut: 'everything but the counts' },
];

function textWith(detail: Detail, report: Report): string {
  const { dangers, rest } = dangersFirst(report.shown.changes);
  const errors = report.plan.diagnostics.filter(isError);
  const warnings = report.plan.diagnostics.filter((each) => !isError(each));
  const sections = [
    headSection(report, detail),
    leftOutSection(detail, report),
    diagnosticsSection('Errors', errors, detail.dangers),
    changesSection('Look at these first', dangers, detail.dangers),
    waitingSection(report, detail),
    diagnosticsSection('Warnings', warnings, detail.others),
    changesSection(dangers.length === 0 ? 'Changes' : 'The other changes', rest, detail.rest),
    driftSection(report, detail),
    outputsSection(report, detail),
    footSection(report),
  ];
  return `${sections
    .filter((blocks) => blocks.length > 0)
    .map((blocks) => blocks.join('\n\n'))
    .join('\n\n')}\n`;
}

/** Paragraphs, lists, fences, each a block. */
type Blocks = readonly string[];

function headSection({ plan, facts, shown }: Report, { leftOut }: Detail): Blocks {
  const refusal = refusalOf(plan, facts.exitCode);
  const short = (text: string, length: number) => (leftOut === '' ? text : cut(text, length));
  return [
    `## acrctl plan: ${code(short(shown.stack, LONGEST_NAME))}`,
    ...(refusal === undefined ? [] : [`> **${refusal}**`]),
    ...(facts.note === undefined ? [] : [`> ${prose(escapeUnprintable(facts.note))}`]),
    `**${shown.verdict}** ${prose(short(shown.time, LONGEST_TIME))}`.trimEnd(),
    [shown.state, ...placesIn(shown, leftOut === '')].map(prose).join(' · '),
    ...applyBlocks(plan, facts),
  ];
}

function placesIn({ subscriptions }: ShownPlan, isWhole: boolean): readonly string[] {
  return isWhole || subscriptions.length <= LONGEST_LIST
    ? subscriptions.map((each) => `subscription ${each}`)
    : [`${subscriptions.length} subscriptions`];
}

/** The counts must stay short, whatever the names. */
const LONGEST_NAME = 100;
const LONGEST_TIME = 500;
const LONGEST_LIST = 10;

function applyBlocks(plan: Plan, facts: ReportFacts): Blocks {
  const what = applySentence(plan, facts);
  return what === undefined ? [] : [what, commandBlock(facts.apply)];
}

function commandBlock(command: string): string {
  return fence([escapeUnprintable(command)], 'sh').join('\n');
}

/** Near the top: who reads a part must know it. */
function leftOutSection({ leftOut }: Detail, { facts }: Report): Blocks {
  if (leftOut === '') return [];
  const page = facts.page === undefined ? '' : `, and as a page in ${code(escapeUnprintable(facts.page))}`;
  const where = `${code(escapeUnprintable(facts.show))} prints the whole plan${page}.`;
  return [
    `> **This is not the whole report**, which is too long for this place. Left out: ${leftOut}. ${where}`,
  ];
}

function changesSection(title: string, changes: readonly ShownChange[], amount: Amount): Blocks {
  if (changes.length === 0) return [];
  if (amount === 'count') return [`**${title}:** ${kindsOf(changes)}.`];
  const blocks = amount === 'line' ? changes.map(changeEntry) : changes.flatMap(changeBlocks);
  return [headingOf(title, changes.length), ...joinedLists(blocks)];
}

function headingOf(title: string, count: number): string {
  return `### ${title} (${count})`;
}

/** Where only the number is told. */
function countOnly(title: string, count: number): Blocks {
  return [`**${title}:** ${count}.`];
}

/** Entries that follow each other are one list. */
function joinedLists(blocks: Blocks): Blocks {
  const joined: string[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (last?.startsWith('- ') && block.startsWith('- ')) joined[joined.length - 1] = `${last}\n${block}`;
    else joined.push(block);
  }
  return joined;
}

/** `2 blocked, 3 delete, 1 update`. */
function kindsOf(changes: readonly ShownChange[]): string {
  const kinds = Map.groupBy(changes, ({ block, kind }) =>
    block === undefined ? KIND_WORDS[kind] : 'blocked',
  );
  return [...kinds].map(([kind, members]) => `${members.length} ${kind}`).join(', ');
}

const KIND_WORDS: Readonly<Record<ShownChange['kind'], string>> = {
  create: 'to create',
  update: 'to update',
  replace: 'to replace',
  delete: 'to delete',
  'no-op': 'in the state only',
};

/** What is dangerous stands open, values can be opened. */
function changeBlocks(change: ShownChange): Blocks {
  const lines = diffLines(change);
  const notes = noteEntries(change);
  if (lines.length === 0) return [changeEntry(change)];
  if (dangerOf(change) === undefined) {
    return [
      detailsBlock(`${html(change.symbol)} <code>${html(change.address)}</code> ${html(change.word)}`, lines),
    ];
  }
  return [
    `#### ${titleOf(change)}`,
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
    detailsBlock('Values', lines, true),
  ];
}

function titleOf({ symbol, address, word, block, isDrifted }: ShownChange): string {
  const marks = [...(block === undefined ? [] : ['**BLOCKED**']), ...(isDrifted ? ['drifted'] : [])];
  return [`${code(symbol)} ${code(address)} ${prose(word)}`, ...marks].join(' · ');
}

function noteEntries({ block, impact }: ShownChange): readonly string[] {
  return [
    ...(block === undefined ? [] : [`- ${code(block.code)}: ${prose(block.detail)}`]),
    ...(block === undefined || block.allow === null ? [] : [`- If that is meant: ${code(block.allow)}`]),
    ...impact.map((line) => `- **!** ${prose(line)}`),
  ].map((line) => line.trimEnd());
}

function changeEntry(change: ShownChange): string {
  return [`- ${titleOf(change)}`, ...noteEntries(change).map((line) => `  ${line}`)].join('\n');
}

function detailsBlock(summary: string, lines: readonly string[], isOpen = false): string {
  return [
    `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>`,
    '',
    ...fence(lines, 'diff'),
    '',
    '</details>',
  ].join('\n');
}

function diffLines({ movedFrom, parts, outputs, kind }: ShownChange): readonly string[] {
  return [
    ...(movedFrom === undefined ? [] : [`# from ${movedFrom}`]),
    ...parts.flatMap((part) => partLines(part, kind === 'create' ? '+' : '!')),
    ...outputs.map(({ name, value }) => `+ ${row(name, value)}`),
  ];
}

function partLines({ step, values, after }: ShownPart, alone: string): readonly string[] {
  return [
    ...(step === undefined ? [] : [`@@ step ${step} @@`]),
    ...values.flatMap((value) => valueLines(value, alone)),
    ...(after === '' ? [] : wrap(after, FENCE_WIDTH, '# after ', '        ')),
  ];
}

/** GitHub shows about as many columns of a fence beside each other. */
const FENCE_WIDTH = 100;

function valueLines({ name, was, is }: ShownValue, alone: string): readonly string[] {
  if (was === undefined || was === is) return [`${alone} ${row(name, is)}`];
  return [...(was === NONE ? [] : [`- ${row(name, was)}`]), ...(is === NONE ? [] : [`+ ${row(name, is)}`])];
}

const NONE = '(none)';

function row(name: string, value: string): string {
  return `${name.padEnd(NAME_WIDTH)} ${value}`;
}

const NAME_WIDTH = 34;

function waitingSection({ shown }: Report, { others }: Detail): Blocks {
  const title = 'Waiting for people';
  if (shown.waiting.length === 0) return [];
  if (others === 'count') return countOnly(title, shown.waiting.length);
  return [headingOf(title, shown.waiting.length), shown.waiting.map((line) => `- ${prose(line)}`).join('\n')];
}

function diagnosticsSection(title: string, diagnostics: Plan['diagnostics'], amount: Amount): Blocks {
  if (diagnostics.length === 0) return [];
  if (amount === 'count') return countOnly(title, diagnostics.length);
  const entries = diagnostics.flatMap((diagnostic) => {
    const { code: number, summary, detail, hint } = diagnostic;
    const place = placeOf(diagnostic);
    const where = place === undefined ? '' : ` ${code(escapeUnprintable(place))}`;
    const entry = `- ${code(escapeUnprintable(number))}: ${prose(escapeUnprintable(summary))}${where}`;
    if (amount === 'line') return [entry];
    const sentences = [...detail.split('\n'), ...(hint ?? '').split('\n')].filter(
      (line) => line.trim() !== '',
    );
    return [entry, ...sentences.map((line) => `  - ${prose(escapeUnprintable(line))}`)];
  });
  return [headingOf(title, diagnostics.length), entries.join('\n')];
}

function driftSection({ shown }: Report, { others }: Detail): Blocks {
  const { drift } = shown;
  const title = 'Changed outside acrctl';
  if (drift.length === 0) return [];
  if (others === 'count') return countOnly(title, drift.length);
  const blocks = others === 'line' ? drift.map(driftEntry) : drift.map(driftBlock);
  return [headingOf(title, drift.length), ...joinedLists(blocks)];
}

function driftEntry({ symbol, address, word }: ShownDrift): string {
  return `- ${code(symbol)} ${code(address)} ${prose(word)}`.trimEnd();
}

function driftBlock(drift: ShownDrift): string {
  const { symbol, address, word, values } = drift;
  const lines = values.flatMap((value) => valueLines(value, '!'));
  if (lines.length === 0) return driftEntry(drift);
  return detailsBlock(`${html(symbol)} <code>${html(address)}</code> ${html(word)}`.trimEnd(), lines);
}

function outputsSection({ plan }: Report, { others }: Detail): Blocks {
  const outputs = allOutputs(plan);
  if (outputs.length === 0) return [];
  const count = outputs.reduce((sum, { values }) => sum + values.length, 0);
  if (others !== 'values') return countOnly('Outputs', count);
  const lines = outputs.flatMap(({ address, values }) => [
    `@@ ${address} @@`,
    ...values.map(({ name, value }) => `  ${row(name, value)}`),
  ]);
  return [detailsBlock(`Outputs (${count})`, lines)];
}

function footSection({ plan, facts }: Report): Blocks {
  const { exitCode, show } = facts;
  const { command, meaning } = exitMeaning(exitCode);
  const made = `digest ${code(plan.digest.slice(0, 12))}, acrctl ${prose(escapeUnprintable(plan.tool.version))}`;
  return [
    '---',
    `Exit code ${exitCode} of ${code(command)}: ${meaning}. ${code(escapeUnprintable(show))} prints this plan (${made}).`,
  ];
}
