import { defineConfig } from 'vitest/config';
import { RequirementsReporter } from './test/requirements/reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/property-seed.ts'],
    // Ends what hangs; no test is judged by its time.
    testTimeout: 180_000,
    // Vitest would leave one processor idle, which on CI is half of them.
    maxWorkers: '100%',
    // A test that leaves nothing asserted has shown nothing.
    expect: { requireAssertions: true },
    reporters: ['default', new RequirementsReporter()],
  },
});
