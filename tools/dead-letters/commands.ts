import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import type { Coordinates } from '../../services/runtime/service.ts';
import { EXIT, UsageError } from '../cli/exit.ts';
import { formatJson } from '../cli/text.ts';
import { carryOut, checkRun, type RunOptions } from '../replay/command.ts';
import { withTool } from '../replay/connect.ts';
import type { Run } from '../replay/send.ts';
import { rangesAt, rangesOf } from '../topics/ranges.ts';
import { DEAD_LETTER_TOPICS, type Letter } from './letter.ts';
import { listLetters } from './list.ts';
import { type FilterOptions, filterOf, topicsOf } from './options.ts';
import { describeLetter } from './print/letter.ts';
import { describeListing } from './print/listing.ts';
import { describeTally } from './print/tally.ts';
import { AUDIT_TOPIC, readReplayed } from './replay/audit.ts';
import type { Allowable } from './replay/decide.ts';
import { replay, type Selection, surveyReplay } from './replay/replay.ts';
import type { Tally } from './replay/tally.ts';
import { isEmpty } from './selection/filter.ts';
import { readLetters } from './selection/read.ts';
import { showLetter } from './show.ts';

/** Its name in the topology. */
const TOOL = 'dead-letters';

const print = (text: string): void => void process.stdout.write(`${text}\n`);

export interface ListCommand extends FilterOptions {
  readonly limit: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** `list`: counts by input and code, and the first letters. */
export const list = async (options: ListCommand): Promise<void> => {
  const filter = filterOf(options);
  await withTool(TOOL, ['kafka', 'registry'], async (parts) => {
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
  await withTool(TOOL, ['kafka', 'registry'], async (parts) => {
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

export interface ReplayCommand extends FilterOptions, RunOptions {
  readonly allow?: readonly Allowable[];
}

/** `replay`: says what would be sent, asks, sends. */
export const replayLetters = async (coordinates: readonly Coordinates[], options: ReplayCommand): Promise<void> => {
  const filter = filterOf(options);
  const by_filter = !isEmpty(filter) || options.topic !== undefined;
  const author = checkRun(options, [coordinates.length > 0, by_filter, options.all], {
    what: 'dead letters: by their coordinates',
    audit_topic: AUDIT_TOPIC,
  });
  checkTopics(coordinates);
  await withTool(TOOL, ['kafka', 'registry', 'engine'], async (parts, { engine }) => {
    const ranges =
      coordinates.length > 0
        ? await rangesAt(parts.reader, coordinates)
        : await rangesOf(parts.reader, topicsOf(options), filter.since_ms);
    const allow = new Set(options.allow);
    const rules = { attempts_max: options.maxAttempts, allow, claim_ttl_ms: engine.claim_ttl_ms };
    const selection: Selection = { ranges, filter, rules };
    const steps = {
      survey: () => surveyReplay(parts, selection),
      send: (run: Run) => replay(parts, selection, run),
      describe: describeTally,
      question: ({ send }: Tally) => `Send ${send} records back to their inputs?`,
      conclude: ({ sent }: { sent: number }, run_id: string) =>
        `${sent} sent, audited in ${AUDIT_TOPIC} as run ${run_id}`,
    };
    await carryOut<Tally>(steps, author, options);
  });
};

/** @throws UsageError for a topic that holds no dead letters */
const checkTopics = (coordinates: readonly Coordinates[]): void => {
  const known = new Set<string>(DEAD_LETTER_TOPICS.values());
  const [stranger] = coordinates.filter(({ topic }) => !known.has(topic));
  if (stranger !== undefined) throw new UsageError(`${stranger.topic} is no dead-letter topic`);
};

const collect = async (letters: AsyncIterable<Letter>): Promise<Letter[]> => Array.fromAsync(letters);
