import type { CheckResult } from '../core/verify.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { html } from './html.ts';

/**
 * The checks as JUnit XML, in the part of it that `diagnostics-junit.ts` keeps to: a suite a registry, in it a case a
 * check. A warning passes and is printed. No times: what a reader compares from day to day stays the same.
 */
export function verifyJunit(checks: readonly CheckResult[]): string {
  const suites = [...Map.groupBy(checks, ({ registry }) => registry)];
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="acrctl verify" tests="${checks.length}" failures="${count(checks, 'failed')}" errors="0">`,
    ...suites.flatMap(([registry, own]) => [
      `  <testsuite name="${attribute(registry)}" tests="${own.length}" failures="${count(own, 'failed')}" errors="0" skipped="${count(own, 'skipped')}">`,
      ...own.flatMap(caseLines),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function count(checks: readonly CheckResult[], wanted: CheckResult['status']): number {
  return checks.filter(({ status }) => status === wanted).length;
}

function caseLines(check: CheckResult): readonly string[] {
  const { name, address, about, status, found, code } = check;
  const title = about === null ? name : `${name} ${about}`;
  const open = `    <testcase name="${attribute(title)}" classname="${attribute(address)}"`;
  if (status === 'passed') return [`${open}/>`];
  if (status === 'skipped')
    return [`${open}>`, `      <skipped message="${attribute(found)}"/>`, '    </testcase>'];
  const told = textOf(check);
  return [
    `${open}>`,
    status === 'failed'
      ? `      <failure type="${attribute(code ?? '')}" message="${attribute(found)}">${told}</failure>`
      : `      <system-out>${told}</system-out>`,
    '    </testcase>',
  ];
}

function textOf({ found, evidence, advice, requirements }: CheckResult): string {
  const lines = [
    found,
    ...evidence,
    ...(advice?.split('\n') ?? []),
    ...(requirements.length === 0 ? [] : [`Requirements: ${requirements.join(', ')}`]),
  ];
  return lines.map((line) => html(escapeUnprintable(line).trimEnd())).join('\n');
}

function attribute(text: string): string {
  return html(escapeUnprintable(text.replaceAll('\n', ' ')));
}
