import type { Command } from 'commander';
import type { DeadLetterOpener } from '../../services/runtime/engine/dead-letter-seal.ts';
import { integer, moment, oneOf, several } from '../cli/arguments.ts';
import { UsageError } from '../cli/exit.ts';
import { keyTest } from './key.ts';
import { DEAD_LETTER_TOPICS } from './letter.ts';
import type { Filter } from './selection/filter.ts';

const PARTITION_MAX = 100_000;
const ATTEMPT_MAX = 1_000_000;
const INPUTS = [...DEAD_LETTER_TOPICS.keys()];

/** Options that choose dead letters, as commander reads them. */
export interface FilterOptions {
  readonly topic?: readonly string[];
  readonly code?: readonly string[];
  readonly source?: string;
  readonly partition?: number;
  readonly since?: number;
  readonly until?: number;
  readonly attempt?: number;
  readonly key?: string;
}

/** Adds the options that choose dead letters. */
export const withFilter = (command: Command, now_ms: number): Command =>
  command
    .option('--topic <input>', `records of this input; may be repeated (${INPUTS.join(', ')})`, several(oneOf(INPUTS)))
    .option('--code <code>', 'refused with this code; may be repeated', several(String))
    .option('--source <id>', 'from this system, as the value names it; asks the registry')
    .option('--partition <number>', 'from this partition of the input', integer(0, PARTITION_MAX))
    .option('--since <time>', 'refused at this time or later: 30m, 2h, 7d ago, or ISO 8601', moment(now_ms))
    .option('--until <time>', 'refused before this time', moment(now_ms))
    .option('--attempt <number>', 'brought back so often before', integer(0, ATTEMPT_MAX))
    .option('--key <text>', 'with this record key, as the input has it; needs DEAD_LETTER_KEY');

/** Dead-letter topics that the options name; all of them by default. */
export const topicsOf = ({ topic = INPUTS }: FilterOptions): readonly string[] =>
  [...new Set(topic)].map((input) => DEAD_LETTER_TOPICS.get(input)!);

/** @throws UsageError for a time range that holds nothing */
export const checkTimes = ({ since, until }: FilterOptions): void => {
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UsageError('--since is not before --until');
  }
};

/** @param opener needed where a key is given */
export const filterOf = (options: FilterOptions, opener?: DeadLetterOpener): Filter => {
  const { code, source, partition, since, until, attempt, key } = options;
  return {
    ...(code && { codes: code }),
    ...(source !== undefined && { source }),
    ...(partition !== undefined && { partition }),
    ...(since !== undefined && { since_ms: since }),
    ...(until !== undefined && { until_ms: until }),
    ...(attempt !== undefined && { attempt }),
    ...(key !== undefined && opener !== undefined && { hasKey: keyTest(key, opener) }),
  };
};
