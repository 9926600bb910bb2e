import { logTail } from '../../stack/process/log-tail.ts';
import type { ExitInfo } from '../../stack/types.ts';

const TAIL_LINES = 20;

/** A process as it is started by the tools. */
export interface Ending {
  readonly exited: Promise<ExitInfo>;
  readonly logFile: string;
}

/**
 * Resolves when a process has ended well. May be left alone: nobody need hear of a bad end.
 * @throws Error with the end of its log when it ended otherwise
 */
export const endedWell = ({ exited, logFile }: Ending, title: string): Promise<void> => {
  const ended = exited.then(async ({ code, signal }) => {
    if (code === 0) return;
    const tail = await logTail(logFile, TAIL_LINES);
    throw new Error(`${title} ended with ${signal ?? `exit code ${code}`}; its log ${logFile} ends with:\n${tail}`);
  });
  ended.catch(() => undefined);
  return ended;
};
