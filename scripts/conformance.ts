import { runOnFolder } from './conformance/command.ts';
import { measure } from './conformance/measure.ts';
import { mutantsOf } from './conformance/mutants.ts';
import { mutantLines, reportOf } from './conformance/report.ts';

/** Replays recorded traffic of Azure Resource Manager against the emulator, and counts what it answers alike. */
const USAGE = `npm run conformance -- DIR [--mutate SEED] [--write FILE]

  DIR            a folder of cassettes, *.jsonl: one recorded interaction a line
  --mutate SEED  change each recorded answer in one place, and count how many of these the judge reports
  --write FILE   put the figures into that page, between <!-- replay --> and <!-- /replay -->
`;

process.exitCode = await runOnFolder({
  usage: USAGE,
  section: 'replay',
  numbers: ['mutate'],
  measure: async (cassettes, { mutate: seed }) => {
    const measured = await measure(cassettes);
    if (seed !== undefined) process.stdout.write(`${mutantLines(mutantsOf(measured.judged, seed), seed)}\n`);
    return reportOf(measured);
  },
});
