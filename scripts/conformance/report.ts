import type { BrokenLine } from './cassette.ts';
import type { Difference } from './judge.ts';
import type { Judged, Measured } from './measure.ts';
import type { Mutant } from './mutants.ts';

/** How many of the commonest differences are shown. */
const SHOWN = 20;

/** What was measured, in columns of text: types with routes, types without, commonest differences, and the count at the end. */
export function reportOf({ judged, broken }: Measured): string {
  const routed = judged.filter(({ isRouted }) => isRouted);
  const others = judged.filter(({ isRouted }) => !isRouted);
  return [
    heading('Types that the emulator has routes for', 'alike'),
    ...typeLines(routed, true),
    totalLine('all of them', routed),
    `${percent(maskedShare(routed))} of ${leavesOf(routed)} leaf values were masked.`,
    '',
    heading('Types without routes, which count as failed', 'failed'),
    ...typeLines(others, false),
    '',
    ...brokenLines(broken),
    ...differenceLines(routed),
    countLine(judged, broken),
    '',
  ].join('\n');
}

function countLine(judged: readonly Judged[], broken: readonly BrokenLine[]): string {
  const passed = judged.filter(isAlike).length;
  return `${passed} passed, ${judged.length - passed + broken.length} failed`;
}

/** How many changes of recorded answers the judge noticed, and those that it did not. */
export function mutantLines(mutants: readonly Mutant[], seed: number): string {
  const missed = mutants.filter(({ isReported }) => !isReported);
  const share = percent(ratio(mutants.length - missed.length, mutants.length));
  return [
    ...missed.map(
      ({ recorded, change }) => `not reported: ${recorded.cassette} #${recorded.index}: ${change}`,
    ),
    `${mutants.length - missed.length} of ${mutants.length} mutants reported (${share}, seed ${seed}),`,
    'one of each recorded answer that is answered alike; the others are reported as they stand',
    '',
  ].join('\n');
}

/** Of the leaf values in the recorded answers, the part whose value proves nothing. */
export function maskedShare(judged: readonly Judged[]): number {
  return ratio(
    sum(judged, ({ masked }) => masked),
    leavesOf(judged),
  );
}

export function isAlike({ isRouted, differences }: Judged): boolean {
  return isRouted && differences.length === 0;
}

const WIDTH = 58;

function heading(title: string, column: string): string {
  return `${title.padEnd(WIDTH)} ${column}`;
}

function typeLines(judged: readonly Judged[], hasShares: boolean): readonly string[] {
  const byType = Map.groupBy(judged, ({ shownType }) => shownType.toLowerCase());
  return [...byType.values()].toSorted(byName).flatMap((ofType) => {
    const name = ofType[0]?.shownType ?? '';
    if (!hasShares) return [`  ${name.padEnd(WIDTH - 2)} ${ofType.length}`];
    const versions = Map.groupBy(ofType, ({ apiVersion }) => apiVersion);
    return [
      totalLine(`  ${name}`, ofType),
      ...[...versions]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([version, each]) => totalLine(`    ${version}`, each)),
    ];
  });
}

function byName([left]: readonly Judged[], [right]: readonly Judged[]): number {
  return (left?.shownType.toLowerCase() ?? '') < (right?.shownType.toLowerCase() ?? '') ? -1 : 1;
}

function totalLine(name: string, judged: readonly Judged[]): string {
  const alike = judged.filter(isAlike).length;
  const count = `${alike} of ${judged.length}`;
  return `${name.padEnd(WIDTH)} ${count.padEnd(14)} ${percent(ratio(alike, judged.length)).padStart(7)}`;
}

function brokenLines(broken: readonly BrokenLine[]): readonly string[] {
  if (broken.length === 0) return [];
  const lines = broken.map(({ cassette, line, why }) => `  ${cassette}.jsonl:${line}: ${why}`);
  return ['Lines that are no interaction, which count as failed', ...lines, ''];
}

function differenceLines(judged: readonly Judged[]): readonly string[] {
  const found = new Map<string, { count: number; example: string }>();
  for (const { shownType, recorded, differences } of judged) {
    for (const [what, difference] of new Map(differences.map((each) => [wordsOf(each), each]))) {
      const key = `${shownType}: ${what}`;
      const entry = found.get(key) ?? {
        count: 0,
        example: exampleOf(recorded.cassette, recorded.index, difference),
      };
      found.set(key, { ...entry, count: entry.count + 1 });
    }
  }
  if (found.size === 0) return [];
  const commonest = [...found].toSorted(([, left], [, right]) => right.count - left.count).slice(0, SHOWN);
  const lines = commonest.flatMap(([what, { count, example }]) => [
    `  ${String(count).padStart(4)}  ${what}`,
    `        ${example}`,
  ]);
  const more = found.size > SHOWN ? [`        and ${found.size - SHOWN} others`] : [];
  return ['Commonest differences, with the first interaction that shows each', ...lines, ...more, ''];
}

function wordsOf({ kind, path, recorded, answered }: Difference): string {
  return kind === 'status' ? `status ${String(answered)} instead of ${String(recorded)}` : `${kind} ${path}`;
}

function exampleOf(cassette: string, index: number, { recorded, answered }: Difference): string {
  return `${cassette} #${index}: ${shortened(recorded)} recorded, ${shortened(answered)} answered`;
}

function shortened(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function leavesOf(judged: readonly Judged[]): number {
  return sum(judged, ({ leaves }) => leaves);
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

// Rounded down: what is not all is never shown as 100 %.
function percent(share: number): string {
  return `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}
