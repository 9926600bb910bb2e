import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import type { Coordinates } from '../../services/runtime/service.ts';
import { confirm } from '../cli/confirm.ts';
import { EXIT, UsageError } from '../cli/exit.ts';
import { formatJson } from '../cli/text.ts';
import { rangesAt, rangesOf } from '../topics/ranges.ts';
import { connect } from './connect.ts';
import { DEAD_LETTER_TOPICS, type Letter } from './letter.ts';
import { listLetters } from './list.ts';
import { type FilterOptions, filterOf, topicsOf } from './options.ts';
import { describeLetter } from './print/letter.ts';
import { describeListing } from './print/listing.ts';
import { describeTally } from './print/tally.ts';
import { readReplayed } from './replay/audit.ts';
import type { Allowable } from './replay/decide.ts';
import { type ReplayParts, replay, type Selection, surveyReplay } from './replay/replay.ts';
import { isEmpty } from './selection/filter.ts';
import { readLetters } from './selection/read.ts';
import { showLetter } from './show.ts';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

export interface ListCommand extends FilterOptions {
  readonly limit: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** `list`: counts by input and code, and the first letters. */
export const list = async (options: ListCommand): Promise<void> => {
  const filter = filterOf(options);
  await withParts(['kafka', 'registry'], async (parts) => {
    const topics = topicsOf(options);
    const wasReplayed = await readReplayed(parts, topics);
    const letters = readLetters(parts, await rangesOf(parts.reader, topics, filter.since_ms), filter);
    const listing = await listLetters(letters, wasReplayed, { rows_max: options.limit, open_only: options.open });
    print(options.json ? formatJson(listing) : describeListing(listing));
  });
};

/** `show`: one letter in full. */
export const show = async (at: Coordinates, options: { withValue: boolean; json: boolean }): Promise<void> => {
  checkTopics([at]);
  await withParts(['kafka', 'registry'], async (parts) => {
    const [letter] = await collect(readLetters(parts, await rangesAt(parts.reader, [at]), {}));
    if (letter === undefined) {
      process.stderr.write(`${formatCoordinates(at)}: there is no such dead letter; it may have expired\n`);
      process.exitCode = EXIT.not_found;
      return;
    }
    const wasReplayed = await readReplayed(parts, [at.topic]);
    const shown = await showLetter(letter, wasReplayed(at), parts.codec, options.withValue);
    print(options.json ? formatJson(shown) : describeLetter(shown));
  });
};

export interface ReplayCommand extends FilterOptions {
  readonly all: boolean;
  readonly reason?: string;
  readonly operator?: string;
  readonly rate: number;
  readonly maxAttempts: number;
  readonly allow?: readonly Allowable[];
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `replay`: says what would be sent, asks, sends. */
export const replayLetters = async (coordinates: readonly Coordinates[], options: ReplayCommand): Promise<void> => {
  const { reason, dryRun } = options;
  const filter = filterOf(options);
  const by_filter = !isEmpty(filter) || options.topic !== undefined;
  if ([coordinates.length > 0, by_filter, options.all].filter(Boolean).length !== 1) {
    throw new UsageError('say which dead letters: by their coordinates, by filters, or --all');
  }
  if (!dryRun && reason === undefined) throw new UsageError('say why with --reason; it is kept in ops.replay');
  const operator = options.operator ?? loginName();
  checkTopics(coordinates);
  await withParts(['kafka', 'registry', 'engine'], async (parts, { engine }) => {
    const ranges =
      coordinates.length > 0
        ? await rangesAt(parts.reader, coordinates)
        : await rangesOf(parts.reader, topicsOf(options), filter.since_ms);
    const allow = new Set(options.allow);
    const rules = { attempts_max: options.maxAttempts, allow, claim_ttl_ms: engine.claim_ttl_ms };
    const selection: Selection = { ranges, filter, rules };
    const planned = await surveyReplay(parts, selection);
    const done = dryRun || planned.send === 0;
    if (done || !options.json)
      print(options.json ? formatJson({ ...planned, sent: 0 }) : describeTally(planned, 'to send'));
    if (planned.refused > 0) process.exitCode = EXIT.refused;
    if (done) return;
    if (!options.yes && !(await confirm(`Send ${planned.send} records back to their inputs?`))) {
      process.exitCode = EXIT.failed;
      return;
    }
    await send(parts, selection, { ...options, reason: reason!, operator });
  });
};

const send = async (
  parts: ReplayParts,
  selection: Selection,
  options: ReplayCommand & { reason: string; operator: string },
): Promise<void> => {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
  const run_id = randomUUID();
  const result = await replay(parts, selection, {
    run_id,
    operator: options.operator,
    reason: options.reason,
    records_per_s: options.rate,
    signal: stop.signal,
    onSent: (records) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${records} sent`);
    },
  });
  if (options.json) print(formatJson({ run_id, ...result }));
  else print(`${describeTally(result, 'sent')}\n${result.sent} sent, audited in ops.replay as run ${run_id}`);
  if (stop.signal.aborted) {
    process.stderr.write('stopped; run the same command again for what is left\n');
    process.exitCode = EXIT.failed;
  }
};

/** @throws UsageError where the process has no name to go by, as in some containers */
const loginName = (): string => {
  try {
    return userInfo().username;
  } catch {
    throw new UsageError('say who you are with --operator; it is kept in ops.replay');
  }
};

/** @throws UsageError for a topic that holds no dead letters */
const checkTopics = (coordinates: readonly Coordinates[]): void => {
  const known = new Set<string>(DEAD_LETTER_TOPICS.values());
  const [stranger] = coordinates.filter(({ topic }) => !known.has(topic));
  if (stranger !== undefined) throw new UsageError(`${stranger.topic} is no dead-letter topic`);
};

const withParts = async <S extends 'kafka' | 'registry' | 'engine'>(
  sections: readonly ('kafka' | 'registry' | S)[],
  work: (parts: ReplayParts, settings: ReturnType<typeof readSettings<'kafka' | 'registry' | S>>) => Promise<void>,
): Promise<void> => {
  const settings = readSettings(process.env, sections);
  const { close, ...parts } = await connect(settings);
  try {
    await work(parts, settings);
  } finally {
    await close();
  }
};

const collect = async (letters: AsyncIterable<Letter>): Promise<Letter[]> => Array.fromAsync(letters);
