import type { TestProject } from 'vitest/node';
import { startStack } from '../../tools/stack/index.ts';
import type { SharedStack } from './stack.ts';

/** Starts the one stack that all files of the project share; tests that break a part start their own. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const stack = await startStack({ kafkaProxied: true });
  const shared: SharedStack = {
    env: stack.env,
    kafkaProxied: stack.kafkaProxied,
    kafkaClasspath: stack.kafkaClasspath,
    javaExecutable: stack.javaExecutable,
    logsDir: stack.logsDir,
  };
  project.provide('stack', shared);
  return () => stack.stop();
};
