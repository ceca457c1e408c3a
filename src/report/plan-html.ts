import { hash } from 'node:crypto';
import { type Diagnostic, isError, placeOf } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import { counted, duration, escapeUnprintable } from '../core/wording.ts';
import { dangerOf, dangersFirst } from './dangers.ts';
import { html } from './html.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { applySentence, exitMeaning, type ReportFacts, refusalOf } from './report-facts.ts';
import type { ShownChange, ShownOutput, ShownPart, ShownValue, Words } from './shown-change.ts';
import { allOutputs, type ShownPlan, shownPlan, wordsOf } from './shown-plan.ts';
import { stepDrawing } from './step-drawing.ts';
import { type ScheduledStep, scheduleOf } from './step-schedule.ts';

/**
 * The plan as one page that needs nothing else and asks nobody: its policy lets it load nothing at all, and run and
 * look like nothing but the script and the style that stand in it. Everything can be read without script.
 */
export function planHtml(plan: Plan, facts: ReportFacts): string {
  const page = { plan, facts, shown: shownPlan(plan), words: wordsOf(plan), steps: scheduleOf(plan) };
  const sections = [
    diagnosticsSection('errors', 'Errors', plan.diagnostics.filter(isError)),
    changesSection(page),
    stepsSection(page),
    waitingSection(page),
    driftSection(page),
    diagnosticsSection(
      'warnings',
      'Warnings',
      plan.diagnostics.filter((each) => !isError(each)),
    ),
    outputsSection(page),
    bindingsSection(page),
  ].filter((section) => section !== undefined);
  const lines = [
    '<!doctype html>',
    '<html lang="en">',
    ...headLines(page.shown),
    '<body>',
    '<a class="skip" href="#main">Skip to the plan</a>',
    ...headerLines(page, sections),
    '<main id="main">',
    ...sections.flatMap(({ id, title, lines }) => [
      `<section aria-labelledby="${id}">`,
      `<h2 id="${id}">${title}</h2>`,
      ...lines,
      '</section>',
    ]),
    '</main>',
    ...footerLines(plan),
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

interface Page {
  readonly plan: Plan;
  readonly facts: ReportFacts;
  readonly shown: ShownPlan;
  readonly words: Words;
  readonly steps: readonly ScheduledStep[];
}

interface Section {
  /** Of its heading. */
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
}

/** https://www.w3.org/TR/CSP3/: nothing is allowed but what has one of these hashes. */
const POLICY = [
  "default-src 'none'",
  `style-src '${sourceHash(PAGE_STYLE)}'`,
  `script-src '${sourceHash(PAGE_SCRIPT)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function sourceHash(text: string): string {
  return `sha256-${hash('sha256', text, 'base64')}`;
}

function headLines({ stack, verdict }: ShownPlan): readonly string[] {
  return [
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="referrer" content="no-referrer">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${html(`${stack}: ${verdict}`)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
  ];
}

function headerLines({ plan, facts, shown }: Page, sections: readonly Section[]): readonly string[] {
  const refusal = refusalOf(plan, facts.exitCode);
  const { command, meaning } = exitMeaning(facts.exitCode);
  return [
    '<header>',
    '<p class="quiet">acrctl plan</p>',
    `<h1>${html(shown.stack)}</h1>`,
    `<p class="quiet">${[shown.state, ...shown.subscriptions.map((each) => `subscription ${each}`)].map(html).join(' · ')}</p>`,
    ...(refusal === undefined ? [] : [`<p class="refusal">${html(refusal)}</p>`]),
    ...(facts.note === undefined
      ? []
      : [`<p class="notice update">${html(escapeUnprintable(facts.note))}</p>`]),
    verdictLine(shown),
    ...(shown.time === '' ? [] : [`<p>${html(shown.time)}</p>`]),
    '<div class="card">',
    ...applyLines(plan, facts),
    `<p>Exit code ${facts.exitCode} of <code>${command}</code>: ${meaning}.</p>`,
    '</div>',
    '<nav aria-label="Sections">',
    '<ul>',
    ...sections.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`),
    '</ul>',
    '</nav>',
    '</header>',
  ];
}

/** The sentence of the other reports, its counts set apart. */
function verdictLine({ counts, verdict }: ShownPlan): string {
  if (counts.length === 0) return `<p class="verdict">${html(verdict)}</p>`;
  const chips = counts.map(
    ({ what, number, text }) => `<span class="count ${what}${number > 0 ? ' some' : ''}">${text}</span>`,
  );
  return `<p class="verdict">Plan: ${chips.join('<span class="comma">,</span> ')}</p>`;
}

