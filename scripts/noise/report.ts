import type { BrokenLine } from '../conformance/cassette.ts';
import { EXCEPTIONS } from './exceptions.ts';
import type { Drift, Findings, Pair, Unlike } from './findings.ts';

const WIDTH = 58;

/** By type, how often what came back was what was asked; then what is left, and the counts. */
export function noiseReport(findings: readonly Findings[], broken: readonly BrokenLine[]): string {
  const pairs = findings.flatMap((each) => each.pairs);
  const drifts = findings.flatMap((each) => each.drifts);
  return [
    `${'Asked, and came back the same'.padEnd(WIDTH)} alike`,
    ...[...Map.groupBy(pairs, ({ type }) => type)].toSorted(byName).map(([type, each]) => {
      return `  ${type.padEnd(WIDTH - 2)} ${each.filter(isQuiet).length} of ${each.length}`;
    }),
    '',
    ...exceptionLines(pairs),
    ...noiseLines(pairs),
    ...driftLines(drifts),
    ...otherLines(findings, broken),
    `${pairs.filter(isQuiet).length} of ${pairs.length} compared without noise, ${drifts.filter(isSeen).length} of ${drifts.length} drifts seen`,
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

function exceptionLines(pairs: readonly Pair[]): readonly string[] {
  const met = EXCEPTIONS.map(({ type, path, reason }) => {
    const count = pairs.filter(
      (pair) => pair.type === type && pair.unlike.some((each) => each.path === path),
    ).length;
    return `  ${type} ${path}\n    ${count === 0 ? 'met nowhere here' : `${count} times`}: ${reason}`;
  });
  return ['Explained, and counted as alike', ...met, ''];
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
