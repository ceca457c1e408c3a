import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Check, passed, skipped, troubled } from '../../src/core/checkup.ts';
import { diagnose } from '../../src/core/codes.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { RunOutcome } from '../../src/core/event.ts';
import type { Change, Move, Plan } from '../../src/core/plan.ts';
import type { StateEntry } from '../../src/core/state.ts';
import { counted, escapeUnprintable } from '../../src/core/wording.ts';
import {
  certificateProspectText,
  certificateRotationText,
} from '../../src/report/certificate-rotation-text.ts';
import { connectionsText } from '../../src/report/connections-text.ts';
import { diagnosticsJunit } from '../../src/report/diagnostics-junit.ts';
import { diagnosticsSarif, type FileReportFacts } from '../../src/report/diagnostics-sarif.ts';
import { diagnosticsText } from '../../src/report/diagnostics-text.ts';
import { doctorText, type ShownExamination } from '../../src/report/doctor-text.ts';
import { importRegistryText, type RegistryImport } from '../../src/report/import-registry-text.ts';
import { type ImportedObject, importText } from '../../src/report/import-text.ts';
import { lockText, type ShownLock } from '../../src/report/lock-text.ts';
import { outcomeText } from '../../src/report/outcome-text.ts';
import { planDot } from '../../src/report/plan-dot.ts';
import { planHtml } from '../../src/report/plan-html.ts';
import { fittedMarkdown } from '../../src/report/plan-markdown.ts';
import { planMermaid } from '../../src/report/plan-mermaid.ts';
import { driftText, planText } from '../../src/report/plan-text.ts';
import { type RebuildResult, rebuildText } from '../../src/report/rebuild-text.ts';
import { revocationText, revokedText } from '../../src/report/revocation-text.ts';
import { prospectText, rotationText } from '../../src/report/rotation-text.ts';
import { forgottenText, movedText } from '../../src/report/state-edit-text.ts';
import {
  type ShownEntry,
  type StateList,
  stateEntryText,
  stateListText,
} from '../../src/report/state-text.ts';
import { stepName } from '../../src/report/step-names.ts';
import { PLAIN } from '../../src/report/style.ts';
import { tokenProspectText, tokenRotationText } from '../../src/report/token-rotation-text.ts';
import { verifyText } from '../../src/report/verify-text.ts';
import { type Drawing, readDot, readMermaid, textOn } from '../report/graph-readers.ts';
import { FACTS, readMarkdown, readPage, textIn, textInXml } from '../report/report-readers.ts';
import { CERTIFICATE_PROSPECT, CERTIFICATE_ROTATION } from './certificate-renderers.ts';
import { CONNECTIONS } from './connection-renderer.ts';
import { ALLOW_LIST_RENDERERS, FORWARDERS, HAND_OUTS, RECORD_RENDERERS } from './hand-out-renderers.ts';
import { PROSPECT, REVOCATION, REVOKED, ROTATION } from './key-renderers.ts';
import { type Renderer, rendererContract } from './renderer.ts';
import { HOSTILE, PLANS } from './shown-plans.ts';
import { TICKET } from './ticket-renderer.ts';
import { TOKEN_PROSPECT, TOKEN_ROTATION } from './token-renderers.ts';
import { VERIFICATION } from './verify-renderer.ts';

// A renderer joins by one line.

const plans = { documents: PLANS, narrowest: 40 };
rendererContract<Plan>({ ...plans, name: 'the text', render: planText, mustShow: changesOf });
rendererContract<Plan>(reportRenderer('the Markdown', wholeMarkdown, (text) => textIn(readMarkdown(text))));
rendererContract<Plan>(
  reportRenderer(
    'the page',
    (plan) => planHtml(plan, FACTS),
    (text) => textIn(readPage(text)),
  ),
);
rendererContract<Plan>({ ...plans, name: 'the drift', render: driftText, mustShow: driftOf });
rendererContract(graphRenderer('the graph for Graphviz', planDot, readDot));
rendererContract(graphRenderer('the graph for Mermaid', planMermaid, readMermaid));
rendererContract(outcomeRenderer());
rendererContract(diagnosticsRenderer());
rendererContract(fileRenderer('the SARIF of diagnostics', diagnosticsSarif, sarifText));
rendererContract(fileRenderer('the JUnit of diagnostics', diagnosticsJunit, textInXml));
rendererContract(stateListRenderer());
rendererContract(stateEntryRenderer());
rendererContract(movedRenderer());
rendererContract(forgottenRenderer());
rendererContract(rebuildRenderer());
rendererContract(importRenderer());
rendererContract(importRegistryRenderer());
rendererContract(lockRenderer());
rendererContract(doctorRenderer());
for (const renderer of RECORD_RENDERERS) rendererContract(renderer);
for (const renderer of ALLOW_LIST_RENDERERS) rendererContract(renderer);
rendererContract(FORWARDERS);
rendererContract(CONNECTIONS);
rendererContract(PROSPECT);
rendererContract(ROTATION);
rendererContract(REVOCATION);
rendererContract(REVOKED);
rendererContract(CERTIFICATE_PROSPECT);
rendererContract(CERTIFICATE_ROTATION);
rendererContract(TOKEN_PROSPECT);
rendererContract(TOKEN_ROTATION);
rendererContract(TICKET);
rendererContract(VERIFICATION);

