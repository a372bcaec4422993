import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    // Everything that starts servers waits on conditions with its own, shorter limits; this is the last resort.
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{api,activities,bench,catalog,client,controllers,kubernetes,node,stack,tools,workers,workflows,test/unit}/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          // Real data systems, one after the other: each needs most of a small machine's memory.
          name: 'systems',
          include: ['test/systems/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
