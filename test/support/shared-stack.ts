import type { TestProject } from 'vitest/node';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import type { SharedStack } from './stack.ts';

/** So many test files run at once, each on a stack of its own. */
export const STACKS = 2;

const share = (stack: Stack): SharedStack => ({
  env: stack.env,
  kafkaProxied: stack.kafkaProxied,
  kafkaClasspath: stack.kafkaClasspath,
  javaExecutable: stack.javaExecutable,
  logsDir: stack.logsDir,
});

/** Starts the stacks that all files of the project share; tests that break a part start their own. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const stacks: Stack[] = [];
  const stopAll = async (): Promise<void> => {
    await Promise.all(stacks.map((stack) => stack.stop()));
  };
  try {
    // One after the other: the first prepares what all need.
    for (let i = 0; i < STACKS; i += 1) stacks.push(await startStack({ kafkaProxied: true }));
  } catch (error) {
    await stopAll();
    throw error;
  }
  project.provide('stacks', stacks.map(share));
  return stopAll;
};