const JOINED = {
  ...HAND_OUTS,
  certificateProspectText,
  certificateRotationText,
  connectionsText,
  diagnosticsJunit,
  diagnosticsSarif,
  diagnosticsText,
  driftText,
  fittedMarkdown,
  forgottenText,
  doctorText,
  importRegistryText,
  importText,
  lockText,
  movedText,
  outcomeText,
  planDot,
  planHtml,
  planMermaid,
  planText,
  prospectText,
  rebuildText,
  revocationText,
  revokedText,
  rotationText,
  stateEntryText,
  stateListText,
  verifyText,
  tokenProspectText,
  tokenRotationText,
};

it('is joined by every text that src/report makes of a whole document', () => {
  const folder = new URL('../../src/report/', import.meta.url);
  const code = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const renderers = code.flatMap((text) => [...text.matchAll(RENDERER)].map(([, name]) => name));
  expect(renderers.sort()).toEqual(Object.keys(JOINED).sort());
});

/** Takes the options of a text, or nothing but a document and facts beside it, and gives a text. */
const RENDERER =
  /^export function (\w+)\((?:(?:(?!^export)[\s\S])*?: TextOptions,?\s*|[^():]+: (?:Plan|AllowList|RecordList|readonly Diagnostic\[\])(?:, facts: (?:File)?ReportFacts)?(?:, maxBytes: number)?)\): (?:string|FittedReport) \{/gm;

/** Every address with what happens to it, what is dangerous about it, and what it waits for. */
function changesOf(plan: Plan): readonly string[] {
  return [
    ...plan.changes.flatMap((change) => [
      `${change.address} ${wordOf(change)}`,
      ...dangersOf(change),
      ...pathsOf(change),
      ...change.steps.flatMap(({ name, requires }) => [
        ...(['write', 'delete'].includes(name) ? [] : [`step ${name}`]),
        ...requires.map(({ text }) => text),
      ]),
      ...Object.keys(change.afterUnknown).map((path) => `${shown(path)} known after apply`),
    ]),
    ...plan.moves.map(({ from }) => `from ${from}`),
    ...plan.drift.map(({ address }) => address),
    ...waitingIn(plan),
    ...(plan.changes.length === 0 ? ['No changes.'] : ['Plan:']),
  ].map(escapeUnprintable);
}

/** What is shown elsewhere than on a terminal has all of the document: no line of it is broken. */
function reportRenderer(
  name: string,
  render: (plan: Plan) => string,
  drawn: (text: string) => string,
): Renderer<Plan> {
  return {
    name,
    documents: PLANS,
    render,
    drawn,
    mustShow: (plan) => [...changesOf(plan), ...asideOf(plan).map(escapeUnprintable)],
    unbroken: (plan) => render(plan).split('\n'),
  };
}

function wholeMarkdown(plan: Plan): string {
  const fitted = fittedMarkdown(plan, FACTS, Number.POSITIVE_INFINITY);
  return fitted.fits ? fitted.text : '';
}

/** What the text leaves to other commands, or prints elsewhere: values that drifted, all outputs, diagnostics. */
function asideOf({ drift, outputs, diagnostics, stack, bindings }: Plan): readonly string[] {
  return [
    stack,
    ...bindings.subscriptions,
    ...drift.flatMap(({ address, kind, paths }) => [
      `${address} ${{ changed: '', gone: 'gone', recreated: 'deleted and made again' }[kind]}`,
      ...paths.map(({ path }) => shown(path)),
    ]),
    ...Object.entries(outputs).flatMap(([address, named]) => [
      address,
      ...Object.entries(named).map(
        ([key, output]) => `${key} ${'value' in output ? String(output.value) : 'known after apply'}`,
      ),
    ]),
    ...diagnostics.flatMap(({ code, summary, detail, hint = '', address = '' }) => [
      `${code}: ${summary}`,
      address,
      ...[...detail.split('\n'), ...hint.split('\n')],
    ]),
  ];
}

/** No line of it is broken: a program reads them. */
function graphRenderer(
  name: string,
  render: (plan: Plan) => string,
  read: (text: string) => Drawing,
): Renderer<Plan> {
  return {
    name,
    documents: PLANS,
    render,
    drawn: (text) => textOn(read(text)),
    mustShow: marksOf,
    unbroken: (plan) => render(plan).split('\n'),
  };
}

/** What becomes of each object that takes a step, or is refused. */
function marksOf({ changes }: Plan): readonly string[] {
  return changes
    .filter(({ steps, blocked }) => steps.length > 0 || blocked !== undefined)
    .flatMap((change) => {
      const word = wordOf(change);
      const mark = { create: '+', update: '~', delete: '-', replace: '-/+' }[word];
      return change.blocked === undefined ? [`${mark} `] : ['x ', `${word} BLOCKED: ${change.blocked.code}`];
    });
}

function dangersOf({ blocked, impact }: Change): readonly string[] {
  if (blocked === undefined) return impact;
  return [
    ...impact,
    'BLOCKED',
    `${blocked.code}: ${blocked.detail}`,
    ...(blocked.allow === null ? [] : [blocked.allow]),
  ];
}

function pathsOf({ actions, paths, replacePaths }: Change): readonly string[] {
  return (actions.length === 2 ? replacePaths : paths).map(shown);
}

function waitingIn({ waiting }: Plan): readonly string[] {
  return waiting.map(({ address, waitsFor }) => `${address} waits for ${waitsFor}.`);
}

function driftOf(plan: Plan): readonly string[] {
  return [...driftedIn(plan), ...waitingIn(plan)].map(escapeUnprintable);
}

function driftedIn(plan: Plan): readonly string[] {
  if (plan.bindings.state === null) return ['There is no state yet'];
  if (plan.drift.length === 0) return ['No drift'];
  const words = { changed: '', gone: 'gone', recreated: 'deleted and made again' };
  return plan.drift.flatMap(({ address, kind, paths }) => [
    `${address} ${words[kind]}`,
    ...paths.map(({ path }) => shown(path)),
  ]);
}

function wordOf({ actions }: Change): string {
  if (actions.length === 2) return 'replace';
  return actions[0] === 'no-op' ? 'state only' : actions[0];
}

function shown(path: string): string {
  return path.replace(/^properties\./, '');
}

const RESUME = `acrctl apply --auto-approve -f ${'folder/'.repeat(20)}acrctl.yaml`;

function outcomeRenderer(): Renderer<RunOutcome> {
  const base: RunOutcome = {
    done: [],
    failed: [],
    notStarted: [],
    cutOff: [],
    waiting: [],
    interrupted: false,
    stateSerial: 4,
    counts: { created: 0, updated: 0, replaced: 0, deleted: 0 },
  };
  const failing = (text: string): RunOutcome => ({
    ...base,
    done: [`${text}/write`],
    failed: [
      {
        step: `${text}/close`,
        failure: {
          kind: 'permanent',
          code: text,
          innerCodes: [text],
          message: text,
          hint: `${text}\n${text}`,
          action: 'update',
          label: text,
          id: text,
          asked: { method: 'PATCH', path: `${text}/there` },
          status: 409,
          requestId: text,
          correlationId: text,
          attempts: 2,
          elapsedMs: 1_000,
          stillRunning: true,
        },
        held: [`${text}/rotate`],
      },
    ],
    notStarted: [`${text}/open`],
    cutOff: [`${text}/rotate`],
  });
  return {
    name: 'the outcome',
    render: (outcome, options) => outcomeText(outcome, { elapsedSeconds: 3, resume: RESUME }, options),
    documents: {
      'nothing to do': base,
      'all kinds of work': { ...base, counts: { created: 1, updated: 2, replaced: 3, deleted: 4 } },
      'an interruption': { ...base, interrupted: true, notStarted: ['networks.a/write'] },
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, failing(text)])),
    },
    mustShow: ({ failed, notStarted, cutOff, stateSerial }) =>
      [
        `${stateSerial}`,
        ...[...notStarted, ...cutOff].map(stepName),
        ...failed.flatMap(({ failure }) => [
          failure.code,
          failure.message,
          ...(failure.hint ?? '').split('\n'),
          failure.id,
          `PATCH ${failure.asked?.path}`,
          `request ${failure.requestId}`,
          `correlation ${failure.correlationId}`,
        ]),
        ...(failed.length > 0 ? [RESUME] : []),
      ].map(escapeUnprintable),
    unbroken: ({ failed }) => [
      RESUME,
      ...failed.flatMap(({ failure: { asked, correlationId, hint = '', id, requestId } }) =>
        [
          ...hint.split('\n').slice(1),
          `object ${id}`,
          `PATCH ${asked?.path}`,
          `request ${requestId}`,
          `correlation ${correlationId}`,
        ].map(escapeUnprintable),
      ),
    ],
  };
}

