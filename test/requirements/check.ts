import { byNumber, claimedIn, numbersIn } from './numbers.ts';

/** A test that ran and passed: its file, and its title with those of the groups it stands in. */
export interface PassedTest {
  readonly file: string;
  readonly title: string;
}

export interface CoverageInput {
  readonly passed: readonly PassedTest[];
  /** The text of docs/coverage.md. */
  readonly docs: string;
  /** The text of the requirements; absent on a clone that has none beside it. */
  readonly requirements?: string;
  readonly fileExists: (path: string) => boolean;
}

/**
 * Where docs/coverage.md, the titles of the tests that passed and the requirements do not agree: one line each,
 * which says what to do. None where every number is shown by a test or listed as not built.
 */
export function coverageFaults(input: CoverageInput): readonly string[] {
  const { rows, faults } = readDocs(input.docs);
  const tests = input.passed.map((test) => ({ ...test, numbers: claimedIn(test.title) }));
  const titles = new Set(tests.flatMap(({ numbers }) => numbers));
  const listed = new Set(rows.flatMap(({ numbers }) => numbers));
  return [
    ...faults,
    ...repeated(rows),
    ...unlisted(titles, listed),
    ...(input.requirements === undefined ? [] : unknown(listed, numbersOf(input.requirements))),
    ...rows.flatMap((row) => (row.isBuilt ? notShown(row, tests, input.fileExists) : stale(row, titles))),
  ];
}

/** How many numbers are in which state: for the line that a passing run prints. */
export function coverageCounts(docs: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { word, numbers } of readDocs(docs).rows) counts[word] = (counts[word] ?? 0) + numbers.length;
  return counts;
}

interface Row {
  readonly numbers: readonly string[];
  readonly word: string;
  /** Built, or built in part: a test shows it. */
  readonly isBuilt: boolean;
  readonly files: readonly string[];
}

interface Claim extends PassedTest {
  readonly numbers: readonly string[];
}

/** `built`, `built: how`; what is missing, which feature brings it, or why it never comes must be said. */
const STATE = /^(?:(built)(?:: \S.*)?|(partly): \S.*|(later) \(\S[^()]*\)|(not built): \S.*)$/;

function readDocs(docs: string): { readonly rows: readonly Row[]; readonly faults: readonly string[] } {
  const rows: Row[] = [];
  const faults: string[] = [];
  for (const line of docs.split('\n').filter((each) => each.startsWith('|'))) {
    const [items = '', state = '', files = ''] = line
      .split('|')
      .slice(1)
      .map((cell) => cell.trim());
    if (items === 'item' || /^-+$/.test(items)) continue;
    const numbers = numbersIn(items);
    if (items.split(',').some((item) => numbersIn(item).length === 0))
      faults.push(`The row "${items}" is no list of numbers.`);
    const word =
      STATE.exec(state)
        ?.slice(1)
        .find((each) => each !== undefined) ?? '';
    if (word === '') {
      faults.push(
        `The state "${state}" of ${items} is none of: built, built: HOW, partly: WHAT IS MISSING, later (FEATURE), not built: WHY.`,
      );
      continue;
    }
    const isBuilt = word === 'built' || word === 'partly';
    rows.push({
      numbers,
      word,
      isBuilt,
      files: files
        .split(',')
        .map((file) => file.trim())
        .filter((file) => file !== ''),
    });
  }
  return { rows, faults };
}

/** The numbers that begin the rows of the tables in the requirements. */
function numbersOf(requirements: string): ReadonlySet<string> {
  const first = [...requirements.matchAll(/^\| ([^|]*) \|/gm)].map(([, cell = '']) => cell);
  return new Set(first.flatMap(numbersIn));
}

function repeated(rows: readonly Row[]): readonly string[] {
  const all = rows.flatMap(({ numbers }) => numbers);
  const twice = new Set(all.filter((number, index) => all.indexOf(number) < index));
  return [...twice].map((number) => `${number} stands in docs/coverage.md twice. Keep one row of it.`);
}

function unlisted(titles: ReadonlySet<string>, listed: ReadonlySet<string>): readonly string[] {
  return sorted([...titles].filter((number) => !listed.has(number))).map(
    (number) =>
      `${number} is in the title of a test and not in docs/coverage.md. Add it, or correct the title.`,
  );
}

function unknown(listed: ReadonlySet<string>, required: ReadonlySet<string>): readonly string[] {
  const missing = sorted([...required].filter((number) => !listed.has(number)));
  const extra = sorted([...listed].filter((number) => !required.has(number)));
  return [
    ...missing.map(
      (number) =>
        `${number} is a requirement and not in docs/coverage.md. Add a row: built, partly, later or not built.`,
    ),
    ...extra.map(
      (number) => `${number} is in docs/coverage.md and no requirement has that number. Correct it.`,
    ),
  ];
}

function stale({ numbers, word }: Row, titles: ReadonlySet<string>): readonly string[] {
  return numbers
    .filter((number) => titles.has(number))
    .map(
      (number) =>
        `${number} is listed as ${word}, and the title of a test says that it is shown. List it as built or partly.`,
    );
}

function notShown(
  row: Row,
  tests: readonly Claim[],
  fileExists: CoverageInput['fileExists'],
): readonly string[] {
  const shownIn = row.files.map((file) => ({ file, shown: tests.filter((test) => isShownIn(test, file)) }));
  const shown = new Set(shownIn.flatMap(({ shown: claims }) => claims.flatMap(({ numbers }) => numbers)));
  const empty = shownIn.filter(
    ({ file, shown: claims }) =>
      !fileExists(file) || !claims.some(({ numbers }) => overlap(numbers, row.numbers)),
  );
  return [
    ...row.numbers
      .filter((number) => !shown.has(number))
      .map(
        (number) =>
          `${number} is listed as ${row.word}, and no test that passed in ${row.files.join(', ') || 'any file'} has it in its title. Write such a test, or list it as later.`,
      ),
    ...empty.map(({ file }) =>
      fileExists(file)
        ? `${file} is listed for ${row.numbers.join(', ')}, and no test in it that passed has such a number in its title. Take it out.`
        : `${file} is listed for ${row.numbers.join(', ')} and does not exist. Correct the path.`,
    ),
  ];
}

/** A fixture is shown by the test that names it in brackets. */
function isShownIn({ file, title }: PassedTest, shownBy: string): boolean {
  return file === shownBy || title.includes(`[${shownBy.slice(shownBy.lastIndexOf('/') + 1)}]`);
}

function overlap(some: readonly string[], others: readonly string[]): boolean {
  return some.some((each) => others.includes(each));
}

function sorted(numbers: readonly string[]): readonly string[] {
  return numbers.toSorted(byNumber);
}
