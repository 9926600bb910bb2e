import { defineConfig } from 'vitest/config';
import { STACKS } from './test/support/shared-stack.ts';

/** Also on a machine of two processors: those of a fault test mostly wait for somebody to notice it. */
const WORKERS = STACKS;

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
          maxWorkers: WORKERS,
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
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
