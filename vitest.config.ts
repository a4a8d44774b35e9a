import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/**
 * Unit and contract tests share loaded modules, because nothing here keeps state in one. Browser and fault tests start
 * real processes, two files at a time. On a build machine, which others share, a test that starts processes may be tried
 * again; what fails then is a defect.
 */
const retry = process.env['CI'] ? 2 : 0;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          maxWorkers: 2,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          retry,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: 'test/support/services/prepared-databases.ts',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          retry,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/services/prepared-home.ts',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          retry,
        },
      },
      {
        test: {
          name: 'fault',
          include: ['test/fault/**/*.test.ts'],
          globalSetup: 'test/support/services/prepared-home.ts',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 180_000,
          retry,
        },
      },
    ],
  },
});