function applyLines(plan: Plan, facts: ReportFacts): readonly string[] {
  const what = applySentence(plan, facts);
  if (what === undefined) return [];
  const command = html(escapeUnprintable(facts.apply));
  return [`<p>${what}</p>`, `<pre class="command"><code>${command}</code></pre>`];
}

function changesSection({ shown, steps, words }: Page): Section | undefined {
  const { changes } = shown;
  if (changes.length === 0) return undefined;
  const { dangers, rest } = dangersFirst(changes);
  const numbers = new Map(changes.map((change, index) => [change, index]));
  const stepsOf = Map.groupBy(steps, ({ change }) => change);
  const cards = (members: readonly ShownChange[]) =>
    members.flatMap((change) => {
      const number = numbers.get(change) ?? 0;
      return changeLines(change, number, stepsOf.get(number) ?? [], words);
    });
  const list = (title: string, members: readonly ShownChange[]) =>
    members.length === 0
      ? []
      : [
          '<div data-list>',
          `<h3 class="list">${title} (${members.length})</h3>`,
          ...cards(members),
          '</div>',
        ];
  return {
    id: 'changes',
    title: 'Changes',
    lines: [
      ...filterLines(changes),
      ...list('Look at these first', dangers),
      ...list(dangers.length === 0 ? 'All' : 'The others', rest),
    ],
  };
}

/** Shown by the script that they need. */
function filterLines(changes: readonly ShownChange[]): readonly string[] {
  const kinds = Map.groupBy(changes, ({ kind }) => kind);
  const dangers = changes.filter((change) => dangerOf(change) !== undefined).length;
  return [
    '<fieldset id="filters" hidden>',
    '<legend>Show</legend>',
    ...[...kinds].map(
      ([kind, members]) =>
        `<label><input type="checkbox" name="kind" value="${kind}" checked>${kind === 'no-op' ? 'state only' : kind} (${members.length})</label>`,
    ),
    `<label><input type="checkbox" id="filter-dangers">dangers only (${dangers})</label>`,
    '<label>with the text <input type="search" id="filter-text"></label>',
    '<button type="button" id="filter-clear">Show all</button>',
    '<button type="button" id="open-all">Open all</button>',
    '<button type="button" id="close-all">Close all</button>',
    '<output id="filter-count"></output>',
    '</fieldset>',
  ];
}

function changeLines(
  change: ShownChange,
  number: number,
  steps: readonly ScheduledStep[],
  words: Words,
): readonly string[] {
  const { block, kind } = change;
  const isDanger = dangerOf(change) !== undefined;
  const title = titleOf(change);
  const facts = factLines(change);
  const inside = [...facts, ...waitLines(steps, words.short)];
  return [
    `<article class="change ${block === undefined ? kind : 'blocked'}" id="change-${number + 1}" data-kind="${kind}"${isDanger ? ' data-danger' : ''}>`,
    ...(inside.length === 0
      ? [`<div class="plain">${title}</div>`]
      : [
          `<details${isDanger && facts.length > 0 ? ' open' : ''}>`,
          `<summary>${title}</summary>`,
          '<div class="inside">',
          ...inside,
          '</div>',
          '</details>',
        ]),
    '</article>',
  ];
}

function titleOf({ symbol, address, word, block, isDrifted }: ShownChange): string {
  const parts = [
    `<h4><code>${html(address)}</code></h4>`,
    `<span class="word">${html(word)}</span>`,
    ...(block === undefined ? [] : ['<span class="tag bad">BLOCKED</span>']),
    ...(isDrifted ? ['<span class="tag">drifted</span>'] : []),
  ];
  const mark = `<span class="mark mono" aria-hidden="true">${html(symbol)}</span>`;
  return `${mark} <div class="title">${parts.join(' ')}</div>`;
}

function factLines({ block, impact, movedFrom, parts, outputs }: ShownChange): readonly string[] {
  const notes = [
    ...(block === undefined ? [] : [`<li class="bad">${html(block.code)}: ${html(block.detail)}</li>`]),
    ...(block === undefined || block.allow === null
      ? []
      : [`<li class="bad">If that is meant: <code>${html(block.allow)}</code></li>`]),
    ...impact.map((line) => `<li>! ${html(line)}</li>`),
  ];
  return [
    ...(notes.length === 0 ? [] : ['<ul class="notes">', ...notes, '</ul>']),
    ...(movedFrom === undefined ? [] : [`<p>from <code>${html(movedFrom)}</code></p>`]),
    ...parts.flatMap(partLines),
    ...outputLines(outputs),
  ];
}

