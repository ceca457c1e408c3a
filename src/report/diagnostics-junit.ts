import { type Diagnostic, isError, placeOf } from '../core/diagnostic.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { type FileReportFacts, fileOf } from './diagnostics-sarif.ts';
import { html } from './html.ts';

/**
 * The faults as JUnit XML, in the part of it that Jenkins, Azure Pipelines and the readers for GitHub have in common
 * (`junit-10.xsd` of Jenkins' xunit plugin): a suite a file, in it a case for each kind of fault, or one that passes. A
 * warning passes and is printed. No times: nothing here depends on a clock.
 */
export function diagnosticsJunit(diagnostics: readonly Diagnostic[], facts: FileReportFacts): string {
  const byFile = Map.groupBy(diagnostics, (diagnostic) => fileOf(diagnostic, facts.files));
  const suites = [...new Set([...facts.files, ...byFile.keys()])].map((file) => ({
    file: facts.placeOf(file).path,
    cases: [...Map.groupBy(byFile.get(file) ?? [], ({ code }) => code)],
  }));
  const cases = suites.flatMap((suite) => suite.cases);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="acrctl validate" tests="${suites.reduce((sum, suite) => sum + Math.max(1, suite.cases.length), 0)}" failures="${failuresIn(cases)}" errors="0">`,
    ...suites.flatMap((suite) => suiteLines(suite.file, suite.cases)),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A code, and every fault of the file that has it. */
type Case = readonly [string, readonly Diagnostic[]];

function failuresIn(cases: readonly Case[]): number {
  return cases.filter(([, faults]) => faults.some(isError)).length;
}

function suiteLines(file: string, cases: readonly Case[]): readonly string[] {
  const name = attribute(file);
  return [
    `  <testsuite name="${name}" tests="${Math.max(1, cases.length)}" failures="${failuresIn(cases)}" errors="0" skipped="0">`,
    ...(cases.length === 0
      ? [`    <testcase name="has no fault" classname="${name}"/>`]
      : cases.flatMap((each) => caseLines(name, each))),
    '  </testsuite>',
  ];
}

function caseLines(name: string, [code, faults]: Case): readonly string[] {
  const summary = attribute(`${code}: ${faults[0]?.summary ?? ''}`);
  const errors = faults.filter(isError);
  const told = (each: readonly Diagnostic[]) => each.map(textOf).join('\n\n');
  const [first] = errors;
  const message =
    errors.length > 1 ? `${counted(errors.length, 'fault')}, the first: ${first?.detail}` : first?.detail;
  const warnings = faults.filter((fault) => !isError(fault));
  return [
    `    <testcase name="${summary}" classname="${name}">`,
    ...(message === undefined
      ? []
      : [
          `      <failure type="${attribute(code)}" message="${attribute(message)}">${told(errors)}</failure>`,
        ]),
    ...(warnings.length === 0 ? [] : [`      <system-out>${told(warnings)}</system-out>`]),
    '    </testcase>',
  ];
}

function attribute(text: string): string {
  return html(escapeUnprintable(text.replaceAll('\n', ' ')));
}

/** Place, the file around it, and what to do, as on a terminal. */
function textOf({ source, frame, detail, hint }: Diagnostic): string {
  const place = placeOf({ ...(source && { source }) });
  const parts = [
    ...(place === undefined ? [] : [place]),
    ...(frame === undefined ? [] : frame.split('\n')),
    ...detail.split('\n'),
    ...(hint === undefined || frame?.includes(hint) ? [] : hint.split('\n')),
  ];
  return parts.map((line) => html(escapeUnprintable(line).trimEnd())).join('\n');
}
