import type { DeadLetterSettings } from '../../services/runtime/config/settings.ts';
import { createOpener, type DeadLetterOpener } from '../../services/runtime/engine/dead-letter-seal.ts';
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
import { checkTimes, type FilterOptions, filterOf, topicsOf } from './options.ts';
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

const openerOf = ({ key, previous_keys }: DeadLetterSettings): DeadLetterOpener =>
  createOpener([key, ...previous_keys]);

/** Only who names a key, or wants to see one, needs the secret. */
const sectionsWith = (with_key: boolean) =>
  with_key ? (['kafka', 'registry', 'dead_letters'] as const) : (['kafka', 'registry'] as const);

const print = (text: string): void => void process.stdout.write(`${text}\n`);

export interface ListCommand extends FilterOptions {
  readonly limit: number;
  readonly open: boolean;
  readonly json: boolean;
}

/** `list`: counts by input and code, and the first letters. */
export const list = async (options: ListCommand): Promise<void> => {
  checkTimes(options);
  await withTool(TOOL, sectionsWith(options.key !== undefined), async (parts, { dead_letters }) => {
    const filter = filterOf(options, dead_letters && openerOf(dead_letters));
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
  await withTool(TOOL, sectionsWith(options.withValue), async (parts, { dead_letters }) => {
    const [letter] = await collect(readLetters(parts, await rangesAt(parts.reader, [at]), {}));
    if (letter === undefined) {
      process.stderr.write(`${formatCoordinates(at)}: there is no such dead letter; it may have expired\n`);
      process.exitCode = EXIT.not_found;
      return;
    }
    const wasReplayed = await readReplayed(parts, [at.topic]);
    const shown = await showLetter(letter, wasReplayed(at), parts.codec, dead_letters && openerOf(dead_letters));
    print(options.json ? formatJson(shown) : describeLetter(shown));
  });
};

export interface ReplayCommand extends FilterOptions, RunOptions {
  readonly allow?: readonly Allowable[];
}

/** `replay`: says what would be sent, asks, sends. */
export const replayLetters = async (coordinates: readonly Coordinates[], options: ReplayCommand): Promise<void> => {
  checkTimes(options);
  const by_filter = options.key !== undefined || !isEmpty(filterOf(options)) || options.topic !== undefined;
  const author = checkRun(options, [coordinates.length > 0, by_filter, options.all], {
    what: 'dead letters: by their coordinates',
    audit_topic: AUDIT_TOPIC,
  });
  checkTopics(coordinates);
  await withTool(TOOL, ['kafka', 'registry', 'engine', 'dead_letters'], async (parts, { engine, dead_letters }) => {
    const opener = openerOf(dead_letters);
    const filter = filterOf(options, opener);
    const ranges =
      coordinates.length > 0
        ? await rangesAt(parts.reader, coordinates)
        : await rangesOf(parts.reader, topicsOf(options), filter.since_ms);
    const allow = new Set(options.allow);
    const rules = { attempts_max: options.maxAttempts, allow, claim_ttl_ms: engine.claim_ttl_ms, opener };
    const selection: Selection = { ranges, filter, rules };
    const steps = {
      survey: () => surveyReplay(parts, selection),
      send: (run: Run) => replay(parts, selection, run),
      describe: describeTally,
      question: ({ send }: Tally) => `Send ${send} records back to the services that refused them?`,
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