function partLines({ step, values, after }: ShownPart): readonly string[] {
  return [
    ...(step === undefined ? [] : [`<h5>step ${html(step)}</h5>`]),
    ...valueLines(values),
    ...(after === '' ? [] : [`<p class="after">after ${html(after)}</p>`]),
  ];
}

function valueLines(values: readonly ShownValue[], look = ''): readonly string[] {
  if (values.length === 0) return [];
  return [`<dl class="values mono${look}">`, ...values.map(valueLine), '</dl>'];
}

function valueLine({ name, was, is }: ShownValue): string {
  const value =
    was === undefined
      ? html(is)
      : `<del><span class="unseen">before: </span>${html(was)}</del> → <ins><span class="unseen">after: </span>${html(is)}</ins>`;
  return `<div><dt>${html(name)}</dt> <dd>${value}</dd></div>`;
}

function outputLines(outputs: readonly ShownOutput[]): readonly string[] {
  return valueLines(
    outputs.map(({ name, value }) => ({ name, is: value })),
    ' wide',
  );
}

/** What the plain steps wait for; that of the others stands with their values. */
function waitLines(steps: readonly ScheduledStep[], short: Words['short']): readonly string[] {
  const first = steps
    .filter(({ name, waitsFor }) => (name === 'write' || name === 'delete') && waitsFor.length > 0)
    .map(({ waitsFor }) => waitsFor.map(short).join(', '));
  return first.map((names) => `<p class="after">waits for ${html(names)}</p>`);
}

function stepsSection({ steps, shown, words, plan }: Page): Section | undefined {
  if (steps.length === 0) return undefined;
  const drawing = stepDrawing(steps, shown.changes, words);
  return {
    id: 'steps',
    title: 'Steps',
    lines: [
      '<p>In the order in which they start, from usual times in Azure: a guess, never a limit.</p>',
      ...drawingLines(drawing),
      '<ol class="steps" id="step-list">',
      ...steps.map((step) => stepLine(step, shown.changes, words, plan.estimate.seconds)),
      '</ol>',
    ],
  };
}

function drawingLines(drawing: string): readonly string[] {
  if (drawing === '')
    return [
      '<p>There are too many steps of too many kinds to draw them; <code>acrctl graph</code> writes them for Graphviz.</p>',
    ];
  return [
    '<p><a class="skip" href="#step-list">Skip the drawing: the list below says the same</a></p>',
    '<div class="scroll" tabindex="0" role="region" aria-label="Drawing of the steps">',
    drawing,
    '</div>',
  ];
}

function stepLine(
  step: ScheduledStep,
  changes: readonly ShownChange[],
  { short }: Words,
  total: number,
): string {
  const change = changes[step.change];
  const isDanger = change !== undefined && dangerOf(change) !== undefined;
  const kind = change?.kind ?? 'no-op';
  const look = change?.block === undefined ? kind : 'blocked';
  const [before, takes] = [duration(Math.round(step.start)), duration(step.seconds)];
  const when = `${step.start === 0 ? 'at once' : `after ${before}`}, for ${takes}${step.isOnLongestPath ? ', longest path' : ''}`;
  const waits =
    step.waitsFor.length === 0 ? '' : ` <span class="quiet">waits for ${html(namesOf(step, short))}</span>`;
  return [
    `<li class="${look}" data-kind="${kind}"${isDanger ? ' data-danger' : ''}>`,
    `<span><a href="#change-${step.change + 1}">${html(change?.symbol ?? '')} ${html(short(step.ref))}</a>${waits}</span>`,
    `<span>${when}</span>`,
    barSvg(step, total),
    '</li>',
  ].join(' ');
}

function namesOf({ waitsFor }: ScheduledStep, short: Words['short']): string {
  const named = waitsFor.slice(0, MOST_NAMED).map(short).join(', ');
  return waitsFor.length > MOST_NAMED ? `${named} and ${waitsFor.length - MOST_NAMED} more` : named;
}

const MOST_NAMED = 5;

/** When the step runs, as a part of the whole time; the words beside it say the same. */
function barSvg({ start, seconds }: ScheduledStep, total: number): string {
  const share = (value: number) => Math.round((value / Math.max(total, 1)) * 1_000) / 10;
  return `<svg class="bar" aria-hidden="true" viewBox="0 0 100 10" preserveAspectRatio="none"><rect class="ground" width="100" height="10"/><rect x="${share(start)}" width="${Math.max(share(seconds), 1)}" height="10"/></svg>`;
}

function waitingSection({ shown }: Page): Section | undefined {
  if (shown.waiting.length === 0) return undefined;
  const lines = shown.waiting.map((line) => `<p class="notice update">${html(line)}</p>`);
  return { id: 'waiting', title: 'Waiting for people', lines };
}