function diagnosticsRenderer(): Renderer<readonly Diagnostic[]> {
  const fault = (text: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
    severity: 'error',
    code: 'ACR2033',
    summary: 'A request to Azure failed',
    detail: text,
    hint: text,
    address: text,
    ...more,
  });
  const source = { file: 'acrctl.yaml', line: 3, column: 7, endLine: 3, endColumn: 9 };
  return {
    name: 'the diagnostics',
    render: diagnosticsText,
    documents: {
      none: [],
      'an error and a warning': [
        fault('why', { source, frame: '  3 | a: b\n    |    ^', requirements: ['1.27', '1.5'] }),
        fault('why', { severity: 'warning' }),
      ],
      ...Object.fromEntries(
        HOSTILE.map((text, index) => [
          `hostile text ${index}`,
          [fault(text), fault(text, { source: { ...source, file: text }, frame: text })],
        ]),
      ),
    },
    unbroken: (diagnostics) =>
      diagnostics.flatMap(({ frame = '' }) => frame.split('\n').map(escapeUnprintable)),
    mustShow: (diagnostics) =>
      diagnostics
        .flatMap(({ severity, code, summary, detail, hint = '', source: at, address = '' }) => [
          `${severity} ${code}: ${summary}`,
          detail,
          hint,
          at === undefined ? address : `${at.file}:${at.line}:${at.column}`,
        ])
        .map(escapeUnprintable),
  };
}

