import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { integer } from '../cli/arguments.ts';
import { confirm } from '../cli/confirm.ts';
import { EXIT, UsageError } from '../cli/exit.ts';
import { formatJson } from '../cli/text.ts';
import type { Run } from './send.ts';

const RATE_MAX_PER_S = 100_000;
const ATTEMPTS_MAX = 1_000;

/** Options that every replay has, as commander reads them. */
export interface RunOptions {
  readonly all: boolean;
  readonly reason?: string;
  readonly operator?: string;
  readonly rate: number;
  readonly maxAttempts: number;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** Adds the options that every replay has. */
export const withRun = (command: Command, { all, audit_topic }: { all: string; audit_topic: string }): Command =>
  command
    .option('--all', all, false)
    .option('--reason <text>', `why; kept in ${audit_topic}. No personal data`)
    .option('--operator <name>', `who; kept in ${audit_topic}. Your login name by default`)
    .option('--rate <records>', 'records per second at the most', integer(1, RATE_MAX_PER_S), 500)
    .option('--max-attempts <number>', 'refuse what was brought back so often before', integer(1, ATTEMPTS_MAX), 5)
    .option('--dry-run', 'only say what would be sent', false)
    .option('--yes', 'do not ask', false)
    .option('--json', 'as JSON', false);

/** Who sends and why. */
export type Author = Pick<Run, 'operator' | 'reason'>;

/**
 * Checks what is asked for before anybody connects.
 * @param ways which of the ways to choose records were taken
 * @throws UsageError
 */
export const checkRun = (
  { reason, operator, dryRun }: RunOptions,
  ways: readonly boolean[],
  { what, audit_topic }: { readonly what: string; readonly audit_topic: string },
): Author => {
  if (ways.filter(Boolean).length !== 1) throw new UsageError(`say which ${what}, by filters, or --all`);
  if (!dryRun && reason === undefined) throw new UsageError(`say why with --reason; it is kept in ${audit_topic}`);
  return { operator: operator ?? loginName(audit_topic), reason: reason ?? '' };
};

/** @throws UsageError where the process has no name to go by, as in some containers */
const loginName = (audit_topic: string): string => {
  try {
    return userInfo().username;
  } catch {
    throw new UsageError(`say who you are with --operator; it is kept in ${audit_topic}`);
  }
};

/** What a run does or would do: how much is to be sent, and how much the rules refuse. */
interface Counted {
  readonly send: number;
  readonly refused: number;
}

/** A tool's own part of a replay. */
export interface Replay<T extends Counted> {
  /** Says what would be sent. */
  readonly survey: () => Promise<T>;
  readonly send: (run: Run) => Promise<T & { readonly sent: number }>;
  readonly describe: (counted: T, verb: 'to send' | 'sent') => string;
  readonly question: (planned: T) => string;
  /** What was done, in a line. */
  readonly conclude: (done: T & { readonly sent: number }, run_id: string) => string;
}

const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** Says what would be sent, asks, sends, and sets the exit code. */
export const carryOut = async <T extends Counted>(
  replay: Replay<T>,
  author: Author,
  { dryRun, json, yes, rate }: RunOptions,
): Promise<void> => {
  const planned = await replay.survey();
  const done = dryRun || planned.send === 0;
  if (done || !json) print(json ? formatJson({ ...planned, sent: 0 }) : replay.describe(planned, 'to send'));
  if (planned.refused > 0) process.exitCode = EXIT.refused;
  if (done) return;
  if (!yes && !(await confirm(replay.question(planned)))) {
    process.exitCode = EXIT.failed;
    return;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const run_id = randomUUID();
  const onSent = (records: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${records} sent`);
  };
  const result = await replay.send({ ...author, run_id, records_per_s: rate, signal: stop.signal, onSent });
  print(
    json ? formatJson({ run_id, ...result }) : `${replay.describe(result, 'sent')}\n${replay.conclude(result, run_id)}`,
  );
  if (stop.signal.aborted) {
    process.stderr.write('stopped; run the same command again for what is left\n');
    process.exitCode = EXIT.failed;
  }
};
