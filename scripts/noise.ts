import type { BrokenLine, Cassette } from './conformance/cassette.ts';
import { runOnFolder } from './conformance/command.ts';
import { findingsOf } from './noise/findings.ts';
import { importFindingsOf } from './noise/import-findings.ts';
import { noiseReport } from './noise/report.ts';

/**
 * Whether acrctl would see a change where recorded writes were simply taken, whether it sees recorded changes, whether a
 * plan behind an import of recorded objects is empty, and what it makes of each value changed in their entries.
 */
const USAGE = `npm run noise -- DIR [--write FILE]

  DIR           a folder of cassettes, *.jsonl: one recorded interaction a line
  --write FILE  put the figures into that page, between <!-- noise --> and <!-- /noise -->
`;

process.exitCode = await runOnFolder({ usage: USAGE, section: 'noise', measure: measureNoise });

async function measureNoise(cassettes: readonly Cassette[]): Promise<string> {
  const broken: readonly BrokenLine[] = cassettes.flatMap((cassette) => cassette.broken);
  return noiseReport(cassettes.map(findingsOf), await importFindingsOf(cassettes), broken);
}
