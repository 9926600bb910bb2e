import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fullDisk } from '../disk.ts';
import { PortTakenError, StackError } from '../errors.ts';
import type { Component, ComponentName, ExitInfo } from '../types.ts';
import { logTail } from './log-tail.ts';
import { isPortFree } from './ports.ts';
import { type Command, spawnWatched, type WatchedProcess } from './watched-process.ts';

const PROBE_INTERVAL_MS = 25;
const PROBE_TIMEOUT_MS = 2_000;
/** Many times what a start takes on a slow, busy machine. */
const READY_DEADLINE_MS = 90_000;
const STOP_GRACE_MS = 20_000;
const TAIL_LINES = 20;

export interface ComponentSpec {
  readonly name: ComponentName;
  /** Name for people. */
  readonly title: string;
  /** The port that clients use first, then those that are its own affair. */
  readonly ports: readonly [number, ...number[]];
  readonly command: Command & { readonly logFile: string };
  /** Asks the component something only a working one can answer; rejects while it does not. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
}

/** Makes a component that does not run yet. */
export const createComponent = (spec: ComponentSpec): Component => {
  const { title, command } = spec;
  let current: WatchedProcess | null = null;

  const describeFailure = async (what: string): Promise<string> => {
    const tail = await logTail(command.logFile, TAIL_LINES);
    const full = (await fullDisk(command.cwd)) ?? (await fullDisk(dirname(command.logFile)));
    return `${full === null ? '' : `${full}\n`}${title} ${what}. Its log is ${command.logFile}${tail ? `, which ends with:\n${tail}` : ', and it is empty'}`;
  };

  const explainExit = async ({ code, signal }: ExitInfo): Promise<StackError> => {
    for (const port of spec.ports) {
      if (!(await isPortFree(port))) return new PortTakenError(`${title}: port ${port} is in use by another process`);
    }
    return new StackError(await describeFailure(`ended with ${signal ?? `exit code ${code}`} before it was ready`));
  };

  const untilReady = async (started: WatchedProcess): Promise<void> => {
    let exit: ExitInfo | null = null;
    void started.exited.then((info) => {
      exit = info;
    });
    const deadline = performance.now() + READY_DEADLINE_MS;
    for (;;) {
      const failure = await spec.probe(AbortSignal.timeout(PROBE_TIMEOUT_MS)).then(
        () => null,
        (error: Error) => error,
      );
      if (exit !== null) throw await explainExit(exit);
      if (failure === null) return;
      if (performance.now() > deadline) {
        throw new StackError(
          await describeFailure(`did not become ready within ${READY_DEADLINE_MS / 1000} s (${failure.message})`),
        );
      }
      await delay(PROBE_INTERVAL_MS);
    }
  };

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const target = current;
    if (target === null) return;
    target.signal(signal);
    // A frozen process notices the signal only when it goes on.
    target.signal('SIGCONT');
    const timer = setTimeout(() => target.signal('SIGKILL'), STOP_GRACE_MS);
    await target.exited;
    clearTimeout(timer);
  };

  return {
    name: spec.name,
    get pid() {
      return current?.pid ?? null;
    },
    port: spec.ports[0],
    logFile: command.logFile,
    isRunning: () => current !== null,
    start: async () => {
      if (current !== null) throw new StackError(`${title} runs already`);
      for (const port of spec.ports) {
        if (!(await isPortFree(port))) throw new PortTakenError(`${title}: port ${port} is in use by another process`);
      }
      const started = await spawnWatched(command);
      current = started;
      void started.exited.then(() => {
        current = null;
      });
      try {
        await untilReady(started);
      } catch (error) {
        await end('SIGKILL');
        throw error;
      }
    },
    stop: () => end('SIGTERM'),
    kill: (signal = 'SIGKILL') => end(signal),
    pause: () => current?.signal('SIGSTOP'),
    resume: () => current?.signal('SIGCONT'),
    whyEnded: (exit) => describeFailure(`ended with ${exit.signal ?? `exit code ${exit.code}`}`),
    waitForExit: async () => (current === null ? { code: null, signal: null } : await current.exited),
  };
};
