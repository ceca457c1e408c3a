import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Cassette, readCassettes } from './cassette.ts';
import { withFigures } from './page.ts';

/** What a command that measures a folder of cassettes does. */
export interface FolderCommand {
  readonly usage: string;
  /** Where its figures stand in a page. */
  readonly section: string;
  /** Names of further options, each with a whole number. */
  readonly numbers?: readonly string[];
  /** The report, whose last line sums it up; `numbers` as they were given. */
  measure(
    cassettes: readonly Cassette[],
    numbers: Readonly<Record<string, number>>,
  ): Promise<string> | string;
}

/** Prints the report, and puts it into the page of `--write`. 3 for a command line or folder that cannot be used. */
export async function runOnFolder(command: FolderCommand): Promise<number> {
  const options = readOptions(command.numbers ?? []);
  if (options === undefined) return refuse(command.usage);
  const cassettes = cassettesIn(options.folder);
  if (typeof cassettes === 'string') return refuse(cassettes);
  // Whoever reads may have seen enough.
  process.stdout.on('error', () => undefined);
  const report = await command.measure(cassettes, options.numbers);
  process.stdout.write(report);
  return options.page === undefined ? 0 : writeFigures(options.page, command.section, report);
}

interface Options {
  readonly folder: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly page: string | undefined;
}

function readOptions(names: readonly string[]): Options | undefined {
  try {
    const options = Object.fromEntries(
      [...names, 'write'].map((name) => [name, { type: 'string' as const }]),
    );
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    const [folder, more] = positionals;
    if (folder === undefined || more !== undefined) return undefined;
    const given = names.filter((name) => values[name] !== undefined);
    const numbers = Object.fromEntries(given.map((name) => [name, Number(values[name])]));
    if (!Object.values(numbers).every(Number.isSafeInteger)) return undefined;
    return { folder, numbers, page: values['write'] };
  } catch {
    return undefined;
  }
}

function cassettesIn(folder: string): readonly Cassette[] | string {
  try {
    const cassettes = readCassettes(folder);
    return cassettes.length > 0 ? cassettes : `There are no cassettes (*.jsonl) in "${folder}".\n`;
  } catch (error) {
    return `The folder "${folder}" cannot be read: ${(error as Error).message}\n`;
  }
}

function writeFigures(page: string, section: string, report: string): number {
  try {
    const text = withFigures(readFileSync(page, 'utf8'), section, report);
    if (text === undefined) return refuse(`"${page}" has no <!-- ${section} --> and <!-- /${section} -->.\n`);
    writeFileSync(page, text);
    return 0;
  } catch (error) {
    return refuse(`The page "${page}" cannot be written: ${(error as Error).message}\n`);
  }
}

function refuse(why: string): number {
  process.stderr.write(why);
  return 3;
}
