import { hashText, inertJson } from '../core/canonical.ts';
import { CODES, type Code } from '../core/codes.ts';
import { type Diagnostic, isError } from '../core/diagnostic.ts';
import { escapeUnprintable } from '../core/wording.ts';

/** What a report of the faults of files says beside them. */
export interface FileReportFacts {
  readonly version: string;
  /** All files that were looked at, as they were named; the first is taken for what belongs to none. */
  readonly files: readonly [string, ...string[]];
  /** Where a file lies. */
  readonly placeOf: (file: string) => FilePlace;
}

export interface FilePlace {
  /** Relative to the root of the repository; of a file outside of it as it was named. */
  readonly path: string;
  /** The same for programs; of a file outside of the repository absolute. */
  readonly uri: string;
  readonly isInRepository: boolean;
}

/**
 * The faults as SARIF 2.1.0 (OASIS), with what GitHub's code scanning asks for beyond it: a location for each result,
 * names of files relative to the repository, a help text for each rule, and `primaryLocationLineHash`, by which it knows
 * an alert again ("SARIF support for code scanning"). No automation details: with them the category that its upload
 * action is given, or makes of workflow and job, would not count.
 */
export function diagnosticsSarif(diagnostics: readonly Diagnostic[], facts: FileReportFacts): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const occurrences = new Map<string, number>();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'acrctl',
            semanticVersion: facts.version,
            rules: codes.map((code) => ruleOf(code, diagnostics)),
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the repository.' } } },
        invocations: [{ executionSuccessful: true }],
        results: diagnostics.map((diagnostic) => resultOf(diagnostic, codes, facts, occurrences)),
      },
    ],
  };
  return `${inertJson(JSON.stringify(log, null, 2))}\n`;
}

/** As CodeQL and GitHub call it. */
const ROOT = '%SRCROOT%';

function ruleOf(code: string, diagnostics: readonly Diagnostic[]) {
  const own = diagnostics.filter((diagnostic) => diagnostic.code === code);
  const summary = CODES[code as Code] ?? own[0]?.summary ?? code;
  const level = own.some(isError) ? 'error' : 'warning';
  const requirements = [...new Set(own.flatMap((diagnostic) => diagnostic.requirements ?? []))].sort();
  return {
    id: code,
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: `${summary}. ${groupOf(code)}` },
    help: {
      text: `${summary}. ${groupOf(code)} ${HELP}`,
      markdown: `**${summary}.** ${groupOf(code)} ${HELP}`,
    },
    defaultConfiguration: { level },
    properties: {
      tags: ['configuration', ...requirements.map((number) => `requirement ${number}`)].slice(0, MOST_TAGS),
      precision: 'very-high',
      'problem.severity': level,
    },
  };
}

/** Of one rule, that GitHub takes. */
const MOST_TAGS = 20;

const HELP =
  'Each result says what is wrong, why, and what to do. "acrctl validate" finds the same on your machine, offline; "acrctl schema" describes every key.';

/** What the number of a code says: see `codes.ts`. */
function groupOf(code: string): string {
  const groups: Readonly<Record<string, string>> = {
    ACR10: 'The file cannot be taken as it is written.',
    ACR11: 'The configuration does not agree with itself.',
    ACR12: 'Azure does not take it this way.',
  };
  return groups[code.slice(0, 5)] ?? 'acrctl stopped here.';
}

function resultOf(
  diagnostic: Diagnostic,
  codes: readonly string[],
  facts: FileReportFacts,
  occurrences: Map<string, number>,
) {
  const { code, source, hint, detail } = diagnostic;
  const file = fileOf(diagnostic, facts.files);
  const { uri, isInRepository } = facts.placeOf(file);
  const line = hashText(lineOf(diagnostic).trim()).slice(0, 16);
  const key = `${code} ${uri} ${line}`;
  const occurrence = (occurrences.get(key) ?? 0) + 1;
  occurrences.set(key, occurrence);
  const region =
    source === undefined
      ? { startLine: 1 }
      : {
          startLine: source.line,
          startColumn: source.column,
          endLine: source.endLine,
          endColumn: source.endColumn,
        };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: isError(diagnostic) ? 'error' : 'warning',
    message: { text: messageText(hint === undefined ? detail : `${detail}\n${hint}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, ...(isInRepository && { uriBaseId: ROOT }) },
          region,
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: `${line}:${occurrence}` },
  };
}

/** The file that a fault stands in; of one without a position the file that its words name. */
export function fileOf({ source, detail }: Diagnostic, files: FileReportFacts['files']): string {
  return source?.file ?? files.find((file) => detail.includes(`"${file}"`)) ?? files[0];
}

/** The line of the file, so that an alert stays the same when lines above it come and go; without one the words. */
function lineOf({ source, frame = '', detail }: Diagnostic): string {
  if (source === undefined) return detail;
  const lines = frame.split('\n').map((line) => /^ *(\d+) \| ?(.*)$/.exec(line));
  return lines.find((found) => Number(found?.[1]) === source.line)?.[2] ?? detail;
}

/**
 * Plain words: what would be a link (3.11.6) or the place of an argument (3.11.5) is none. Other braces stay single,
 * since viewers replace nothing but the places of arguments.
 */
function messageText(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeUnprintable(line).trimEnd())
    .join('\n')
    .replaceAll('](', '] (')
    .replace(/\{(\d+)\}/g, '{{$1}}');
}
