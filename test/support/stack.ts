import { inject } from 'vitest';
import type { Stack } from '../../tools/stack/index.ts';

/** What crosses from the process that runs the shared stack to those that run tests. */
export type SharedStack = Pick<Stack, 'env' | 'kafkaProxied' | 'kafkaClasspath' | 'javaExecutable' | 'logsDir'>;

declare module 'vitest' {
  interface ProvidedContext {
    stacks: readonly SharedStack[];
  }
}

/**
 * The stack that contract, fault and end-to-end tests share; files that run at the same time have different ones. Topics,
 * subjects and keys of one test are visible to those after it, so name them after the test and make them unique. It must
 * not be stopped; whoever wants to break something calls `startStack`.
 */
export const sharedStack = (): SharedStack => inject('stacks')[Number(process.env['VITEST_POOL_ID']) - 1]!;
