import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { ExitInfo } from '../types.ts';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Gets stdout and stderr; null for pipes, `stdout` and `stderr` of the process. */
  readonly logFile: string | null;
  /** Folder that the watcher removes when the parent dies; null for data that stays. */
  readonly throwAwayDir: string | null;
  /** Settings of the process, beside the few that every child inherits. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface WatchedProcess {
  readonly pid: number;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  readonly exited: Promise<ExitInfo>;
  signal(signal: NodeJS.Signals): void;
}

/**
 * No process may outlive us, not even when we are killed with -9 and can run no code. So a small watcher waits on a pipe
 * that only we hold. A line in it says that all is well; its end without a line says that we are gone: then the
 * watcher kills the process and removes what was to be thrown away. The shell starts the watcher *before* it becomes
 * the real program (exec keeps the pid), which leaves no moment without one.
 *
 * $1 is the folder to remove, or empty. Watchers may share one: the last of them finds nobody writing to it.
 */
const WATCH_AND_EXEC = `
(
  read -r line <&3 && exit 0
  kill -KILL $$
  [ -z "$1" ] || rm -rf "$1"
) >/dev/null 2>&1 &
exec 3<&-
shift
exec "$@"
`;

/** The components read settings from the environment too (`LOG_LEVEL`, `REGISTRY_*`); ours are not meant for them. */
const INHERITED = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'JAVA_HOME', 'LD_LIBRARY_PATH'] as const;

const childEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(INHERITED.map((name) => [name, process.env[name]] as const).filter(([, value]) => value));

/**
 * Starts a process; its output is appended to its log file. It has a session of its own, so that Ctrl-C in the
 * terminal reaches us and not the process behind our back.
 */
export const spawnWatched = async (command: Command): Promise<WatchedProcess> => {
  const log = command.logFile === null ? null : await open(command.logFile, 'a');
  const output = log === null ? 'pipe' : log.fd;
  try {
    const child = spawn(
      '/bin/sh',
      ['-c', WATCH_AND_EXEC, 'watch', command.throwAwayDir ?? '', command.file, ...command.args],
      {
        cwd: command.cwd,
        env: { ...childEnvironment(), ...command.env },
        detached: true,
        stdio: ['ignore', output, output, 'pipe'],
      },
    );
    await once(child, 'spawn');
    return watched(child);
  } finally {
    await log?.close();
  }
};

const watched = (child: ChildProcess): WatchedProcess => {
  const pipe = child.stdio[3] as Socket;
  // The watcher may be gone before the line arrives; that is as good.
  pipe.on('error', () => {});
  const exited = new Promise<ExitInfo>((resolve) => {
    child.once('exit', (code, signal) => {
      pipe.end('\n');
      resolve({ code, signal });
    });
  });
  return {
    pid: child.pid!,
    stdout: child.stdout,
    stderr: child.stderr,
    exited,
    signal: (signal) => {
      child.kill(signal);
    },
  };
};
