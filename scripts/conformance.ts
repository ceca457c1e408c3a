import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Cassette, readCassettes } from './conformance/cassette.ts';
import { measure } from './conformance/measure.ts';
import { mutantsOf } from './conformance/mutants.ts';
import { withFigures } from './conformance/page.ts';
import { mutantLines, reportOf } from './conformance/report.ts';

/** Replays recorded traffic of Azure Resource Manager against the emulator, and counts what it answers alike. */
const USAGE = `npm run conformance -- DIR [--mutate SEED] [--write FILE]

  DIR            a folder of cassettes, *.jsonl: one recorded interaction a line
  --mutate SEED  change each recorded answer in one place, and count how many of these the judge reports
  --write FILE   put the figures into that page, between <!-- replay --> and <!-- /replay -->
`;

const options = readOptions();
if (options === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 3;
} else {
  process.exitCode = await run(options);
}

interface Options {
  readonly folder: string;
  readonly seed: number | undefined;
  readonly page: string | undefined;
}

function readOptions(): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { mutate: { type: 'string' }, write: { type: 'string' } },
    });
    const [folder, more] = positionals;
    const seed = values.mutate === undefined ? undefined : Number(values.mutate);
    if (folder === undefined || more !== undefined || (seed !== undefined && !Number.isSafeInteger(seed)))
      return undefined;
    return { folder, seed, page: values.write };
  } catch {
    return undefined;
  }
}

async function run({ folder, seed, page }: Options): Promise<number> {
  let cassettes: readonly Cassette[];
  try {
    cassettes = readCassettes(folder);
  } catch (error) {
    process.stderr.write(`The folder "${folder}" cannot be read: ${(error as Error).message}\n`);
    return 3;
  }
  if (cassettes.length === 0) {
    process.stderr.write(`There are no cassettes (*.jsonl) in "${folder}".\n`);
    return 3;
  }
  const measured = await measure(cassettes);
  if (seed !== undefined) process.stdout.write(`${mutantLines(mutantsOf(measured.judged, seed), seed)}\n`);
  const report = reportOf(measured);
  process.stdout.write(report);
  return page === undefined ? 0 : writeFigures(page, report);
}

function writeFigures(page: string, report: string): number {
  try {
    const text = withFigures(readFileSync(page, 'utf8'), 'replay', report);
    if (text !== undefined) {
      writeFileSync(page, text);
      return 0;
    }
    process.stderr.write(`"${page}" has no <!-- replay --> and <!-- /replay -->.\n`);
  } catch (error) {
    process.stderr.write(`The page "${page}" cannot be written: ${(error as Error).message}\n`);
  }
  return 3;
}
