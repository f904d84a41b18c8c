import { defineConfig } from 'vitest/config';

const include = (suffix: string) => [
  `{packages/*,*-service,gateway,sandbox,local,bench,tests}/**/*.${suffix}.test.ts`,
  ...(suffix === 'unit' ? ['scripts/**/*.unit.test.ts'] : []),
];
const exclude = ['**/node_modules/**', 'tests/architecture/fixture/**'];

/** A test's suffix states its cost: unit (no I/O), int (real engine, broker or sandbox), api (one service over HTTP), e2e (all services). */
export default defineConfig({
  test: {
    // Most of the time tests wait for processes, sockets and the disk: on two cores three at once take less than half as long as one.
    maxWorkers: 3,
    projects: [
      { test: { name: 'unit', include: include('unit'), exclude, isolate: false } },
      { test: { name: 'int', include: include('int'), exclude, testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { name: 'api', include: include('api'), exclude, testTimeout: 30_000, hookTimeout: 60_000 } },
      {
        test: {
          name: 'e2e',
          include: include('e2e'),
          exclude,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Whole platforms: one at a time, when nothing else runs.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
