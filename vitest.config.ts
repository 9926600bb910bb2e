import { defineConfig } from 'vitest/config';

/** A stack shared by all files may be busy with another test's start; none of these is a measure of speed. */
const STACK_TEST_TIMEOUT_MS = 120_000;

/** Where `.ci/run` wants its report. */
const report = process.env['TEST_REPORT'];

export default defineConfig({
  test: {
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/{contract,faults,e2e}/**/*.test.ts'],
          globalSetup: 'test/support/shared-stack.ts',
          testTimeout: STACK_TEST_TIMEOUT_MS,
          hookTimeout: STACK_TEST_TIMEOUT_MS,
          // Brokers and services need the processors more than a second test file does.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
