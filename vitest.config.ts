import { defineConfig } from 'vitest/config';

/** A stack shared by all files may be busy with another test's start; none of these is a measure of speed. */
const STACK_TEST_TIMEOUT_MS = 120_000;
/** Property tests take a second or two; on a busy machine ten times that. */
const UNIT_TEST_TIMEOUT_MS = 60_000;

/** Scenarios that take long whatever is fed to them; `make faults` runs them. */
const fullFormOnly = process.env['FAULTS_FULL'] === '1' ? [] : ['test/faults/**/*.full.test.ts'];

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
          setupFiles: ['test/support/property-size.ts'],
          testTimeout: UNIT_TEST_TIMEOUT_MS,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/{contract,faults,e2e,monitoring}/**/*.test.ts'],
          exclude: fullFormOnly,
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
