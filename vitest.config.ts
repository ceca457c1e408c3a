import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { RequirementsReporter } from './test/requirements/reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/temporary-folder.ts'],
    setupFiles: ['test/property-seed.ts'],
    // Ends what hangs; no test is judged by its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Vitest would leave one processor idle, and many tests wait for processes that they started.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // A test that leaves nothing asserted has shown nothing.
    expect: { requireAssertions: true },
    reporters: ['default', new RequirementsReporter()],
  },
});
