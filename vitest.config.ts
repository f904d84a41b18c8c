import path from 'node:path';
import { defineConfig } from 'vitest/config';

const include = (suffix: string) => [
  `{packages/*,*-service,gateway,sandbox,local,bench,chaos,tests}/**/*.${suffix}.test.ts`,
  ...(suffix === 'unit' ? ['scripts/**/*.unit.test.ts'] : []),
];
const exclude = ['**/node_modules/**', 'tests/architecture/fixture/**'];

/**
 * Ceilings, not expectations, and one for all: a test waits for what it asks for, and beside other work that takes longer.
 * A wait ends before its test does, so that what is missing is named.
 */
const ceilings = { testTimeout: 300_000, hookTimeout: 300_000, expect: { poll: { timeout: 60_000 } } };
/** Where the processes that tests start find what others have compiled: four tenths of the CPU of an engine's start. */
const env = { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, '.cache/compile') };
const patient = { exclude, env, ...ceilings };
/** Files share a process, and the modules that it has loaded: a fifth of the CPU. */
const sharing = { ...patient, isolate: false, setupFiles: ['tests/setup/leave-no-faked-clock.ts'] };
const oneAtATime = { ...patient, fileParallelism: false };
/** `npm run test:kafka` says where Apache Kafka is; without one the project is not there. */
const hasKafka = process.env['TEST_KAFKA_BROKERS'] !== undefined;
/** An hour of failures, for `npm run test:failpoints`. */
const hasFailpoints = process.env['FAILPOINTS_SEED'] !== undefined;

/** A test's suffix states its cost: unit (no I/O), int (real engine, broker or sandbox), api (one service over HTTP), e2e (all services), slow (whatever takes long), start (a platform that starts and ends within so many seconds: when nothing else runs at all), kafka (a real one), failpoints (all services, which fail). */
export default defineConfig({
  test: {
    // Most of the time tests wait for processes, sockets and the disk: on two cores three at once take less than half as long as one.
    maxWorkers: 3,
    projects: [
      { test: { ...sharing, name: 'unit', include: include('unit') } },
      { test: { ...sharing, name: 'int', include: include('int') } },
      { test: { ...sharing, name: 'api', include: include('api') } },
      {
        test: {
          ...sharing,
          name: 'e2e',
          include: include('e2e'),
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...patient, name: 'slow', include: include('slow'), maxWorkers: 2, sequence: { groupOrder: 3 } } },
      { test: { ...oneAtATime, name: 'start', include: include('start'), sequence: { groupOrder: 2 } } },
      ...(hasFailpoints ? [{ test: { name: 'failpoints', include: include('failpoints'), ...oneAtATime } }] : []),
      ...(hasKafka ? [{ test: { name: 'kafka', include: include('kafka'), ...oneAtATime } }] : []),
    ],
  },
});
