import { once } from 'node:events';
import { StackError } from '../errors.ts';
import { durableStackDir } from '../paths.ts';
import { startStack } from '../stack.ts';
import type { Stack } from '../types.ts';
import { readPidFile, removePidFile, writePidFile } from './pid-file.ts';
import { watchComponents } from './watch.ts';

export interface UpOptions {
  readonly tls: boolean;
}

/** Resolves when somebody wants the stack to end. The same signal again meets no handler and ends the process at once. */
const askedToStop = (): Promise<unknown> =>
  Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));

const describe = (stack: Stack): string => {
  const settings = Object.entries(stack.env).map(([name, value]) => `  export ${name}=${value}`);
  return [...settings, '', `  data  ${durableStackDir}`, `  logs  ${stack.logsDir}`].join('\n');
};

/** Runs the stack on the fixed ports, with data that stays, until a signal comes, even when a component ends. */
export const up = async ({ tls }: UpOptions): Promise<void> => {
  const running = await readPidFile();
  if (running !== null) throw new StackError(`the stack runs already, supervised by process ${running.pid}`);
  const stack = await startStack({
    ports: 'fixed',
    dataDir: durableStackDir,
    security: tls ? 'tls' : 'plaintext',
  });
  try {
    await writePidFile(stack);
    process.stdout.write(`The stack is ready.\n\n${describe(stack)}\n\nCtrl-C stops it.\n`);
    const unwatch = watchComponents(
      stack,
      (line) => process.stdout.write(`${line}\n`),
      () => writePidFile(stack),
    );
    await askedToStop();
    unwatch();
  } finally {
    await stack.stop();
    await removePidFile();
  }
};
