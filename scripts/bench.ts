import { readFileSync, writeFileSync } from 'node:fs';
import { readArguments } from './bench/arguments.ts';
import { type Bench, cellsOf, type Figure, isWithin, type Suite } from './bench/figures.ts';
import { describeMachine } from './bench/machine.ts';
import { apply, destroy } from './bench/suites/apply.ts';
import { journal } from './bench/suites/journal.ts';
import { latency } from './bench/suites/latency.ts';
import { plan } from './bench/suites/plan.ts';
import { report } from './bench/suites/report.ts';
import { startup } from './bench/suites/startup.ts';
import { COLUMNS, type Measured, markdownOf, replacePart, textRow } from './bench/tables.ts';
import { openWorkspace } from './bench/workspace.ts';

/**
 * Everything that has a budget, and how it grows, measured on this machine. What a figure means and how it is taken
 * stands in docs/benchmarks.md. A budget that is missed is printed as such and is no failure of this script.
 *
 *     npm run bench [-- NAME] [--quick] [--json FILE] [--markdown docs/benchmarks.md]
 */
const SUITES: readonly Suite[] = [startup, plan, apply, destroy, report, journal, latency];

const { filter, quick, json, markdown } = readArguments(process.argv.slice(2));
const chosen = SUITES.filter(({ name }) => name.includes(filter));
if (chosen.length === 0)
  throw new TypeError(`There is no "${filter}"; there are ${SUITES.map(({ name }) => name).join(', ')}.`);

const startedMs = performance.now();
const workspace = await openWorkspace();
process.once('exit', () => workspace.close());
process.once('SIGINT', () => process.exit(130));
const machine = describeMachine(workspace.folder, new Date());
print(machine.join('\n'));

const measured: Measured[] = [];
for (const suite of chosen) measured.push({ suite, figures: await run(suite, { quick, workspace }) });

const budgets = measured.flatMap(({ suite, figures }) =>
  figures.filter(({ budget }) => budget !== undefined).map((figure) => ({ suite, figure })),
);
const missed = budgets.filter(({ figure }) => !isWithin(figure));
print(`\n${budgets.length} budgets, ${missed.length} missed`);
for (const { suite, figure } of missed) print(`  ${suite.name}: ${figure.what}`);
print(`${((performance.now() - startedMs) / 1_000).toFixed(0)} s`);

if (json !== undefined) writeFileSync(json, `${JSON.stringify({ machine, quick, measured }, null, 1)}\n`);
if (markdown !== undefined) {
  writeFileSync(
    markdown,
    replacePart(readFileSync(markdown, 'utf8'), markdownOf(machine, measured, { quick })),
  );
}

async function run(suite: Suite, bench: Bench): Promise<readonly Figure[]> {
  print(`\n${suite.title}\n${textRow(COLUMNS)}`);
  const figures: Figure[] = [];
  for await (const figure of suite.figures(bench)) {
    figures.push(figure);
    print(textRow(cellsOf(figure)));
  }
  return figures;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
