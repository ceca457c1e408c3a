import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'junit2json';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { CODES } from '../../src/core/codes.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { rulesWithFiles } from '../../src/features/rules.ts';
import { diagnosticsJunit } from '../../src/report/diagnostics-junit.ts';
import { diagnosticsSarif, type FileReportFacts } from '../../src/report/diagnostics-sarif.ts';
import { configurationOf, EXAMPLES } from '../examples.ts';
import { filesOfFixtures } from '../features/certificate-files.ts';

const BAD = new URL('../fixtures/bad/', import.meta.url);
const FIXTURES = readdirSync(BAD).filter((file) => file.endsWith('.yaml'));

/** By whom SARIF was made; see the README beside it. */
const SCHEMA = new URL('../fixtures/sarif/sarif-2.1.0.schema.json', import.meta.url);
const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(SCHEMA, 'utf8'));
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly Rule[] } };
      readonly columnKind: string;
      readonly results: readonly Result[];
    },
  ];
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly [
    { readonly physicalLocation: { readonly artifactLocation: Artifact; readonly region: Region } },
  ];
}

interface Artifact {
  readonly uri: string;
  readonly uriBaseId?: string;
}

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

describe('the SARIF of a configuration', () => {
  it.each(FIXTURES)('with the faults of %s is valid, and GitHub has all that it asks for', (file) => {
    const text = readFileSync(new URL(file, BAD), 'utf8');
    const diagnostics = faultsOf(file, text);
    const [{ tool, columnKind, results }] = sarifOf(diagnostics, factsFor(file)).runs;
    expect(columnKind).toBe('utf16CodeUnits');
    expect(results.map(({ ruleId }) => ruleId)).toEqual(diagnostics.map(({ code }) => code));
    for (const { ruleId, ruleIndex, level, locations, message } of results) {
      expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
      expect(tool.driver.rules[ruleIndex]?.help.text).toContain(CODES[ruleId as keyof typeof CODES]);
      expect(['error', 'warning']).toContain(level);
      expect(message.text.trim()).not.toBe('');
      const { artifactLocation, region } = locations[0].physicalLocation;
      expect(artifactLocation).toEqual({ uri: `stacks/${file}`, uriBaseId: '%SRCROOT%' });
      expect(region.startLine).toBeLessThanOrEqual(text.split('\n').length);
    }
    const fingerprints = results.map(
      ({ ruleId, partialFingerprints }) => `${ruleId} ${partialFingerprints['primaryLocationLineHash']}`,
    );
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });

  it('points at the characters that are wrong, counted as editors do', () => {
    const text = 'apiVersion: acrctl/v1\nstack: "🙂" # 🙂\nazure: { "🙂🙂": 1, sku: x }\n';
    const results = sarifOf(faultsOf('a.yaml', text), factsFor('a.yaml')).runs[0].results;
    const marked = results.map(({ locations }) => {
      const { startLine, startColumn, endLine, endColumn } = locations[0].physicalLocation.region;
      expect(endLine).toBe(startLine);
      return text.split('\n')[startLine - 1]?.slice(startColumn - 1, endColumn - 1);
    });
    expect(marked).toContain('sku');
    expect(marked).toContain('"🙂🙂"');
  });

  it('knows a fault again when lines above it come and go', () => {
    const text = readFileSync(new URL('no-such-subnet.yaml', BAD), 'utf8');
    const printsOf = (own: string) =>
      sarifOf(faultsOf('a.yaml', own), factsFor('a.yaml')).runs[0].results.map(
        ({ partialFingerprints }) => partialFingerprints,
      );
    expect(printsOf(`# one more\n\n${text}`)).toEqual(printsOf(text));
  });

  it('of what is valid has no result and no rule', () => {
    // That for trials has warnings.
    const silent = EXAMPLES.filter(({ name }) => !/^(?:custom-domain|full|public-front.*)$/.test(name));
    for (const example of silent) {
      const [{ tool, results }] = sarifOf(
        faultsOfFiles(configurationOf(example)),
        factsFor(...example.files),
      ).runs;
      expect([tool.driver.rules, results]).toEqual([[], []]);
    }
  });

  it('takes a fault without a position to the file that its words name', () => {
    const fault = { severity: 'error', code: 'ACR1025', summary: 's' } as const;
    const facts = factsFor('base.yaml', 'prod.yaml');
    const urisOf = (detail: string) =>
      sarifOf([{ ...fault, detail }], facts).runs[0].results.map(
        ({ locations }) => locations[0].physicalLocation.artifactLocation.uri,
      );
    expect(urisOf('The configuration "prod.yaml" cannot be read.')).toEqual(['stacks/prod.yaml']);
    expect(urisOf('Something else.')).toEqual(['stacks/base.yaml']);
  });

  it('has no link and no place for an argument that came with a name', () => {
    const fault = {
      severity: 'error',
      code: 'ACR1018',
      summary: 's',
      detail: '[a](1) {0} $' + '{NAME}',
    } as const;
    const [{ results }] = sarifOf([fault], factsFor('a.yaml')).runs;
    expect(results[0]?.message.text).toBe('[a] (1) {{0}} $' + '{NAME}');
  });
});

