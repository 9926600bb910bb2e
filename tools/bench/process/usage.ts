import { readFileSync } from 'node:fs';

/** What a process has used so far, all its threads together. */
export interface Usage {
  /** User and system time. */
  readonly cpu_ms: number;
  /** Largest resident set so far. */
  readonly rss_peak_bytes: number;
}

/** `USER_HZ`, in which Linux reports CPU time whatever its own clock does: 100 on every platform that Node.js runs on. */
const MS_PER_TICK = 10;
const KIB = 1024;
/** Fields 14 and 15 of `stat` (proc(5)), counted from the state, which is field 3 and follows the name in parentheses. */
const UTIME_AT = 14 - 3;
const STIME_AT = 15 - 3;

/**
 * Reads the use of a process from outside, so that nothing of the measurement runs in it.
 * @returns null when there is no such process any more
 * @throws Error where there is no `/proc`
 */
export const readUsage = (pid: number): Usage | null => {
  const stat = read(`/proc/${pid}/stat`);
  const status = read(`/proc/${pid}/status`);
  if (stat === null || status === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const peak_kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  // A process that has ended but was not waited for has no memory any more.
  if (peak_kib === undefined) return null;
  return {
    cpu_ms: (Number(fields[UTIME_AT]) + Number(fields[STIME_AT])) * MS_PER_TICK,
    rss_peak_bytes: Number(peak_kib) * KIB,
  };
};

/** The platform must have Linux's `/proc`. */
export const assertMeasurable = (): void => {
  if (readUsage(process.pid) === null)
    throw new Error('the benchmark reads CPU time and memory from /proc, so it needs Linux');
};

const read = (file: string): string | null => {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return null;
  }
};