function driftSection({ shown }: Page): Section | undefined {
  if (shown.drift.length === 0) return undefined;
  return {
    id: 'drift',
    title: 'Changed outside acrctl',
    lines: [
      '<ul class="drift">',
      ...shown.drift.flatMap(({ address, word, values }) => [
        `<li class="card"><h3><code>${html(address)}</code> ${html(word)}</h3>`,
        ...valueLines(values),
        '</li>',
      ]),
      '</ul>',
    ],
  };
}

function diagnosticsSection(
  id: string,
  title: string,
  diagnostics: readonly Diagnostic[],
): Section | undefined {
  if (diagnostics.length === 0) return undefined;
  return { id, title, lines: diagnostics.flatMap(diagnosticLines) };
}

function diagnosticLines(diagnostic: Diagnostic): readonly string[] {
  const { code, summary, detail, hint, frame, requirements = [] } = diagnostic;
  const place = placeOf(diagnostic);
  const safe = (text: string) => html(text.split('\n').map(escapeUnprintable).join('\n'));
  return [
    `<div class="notice ${isError(diagnostic) ? 'delete' : 'update'}">`,
    `<h3>${safe(code)}: ${safe(summary)}</h3>`,
    ...(place === undefined ? [] : [`<p class="mono">${safe(place)}</p>`]),
    ...(frame === undefined ? [] : [`<pre class="frame" tabindex="0">${safe(frame)}</pre>`]),
    `<p>${safe(detail)}${requirements.length === 0 ? '' : ` (${safe(requirements.join(', '))})`}</p>`,
    ...(hint === undefined ? [] : [`<p>${safe(hint)}</p>`]),
    '</div>',
  ];
}

function outputsSection({ plan }: Page): Section | undefined {
  const outputs = allOutputs(plan);
  if (outputs.length === 0) return undefined;
  return {
    id: 'outputs',
    title: 'Outputs',
    lines: outputs.flatMap(({ address, values }) => [
      '<div class="card">',
      `<h3><code>${html(address)}</code></h3>`,
      ...outputLines(values),
      '</div>',
    ]),
  };
}

function bindingsSection({ plan, shown, facts }: Page): Section {
  const { config, options, state, tenant, live } = plan.bindings;
  const facets: readonly (readonly [string, string])[] = [
    ['configuration', config],
    ['options', optionsText(options)],
    [
      'state',
      state === null ? 'none yet' : `lineage ${state.lineage}, serial ${state.serial}, ${state.hash}`,
    ],
    ['tenant', tenant],
    ['subscriptions', shown.subscriptions.join(', ')],
    ['digest of the plan', plan.digest],
  ];
  const seen = Object.entries(live).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const show = `<code>${html(escapeUnprintable(facts.show))}</code>`;
  return {
    id: 'bindings',
    title: 'What the plan is bound to',
    lines: [
      `<p>${facts.isSaved ? `If any of this moved, acrctl refuses to apply the plan, with exit code 6, and names it. ${show} prints the plan.` : `The plan was not saved: applying makes it anew. ${show} prints it again.`}</p>`,
      '<div class="card">',
      ...valueLines(facets.map(([name, is]) => ({ name, is: escapeUnprintable(is) }))),
      '</div>',
      ...(seen.length === 0
        ? []
        : [
            `<details class="card"><summary>${counted(seen.length, 'object')} in Azure, by a hash of what was seen</summary>`,
            ...valueLines(
              seen.map(([address, is]) => ({ name: escapeUnprintable(address), is: escapeUnprintable(is) })),
            ),
            '</details>',
          ]),
    ],
  };
}

function optionsText(options: Plan['bindings']['options']): string {
  const { destroy, target, exclude, replace, allowDestroy, allowMassDestroy, evidence } = options;
  const named = (name: string, addresses: readonly string[]) => addresses.map((each) => `${name} ${each}`);
  const given = [
    ...(destroy ? ['--destroy'] : []),
    ...named('--target', target),
    ...named('--exclude', exclude),
    ...named('--replace', replace),
    ...named('--allow-destroy', allowDestroy),
    ...(allowMassDestroy === null ? [] : [`--allow-mass-destroy ${allowMassDestroy}`]),
    ...(evidence === undefined ? [] : [`--evidence of ${evidence.made}, ${evidence.digest.slice(0, 12)}`]),
  ];
  return given.length === 0 ? 'none' : given.join(', ');
}

function footerLines({ tool }: Plan): readonly string[] {
  return [
    `<footer><p>Made by acrctl ${html(escapeUnprintable(tool.version))}. This page loads nothing and asks nobody.</p></footer>`,
  ];
}
