import type { BrokenLine } from '../conformance/cassette.ts';
import type { EditOutcome } from './edited-plans.ts';
import { EXCEPTIONS } from './exceptions.ts';
import type { Drift, Findings, Pair, Unlike } from './findings.ts';
import { type ImportFinding, reasonsFor } from './import-findings.ts';

const WIDTH = 58;

/** By type, how often what came back was what was asked; then what is left, and the counts. */
export function noiseReport(
  findings: readonly Findings[],
  imports: readonly ImportFinding[],
  broken: readonly BrokenLine[],
): string {
  const pairs = findings.flatMap((each) => each.pairs);
  const drifts = findings.flatMap((each) => each.drifts);
  const edits = imports.flatMap((each) => each.edits);
  return [
    `${'Asked, and came back the same'.padEnd(WIDTH)} alike`,
    ...[...Map.groupBy(pairs, ({ type }) => type)].toSorted(byName).map(([type, each]) => {
      return `  ${type.padEnd(WIDTH - 2)} ${each.filter(isQuiet).length} of ${each.length}`;
    }),
    '',
    ...importLines(imports),
    ...editLines(imports),
    ...exceptionLines(pairs, imports),
    ...noiseLines(pairs),
    ...driftLines(drifts),
    ...otherLines(findings, broken),
    [
      `${pairs.filter(isQuiet).length} of ${pairs.length} compared without noise`,
      `${drifts.filter(isSeen).length} of ${drifts.length} drifts seen`,
      `${sayable(imports).filter(isQuietImport).length} of ${sayable(imports).length} imported with an empty plan`,
      `${edits.filter(isAsMeant).length} of ${edits.length} changes of a value planned as meant`,
    ].join(', '),
    '',
  ].join('\n');
}

/** Nothing differs that has no explanation. */
function isQuiet({ unlike }: Pair): boolean {
  return unlike.every(({ reason }) => reason !== undefined);
}

function isSeen({ unseen }: Drift): boolean {
  return unseen.length === 0;
}

function exceptionLines(pairs: readonly Pair[], imports: readonly ImportFinding[]): readonly string[] {
  const met = EXCEPTIONS.map(({ type, path, reason }) => {
    const own = pairs.filter((pair) => pair.type === type && pair.unlike.some((each) => each.path === path));
    const imported = imports.filter(
      (each) =>
        each.look.type === type && each.imported.kind === 'noise' && each.imported.paths.includes(path),
    );
    const count = own.length + imported.length;
    return `  ${type} ${path}\n    ${count === 0 ? 'met nowhere here' : `${count} times`}: ${reason}`;
  });
  return ['Explained, and counted as alike', ...met, ''];
}

/** By type, how often the plan behind an import was empty; then what no entry stands for, and what was not quiet. */
function importLines(imports: readonly ImportFinding[]): readonly string[] {
  const byType = Map.groupBy(sayable(imports), ({ look }) => look.type);
  const left = Map.groupBy(imports, ({ look, imported }) =>
    imported.kind === 'unsayable' ? `${look.type}: ${imported.why}` : '',
  );
  left.delete('');
  const loud = sayable(imports).filter((each) => !isQuietImport(each));
  return [
    `${'Imported, and the next plan is empty'.padEnd(WIDTH)} empty`,
    ...[...byType].toSorted(byName).map(([type, each]) => {
      return `  ${type.padEnd(WIDTH - 2)} ${each.filter(isQuietImport).length} of ${each.length}`;
    }),
    '',
    'Not imported: no entry of the language stands for it',
    ...[...left].toSorted(byName).map(([what, each]) => `  ${what} (${each.length})`),
    '',
    ...(loud.length === 0 ? [] : ['Noise after an import', ...loud.flatMap(loudImport), '']),
  ];
}

function loudImport({ look: { at }, imported }: ImportFinding): readonly string[] {
  const lines = imported.kind === 'noise' ? imported.lines : [];
  return [`  ${at.cassette} #${at.index}: ${at.path}`, ...lines.map((line) => `    ${line}`)];
}

function sayable(imports: readonly ImportFinding[]): readonly ImportFinding[] {
  return imports.filter(({ imported }) => imported.kind !== 'unsayable');
}

function isQuietImport(finding: ImportFinding): boolean {
  return finding.imported.kind === 'quiet' || reasonsFor(finding) !== undefined;
}

/** By type, what plans made of one value changed in the entry of an imported object. */
function editLines(imports: readonly ImportFinding[]): readonly string[] {
  const byType = Map.groupBy(
    imports.filter(({ edits }) => edits.length > 0),
    ({ look }) => look.type,
  );
  const rows = [...byType].toSorted(byName).map(([type, each]) => {
    const outcomes = each.flatMap(({ edits }) => edits);
    const counts = OUTCOMES.map((kind) =>
      String(outcomes.filter((edit) => edit.kind === kind).length).padStart(6),
    );
    return `  ${type.padEnd(WIDTH - 2)}${counts.join('')}`;
  });
  const strange = imports.flatMap(({ look: { at }, edits }) =>
    edits
      .filter((edit) => !isAsMeant(edit))
      .map(
        ({ edit, told }) =>
          `  ${at.cassette} #${at.index}: ${edit.path.join('.')} = ${shown(edit.value)}: ${told}`,
      ),
  );
  return [
    `${'Each value of an imported entry changed, one at a time'.padEnd(WIDTH)}${OUTCOMES.map((kind) => kind.padStart(6)).join('')}`,
    ...rows,
    '  exact: this change and no other; same: Azure has the value, or the file lets go of it, and nothing is sent;',
    '  rule: the language or a check of the plan forbids it; guard: it is planned, and refused',
    '',
    ...(strange.length === 0 ? [] : ['Planned otherwise', ...strange, '']),
  ];
}

const OUTCOMES = ['exact', 'same', 'rule', 'guard'] as const;

function isAsMeant({ kind }: EditOutcome): boolean {
  return kind !== 'other';
}

function noiseLines(pairs: readonly Pair[]): readonly string[] {
  const loud = pairs.filter((pair) => !isQuiet(pair));
  if (loud.length === 0) return [];
  const lines = loud.flatMap(({ write, look, unlike }) => [
    `  ${write.cassette} #${write.index} ${write.method}, #${look.index}: ${write.path}`,
    ...unlike.filter(({ reason }) => reason === undefined).map(unlikeLine),
  ]);
  return ['Noise', ...lines, ''];
}

function unlikeLine({ path, asked, cameBack }: Unlike): string {
  return `    ${path}: ${shown(asked)} asked, ${shown(cameBack)} came back`;
}

function driftLines(drifts: readonly Drift[]): readonly string[] {
  const unseen = drifts.filter((drift) => !isSeen(drift));
  if (unseen.length === 0) return [];
  const lines = unseen.map(
    ({ write, unseen: paths }) => `  ${write.cassette} #${write.index}: ${paths.join(', ')}`,
  );
  return ['Drift that is not seen', ...lines, ''];
}

function otherLines(findings: readonly Findings[], broken: readonly BrokenLine[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { others } of findings)
    for (const [why, count] of others) counts.set(why, (counts.get(why) ?? 0) + count);
  const lines = [...counts].toSorted(byName).map(([why, count]) => `  ${why.padEnd(WIDTH - 2)} ${count}`);
  const brokenLines = broken.map(({ cassette, line, why }) => `  ${cassette}.jsonl:${line}: ${why}`);
  return ['Not compared: nothing that acrctl manages, or no interaction', ...lines, ...brokenLines, ''];
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : Number(left > right);
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