/** The same faults for programs, which show their words to people. */
function fileRenderer(
  name: string,
  render: (diagnostics: readonly Diagnostic[], facts: FileReportFacts) => string,
  drawn: (text: string) => string,
): Renderer<readonly Diagnostic[]> {
  const { documents } = diagnosticsRenderer();
  const facts: FileReportFacts = {
    version: '1.0.0',
    files: ['acrctl.yaml'],
    placeOf: (file) => ({ path: file, uri: encodeURIComponent(file.toWellFormed()), isInRepository: true }),
  };
  return {
    name,
    documents,
    render: (diagnostics) => render(diagnostics, facts),
    drawn,
    unbroken: (diagnostics) => render(diagnostics, facts).split('\n'),
    mustShow: (diagnostics) =>
      diagnostics
        .filter(({ severity }) => severity === 'error')
        .flatMap(({ code, summary, detail, hint = '' }) => [
          code,
          summary,
          ...`${detail}\n${hint}`.split('\n'),
        ])
        .map(escapeUnprintable),
  };
}

/** Texts of a log as they are shown. */
function sarifText(text: string): string {
  const found: string[] = [];
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value === 'string')
      found.push(value.replaceAll('] (', '](').replace(/\{\{(\d+)\}\}/g, '{$1}'));
    return value;
  });
  return found.join('\n');
}

function entryNamed(text: string): StateEntry {
  return {
    address: text,
    type: text,
    id: text,
    dependsOn: [text],
    incarnation: text,
    settled: false,
    protect: true,
    applied: { [text]: text, tags: { [text]: text } },
  };
}