describe('the JUnit XML of a configuration', () => {
  it.each(FIXTURES)('has a case for each kind of fault of %s, which fails with its errors', async (file) => {
    const diagnostics = faultsOf(file, readFileSync(new URL(file, BAD), 'utf8'));
    const suites = await suitesOf(diagnostics, factsFor(file));
    const codes = [...new Set(diagnostics.map(({ code }) => code))];
    const failing = codes.filter((code) =>
      diagnostics.some((each) => each.code === code && each.severity === 'error'),
    );
    expect(suites).toMatchObject({
      tests: codes.length,
      failures: failing.length,
      errors: 0,
      testsuite: [{ name: `stacks/${file}`, tests: codes.length, failures: failing.length }],
    });
    const cases = suites.testsuite?.[0]?.testcase ?? [];
    expect(cases.map(({ name }) => name?.slice(0, 7))).toEqual(codes);
    const failed = cases.filter(({ failure }) => failure !== undefined);
    expect(failed.map(({ failure }) => failure?.[0]?.type)).toEqual(failing);
    for (const { failure } of failed) expect(failure).toHaveLength(1);
  });

  it('has a case that passes for a file without a fault, also beside one with faults', async () => {
    const [example] = EXAMPLES;
    const files = example?.files ?? ['acrctl.yaml'];
    const passing = await suitesOf([], factsFor(...files));
    expect(passing).toMatchObject({ tests: files.length, failures: 0 });
    const fault = { severity: 'error', code: 'ACR1025', summary: 's', detail: 'no "b.yaml"' } as const;
    const mixed = await suitesOf([fault], factsFor('a.yaml', 'b.yaml'));
    expect(mixed.testsuite?.map(({ name, failures }) => [name, failures])).toEqual([
      ['stacks/a.yaml', 0],
      ['stacks/b.yaml', 1],
    ]);
  });

  it('passes with a warning, which it prints', async () => {
    const warning = {
      severity: 'warning',
      code: 'ACR1028',
      summary: 'There',
      detail: 'a & <b> ]]>',
    } as const;
    const suites = await suitesOf([warning], factsFor('a.yaml'));
    expect(suites).toMatchObject({ tests: 1, failures: 0 });
    expect(suites.testsuite?.[0]?.testcase?.[0]?.['system-out']).toEqual(['a & <b> ]]>']);
  });
});

function factsFor(...files: readonly string[]): FileReportFacts {
  const [first = '', ...rest] = files;
  const placeOf = (file: string) => ({ path: `stacks/${file}`, uri: `stacks/${file}`, isInRepository: true });
  return { version: '1.0.0', files: [first, ...rest], placeOf };
}

function sarifOf(diagnostics: readonly Diagnostic[], facts: FileReportFacts): Log {
  const log = JSON.parse(diagnosticsSarif(diagnostics, facts));
  expect([isSarif(log), isSarif.errors]).toEqual([true, null]);
  return log;
}

async function suitesOf(diagnostics: readonly Diagnostic[], facts: FileReportFacts) {
  const parsed = await parse(diagnosticsJunit(diagnostics, facts));
  if (parsed === null || parsed === undefined || !('testsuite' in parsed)) throw new Error('No suites.');
  return parsed;
}

const RULES = rulesWithFiles(filesOfFixtures());

function faultsOf(path: string, text: string): readonly Diagnostic[] {
  return faultsOfFiles([{ path, text }]);
}

function faultsOfFiles(files: Parameters<typeof loadConfig>[0]['files']): readonly Diagnostic[] {
  const loaded = loadConfig({ files, env: {}, rules: RULES });
  return loaded.ok ? loaded.warnings : loaded.diagnostics;
}
