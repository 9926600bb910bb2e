import { constants } from 'node:os';

/** Undoes what was done, last first, on every way out. */
export interface Cleanup {
  readonly add: (task: () => Promise<unknown>) => void;
  /** Waits for Ctrl-C, or another signal to end. */
  readonly untilSignal: () => Promise<void>;
  /** Runs what was added, once. A task that fails does not keep the others from running. */
  readonly run: () => Promise<void>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof SIGNALS)[number];

/** A signal cleans up and ends the process; the same signal again ends it at once. */
export const createCleanup = (): Cleanup => {
  const tasks: (() => Promise<unknown>)[] = [];
  let running: Promise<void> | undefined;
  let onAsked: (() => void) | undefined;

  const runAll = async (): Promise<void> => {
    for (const task of tasks.reverse()) {
      await task().catch((error: unknown) => process.stderr.write(`while stopping: ${error}\n`));
    }
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  const run = (): Promise<void> => {
    running ??= runAll();
    return running;
  };

  const onSignal = (signal: Signal): void => {
    process.off(signal, onSignal);
    process.stderr.write(`\n${signal}: stopping everything\n`);
    if (onAsked) {
      onAsked();
      return;
    }
    void run().then(() => process.exit(128 + constants.signals[signal]));
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);

  return {
    add: (task) => void tasks.push(task),
    untilSignal: () =>
      new Promise((resolve) => {
        onAsked = resolve;
      }),
    run,
  };
};