/** Every line of it is for `grep`, so none is broken. */
function stateListRenderer(): Renderer<Omit<StateList, 'labelOf'>> {
  const listing = (text: string): Omit<StateList, 'labelOf'> => ({
    resources: [entryNamed(text), entryNamed('registries.images')],
    open: [
      { address: text, type: text, action: 'update' },
      { address: `${text}.coming`, type: text, action: 'create' },
    ],
  });
  return {
    name: 'the list of the state',
    render: (list, options) => stateListText({ ...list, labelOf }, options),
    documents: {
      nothing: { ...listing(''), resources: [], open: [] },
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, listing(text)])),
    },
    mustShow: ({ resources, open }) =>
      [
        ...resources.flatMap(({ address, type }) => [address, type, 'unfinished']),
        ...open.flatMap(({ address, action }) => [address, `${action} begun`]),
      ].map(escapeUnprintable),
    unbroken: (list) => stateListText({ ...list, labelOf }, { width: 80, style: PLAIN }).split('\n'),
  };
}

function stateEntryRenderer(): Renderer<Omit<ShownEntry, 'labelOf'>> {
  const showing = (text: string): Omit<ShownEntry, 'labelOf'> => ({
    resource: entryNamed(text),
    resources: [entryNamed('registries.images')],
    open: [{ address: text, type: text, action: 'delete' }],
  });
  return {
    name: 'an entry of the state',
    render: (entry, options) => stateEntryText({ ...entry, labelOf }, options),
    documents: Object.fromEntries(
      ['registries.images', ...HOSTILE].map((text, index) => [`text ${index}`, showing(text)]),
    ),
    mustShow: ({ resource: { address, id, incarnation = '', dependsOn } }) =>
      [address, id, incarnation, ...dependsOn, 'delete; what became of it'].map(escapeUnprintable),
    unbroken: ({ resource: { id, dependsOn } }) =>
      [id, ...dependsOn.flatMap((each) => [each, `depends on   ${each}`])].map(escapeUnprintable),
  };
}

function movedRenderer(): Renderer<readonly Move[]> {
  const moving = (text: string): readonly Move[] => [{ from: text, to: `${text}.to`, id: text }];
  const linesOf = ({ from, to }: Move) => [from, `-> ${to}`].map(escapeUnprintable);
  return {
    name: 'addresses that changed',
    render: movedText,
    documents: {
      nothing: [],
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, moving(text)])),
    },
    mustShow: (moves) => [...moves.flatMap(linesOf), 'The file has to have them'],
    unbroken: (moves) => moves.flatMap(linesOf),
  };
}

function forgottenRenderer(): Renderer<readonly StateEntry[]> {
  return {
    name: 'what is forgotten',
    render: (resources, options) => forgottenText({ resources, labelOf }, options),
    documents: Object.fromEntries(
      HOSTILE.map((text, index) => [`hostile text ${index}`, [entryNamed(text)]]),
    ),
    mustShow: (resources) => [
      ...resources.map(({ address }) => escapeUnprintable(address)),
      'the objects stay in Azure',
      'adopt: true',
    ],
    unbroken: (resources) =>
      stateListText({ resources, open: [], labelOf }, { width: 80, style: PLAIN }).split('\n'),
  };
}

function rebuildRenderer(): Renderer<Omit<RebuildResult, 'labelOf'>> {
  const found = (text: string) => ({
    taken: [entryNamed(`${text}.taken`)],
    left: [
      { ...entryNamed(`${text}.unmarked`), reason: 'unmarked' as const },
      { ...entryNamed(`${text}.theirs`), reason: 'other-stack' as const },
    ],
    serial: 7,
  });
  return {
    name: 'what a state holds again',
    render: (result, options) => rebuildText({ ...result, labelOf }, options),
    documents: {
      nothing: { taken: [], left: [], serial: undefined },
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, found(text)])),
    },
    mustShow: ({ taken, left }) => [
      taken.length === 0 ? 'Nothing was found' : 'State serial 7',
      ...[...taken, ...left].map(({ address }) => escapeUnprintable(address)),
    ],
    unbroken: ({ taken, left }) =>
      [...taken, ...left].flatMap((each) =>
        stateListText(
          { resources: [{ ...each, settled: true }], open: [], labelOf },
          { width: 80, style: PLAIN },
        ).split('\n'),
      ),
  };
}

