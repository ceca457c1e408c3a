import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Reporter, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node';
import { coverageCounts, coverageFaults, type PassedTest } from './check.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DOCS = `${ROOT}docs/coverage.md`;
const REQUIREMENTS = `${ROOT}../shared/requirements.md`;
const INVARIANTS = Array.from({ length: 20 }, (_, index) => `I-${String(index + 1).padStart(2, '0')}`);

/**
 * Fails a run of the whole suite when a requirement is neither in the title of a test that passed nor listed as not
 * built in docs/coverage.md. A run of a part says nothing about the rest and is not judged.
 */
export class RequirementsReporter implements Reporter {
  #vitest: Vitest | undefined;
  #isWhole = false;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  async onTestRunStart(specifications: readonly TestSpecification[]): Promise<void> {
    const all = (await this.#vitest?.globTestSpecifications()) ?? [];
    this.#isWhole =
      specifications.length === all.length && this.#vitest?.config.testNamePattern === undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason): void {
    if (!this.#isWhole) return;
    if (reason !== 'passed') {
      this.#say('Requirements: not checked, since tests failed.');
      return;
    }
    const passed = modules.flatMap(passedIn);
    const docs = readFileSync(DOCS, 'utf8');
    const faults = coverageFaults({
      passed,
      docs,
      fileExists: (path) => existsSync(`${ROOT}${path}`),
      ...(existsSync(REQUIREMENTS) && { requirements: readFileSync(REQUIREMENTS, 'utf8') }),
    });
    if (faults.length > 0) {
      process.exitCode = 1;
      this.#say(['Requirements: docs/coverage.md and the tests do not agree.', ...faults].join('\n  '));
    } else {
      this.#say(`Requirements: ${countsLine(docs)}.\n${invariantsLine(passed)}`);
    }
  }

  #say(text: string): void {
    this.#vitest?.logger.log(`\n${text}`);
  }
}

function passedIn(module: TestModule): readonly PassedTest[] {
  const file = relative(ROOT, module.moduleId).replaceAll('\\', '/');
  return [...module.children.allTests('passed')].map(({ fullName }) => ({ file, title: fullName }));
}

function countsLine(docs: string): string {
  const counts = Object.entries(coverageCounts(docs)).map(([word, count]) => `${count} ${word}`);
  return `${counts.join(', ')}; each is shown by a test or listed in docs/coverage.md`;
}

/** For information: an invariant may be held by tests that do not name it. */
function invariantsLine(passed: readonly PassedTest[]): string {
  const titles = passed.map(({ title }) => title).join('\n');
  const unnamed = INVARIANTS.filter((name) => !titles.includes(name));
  const rest = unnamed.length === 0 ? '' : `; none names ${unnamed.join(', ')}`;
  return `Invariants: ${INVARIANTS.length - unnamed.length} of ${INVARIANTS.length} are named by a test${rest}.`;
}
