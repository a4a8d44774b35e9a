import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/**
 * Tests of a group share loaded modules, because nothing here keeps state in one, and two files run at a time. On a build
 * machine, which others share, a test that starts processes may be tried again; what fails then is a defect.
 */
const common = { isolate: false, maxWorkers: 2, retry: process.env['CI'] ? 2 : 0 };

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...common,
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup: 'test/support/services/prepared-databases.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...common,
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: 'test/support/services/prepared-home.ts',
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...common,
          name: 'fault',
          include: ['test/fault/**/*.test.ts'],
          globalSetup: 'test/support/services/prepared-home.ts',
          testTimeout: 600_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