/** What each plan says of the first object that it changes, or of one that it leaves. */
function importRenderer(): Renderer<Omit<ImportedObject, 'labelOf'>> {
  const documents = Object.entries(PLANS).flatMap(([name, plan]) =>
    [plan.changes[0]?.address, 'networks.left'].map(
      (address, index): [string, Omit<ImportedObject, 'labelOf'>] => [
        `${name}, ${index === 0 ? 'of its own' : 'of others'}`,
        { entry: entryNamed(address ?? 'networks.none'), isNew: index === 0, serial: 7, plan },
      ],
    ),
  );
  return {
    name: 'an import',
    render: (imported, options) => importText({ ...imported, labelOf }, options),
    documents: Object.fromEntries(documents),
    mustShow: ({ entry, plan }) => [
      ...[entry.address, entry.id].map(escapeUnprintable),
      ...changesOf({
        ...plan,
        changes: plan.changes.filter(({ address }) => address === entry.address),
        ...{ drift: [], moves: [], waiting: [] },
      }).filter((wanted) => !['No changes.', 'Plan:'].includes(wanted)),
      ...(plan.changes.length === 0 ? ['The next plan'] : ['Plan:']),
    ],
    unbroken: ({ entry }) => [`  ${escapeUnprintable(entry.id)}`],
  };
}

function importRegistryRenderer(): Renderer<Omit<RegistryImport, 'labelOf'>> {
  const planCommand = 'acrctl plan -f images.yaml';
  const found = (text: string) => ({
    file: `${text}.yaml`,
    serial: 7,
    taken: [entryNamed(`${text}.taken`)],
    existing: [{ address: `${text}.existing` }],
    left: [
      { address: `${text}.left`, id: text, what: `has ${text}` },
      { address: null, id: `/subscriptions/${text}`, what: `is ${text}` },
    ],
    planCommand,
  });
  return {
    name: 'an import of a registry',
    render: (imported, options) => importRegistryText({ ...imported, labelOf }, options),
    documents: {
      'one object': { ...found('images'), existing: [], left: [] },
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, found(text)])),
    },
    mustShow: ({ file, taken, existing, left }) =>
      [
        file,
        ...[...taken, ...existing].map(({ address }) => address),
        ...left.map(({ address, id, what }) => `${address ?? id} ${what}`),
      ].map(escapeUnprintable),
    unbroken: ({ taken }) => [
      `  ${planCommand}`,
      ...stateListText(
        { resources: taken.map((each) => ({ ...each, settled: true })), open: [], labelOf },
        { width: 80, style: PLAIN },
      ).split('\n'),
    ],
  };
}

function doctorRenderer(): Renderer<ShownExamination> {
  const examined = (checks: readonly Check[]): ShownExamination => ({
    ...{ stack: 'images-prod', cloud: 'AzureCloud', version: '1.0.0', checks },
  });
  const found = (text: string) =>
    examined([
      passed('state', text),
      skipped({ name: 'providers', subscription: 'one' }, text),
      troubled('lock', text, [diagnose('ACR2110', { detail: text, hint: text })]),
      troubled('clock', text, [diagnose('ACR2120', { severity: 'warning', detail: text })]),
    ]);
  return {
    name: 'an examination',
    render: doctorText,
    documents: {
      'all that is well': examined([passed('node', 'new enough'), passed('plan', 'nothing to do')]),
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, found(text)])),
    },
    mustShow: ({ checks }) => [
      counted(checks.length, 'check'),
      ...checks.map(({ found: text }) => escapeUnprintable(text)),
    ],
    // A word that fits nowhere stands behind the name of its check, to be copied.
    unbroken: (examination) =>
      doctorText(examination, { width: 80, style: PLAIN })
        .split('\n')
        .filter((line) => /^ {2}(ok|warning|failed|skipped) +\w+ +\S+$/.test(line)),
  };
}

function lockRenderer(): Renderer<ShownLock> {
  const locking = (text: string): ShownLock => ({
    id: text,
    path: text,
    process: 'gone',
    nowMs: Date.UTC(2026, 0, 1),
    holder: {
      ...{ id: text, stack: text, operation: text, who: text, host: text, bootId: text, pidNamespace: text },
      ...{ pid: 7, pidStarted: text, started: text, beat: `1 ${text}` },
    },
  });
  return {
    name: 'a lock',
    render: lockText,
    documents: {
      'a file that cannot be read': { ...locking('abc'), holder: undefined, process: 'unknown' },
      ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, locking(text)])),
    },
    mustShow: ({ id, path, holder }) => [
      ...[id, path].map(escapeUnprintable),
      holder === undefined ? 'cannot be read' : '(process 7)',
    ],
    unbroken: ({ id, path }) => [path, `id         ${id}`].map(escapeUnprintable),
  };
}

function labelOf(type: string): string {
  return type;
}
