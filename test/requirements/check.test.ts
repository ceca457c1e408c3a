import { describe, expect, it } from 'vitest';
import { type CoverageInput, coverageCounts, coverageFaults } from './check.ts';
import { byNumber, claimedIn, numbersIn } from './numbers.ts';

const SOUND: CoverageInput = {
  docs: docsOf(
    ['1.1, 1.2', 'built', 'test/a.test.ts'],
    ['1.3', 'partly: not in China', 'test/a.test.ts, test/fixtures/bad/x.yaml'],
    ['2.11a to 2.11c', 'later (fronts)', ''],
    ['T1', 'not built: nothing to build', ''],
  ),
  requirements:
    '| # | says |\n|---|---|\n| 1.1 | a |\n| 1.2 | b |\n| 1.3 | c |\n| 2.11a | d |\n| 2.11b | d |\n| 2.11c | d |\n| T1 | e |\n',
  passed: [
    { file: 'test/a.test.ts', title: 'group (1.1) > holds for 10.0.0.0 (1.2, lesson 4)' },
    { file: 'test/a.test.ts', title: 'shows the third (1.3)' },
    { file: 'test/rules.test.ts', title: 'is refused (1.3) [x.yaml]' },
  ],
  fileExists: (path) => !path.includes('gone'),
};

function docsOf(...rows: readonly (readonly [string, string, string])[]): string {
  return [
    '# Coverage',
    '| item | state | shown by |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

/** The faults after a change to a sound input, by their first words. */
function check(change: Partial<CoverageInput>, expected: readonly RegExp[]): void {
  const faults = coverageFaults({ ...SOUND, ...change });
  expect(faults).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
}

/** The docs with one row put in the place of the one that begins alike. */
function withRow(items: string, state: string, files: string): string {
  return SOUND.docs.replace(new RegExp(`^\\| ${items} .*$`, 'm'), `| ${items} | ${state} | ${files} |`);
}

describe('coverage as a check', () => {
  it('finds nothing where tests, docs and requirements agree, with the requirements or without', () => {
    check({}, []);
    const { requirements: _, ...alone } = SOUND;
    expect(coverageFaults(alone)).toEqual([]);
    expect(coverageCounts(SOUND.docs)).toEqual({ built: 2, partly: 1, later: 3, 'not built': 1 });
  });

  it('finds a requirement that is neither in a title nor in the docs', () =>
    check({ requirements: `${SOUND.requirements}| 1.4 | new |\n` }, [
      /^1\.4 is a requirement and not in docs/,
    ]));

  it('finds a number that no requirement has', () =>
    check({ docs: `${SOUND.docs}\n| 1.9 | later (x) | |` }, [
      /^1\.9 is in docs.* no requirement has that number/,
    ]));

  it('finds a number in a title that the docs do not list', () =>
    check({ passed: [...SOUND.passed, { file: 'test/a.test.ts', title: 'more (1.8)' }] }, [
      /^1\.8 is in the title of a test and not in docs/,
    ]));

  it('finds what is listed as later or not built although a test shows it', () => {
    const title = { file: 'test/b.test.ts', title: 'both (2.11b; T1)' };
    check({ passed: [...SOUND.passed, title] }, [
      /^2\.11b is listed as later, and/,
      /^T1 is listed as not built, and/,
    ]);
  });

  it('finds what is listed as built or partly and in no title of a test that passed', () => {
    check({ passed: SOUND.passed.slice(1) }, [
      /^1\.1 is listed as built, and no test that passed in test\/a\.test\.ts/,
      /^1\.2 is listed as built/,
      /^test\/a\.test\.ts is listed for 1\.1, 1\.2, and no test in it/,
    ]);
    check({ docs: withRow('1.3', 'partly: x', '') }, [
      /^1\.3 is listed as partly, and no test that passed in any file/,
    ]);
  });

  it('finds a title in another file than the one that is named', () =>
    check({ docs: withRow('1.1, 1.2', 'built', 'test/b.test.ts') }, [
      /^1\.1 .* in test\/b/,
      /^1\.2 .* in test\/b/,
      /^test\/b\.test\.ts is listed for 1\.1, 1\.2, and no test in it/,
    ]));

  it('finds a file that does not exist, and a fixture that no test names with the number', () => {
    check({ docs: withRow('1.3', 'built', 'test/a.test.ts, test/gone.test.ts') }, [
      /^test\/gone.* does not exist/,
    ]);
    check({ docs: withRow('1.3', 'built', 'test/a.test.ts, test/gone/x.yaml') }, [
      /^test\/gone\/x\.yaml is listed for 1\.3 and does not exist/,
    ]);
    check({ passed: SOUND.passed.slice(0, 2) }, [
      /^test\/fixtures\/bad\/x\.yaml is listed for 1\.3, and no test/,
    ]);
  });

  it.each(['', 'done', 'later', 'later ()', 'partly', 'partly:', 'not built', 'Built'])(
    'finds the state %j',
    (state) =>
      check(
        { docs: withRow('T1', state, ''), requirements: SOUND.requirements?.replace('| T1 |', '| |') ?? '' },
        [/^The state ".*" of T1 is none of: built,/],
      ),
  );

  it('finds a row that is no list of numbers, and a number with two rows', () => {
    check({ docs: withRow('2.11a to 2.11c', 'later (fronts)', '').replace('2.11c |', '2.11c, 2.x |') }, [
      /^The row "2\.11a to 2\.11c, 2\.x" is no list of numbers/,
    ]);
    check({ docs: `${SOUND.docs}\n| 1.x | later (x) | |` }, [/^The row "1\.x" is no list of numbers/]);
    check({ docs: `${SOUND.docs}\n| T1 | later (x) | |` }, [/^T1 stands in docs\/coverage\.md twice/]);
  });
});

describe('numbers', () => {
  it('are read from lists and ranges, and nothing else is', () => {
    expect(numbersIn('1.4, 1.8 to 1.10, 2.11a to 2.11c, T9 to T11, lesson 16')).toEqual([
      '1.4',
      '1.8',
      '1.9',
      '1.10',
      '2.11a',
      '2.11b',
      '2.11c',
      'T9',
      'T10',
      'T11',
    ]);
    expect(
      numbersIn('1.9 to 2.3, 1.4 to 1.2, 1.4 to T7, 2.11a to 2.12, 1.2 to x, 4.1, 1.2.3, 10.20, I-07'),
    ).toEqual([]);
  });

  it('are claimed by the parentheses of a title', () =>
    expect(claimedIn('at 1.5 s (1.25, 1.26) > waits (0.5, 3.1) (I-07; 1.2) for 10.20.1.0/24 (G22)')).toEqual([
      '1.25',
      '1.26',
      '0.5',
      '3.1',
      '1.2',
    ]));

  it('are sorted as people count', () =>
    expect(['T2', '2.11a', '1.10', '2.11', '1.9', 'T10', '0.1'].sort(byNumber)).toEqual([
      '0.1',
      '1.9',
      '1.10',
      '2.11',
      '2.11a',
      'T2',
      'T10',
    ]));
});
