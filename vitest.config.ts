import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    // A test that leaves nothing asserted has shown nothing.
    expect: { requireAssertions: true },
  },
});
