import { parseArgs } from 'node:util';
import { type Cassette, readCassettes } from './conformance/cassette.ts';
import { measure } from './conformance/measure.ts';
import { mutantsOf } from './conformance/mutants.ts';
import { mutantLines, reportOf } from './conformance/report.ts';

/** Replays recorded traffic of Azure Resource Manager against the emulator, and counts what it answers alike. */
const USAGE = `npm run conformance -- DIR [--mutate SEED]

  DIR            a folder of cassettes, *.jsonl: one recorded interaction a line
  --mutate SEED  change each recorded answer in one place, and count how many of these the judge reports
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
}

function readOptions(): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { mutate: { type: 'string' } },
    });
    const [folder, more] = positionals;
    const seed = values.mutate === undefined ? undefined : Number(values.mutate);
    if (folder === undefined || more !== undefined || (seed !== undefined && !Number.isSafeInteger(seed)))
      return undefined;
    return { folder, seed };
  } catch {
    return undefined;
  }
}

async function run({ folder, seed }: Options): Promise<number> {
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
  process.stdout.write(reportOf(measured));
  return 0;
}
