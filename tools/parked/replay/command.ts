import { type Command, InvalidArgumentError } from 'commander';
import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { isAliasHash } from '../../../services/people/alias-hash.ts';
import { parseCoordinates } from '../../../services/runtime/engine/headers.ts';
import { topology } from '../../../topology/topology.ts';
import { integer, moment, oneOf, several } from '../../cli/arguments.ts';
import { EXIT, UsageError } from '../../cli/exit.ts';
import { carryOut, checkRun, type RunOptions, withRun } from '../../replay/command.ts';
import { withTool } from '../../replay/connect.ts';
import type { Run } from '../../replay/send.ts';
import { PARKED_TOPIC } from '../waiting.ts';
import { type Filter, isEmpty, type Named } from './choice.ts';
import { describeTally } from './print.ts';
import { RECALL_TOPIC, replay, type Selection, surveyReplay } from './replay.ts';
import type { Tally } from './tally.ts';

const ATTEMPT_MAX = 1_000_000;
/** Services that park records. */
const PARKING = Object.entries(topology.services)
  .filter(([, { outputs }]) => outputs.includes(PARKED_TOPIC))
  .map(([name]) => name);
const PARK_REASONS: readonly ParkedRecord['reason'][] = ['unknown', 'conflict', 'behind'];

interface ReplayOptions extends RunOptions {
  readonly service?: string;
  readonly parkReason?: ParkedRecord['reason'];
  readonly source?: string;
  readonly since?: number;
  readonly until?: number;
  readonly attempt?: number;
}

/** An alias as `list` prints it, or the coordinates of a parked record. */
const named = (text: string): Named => {
  const at = parseCoordinates(text);
  if (at === null && isAliasHash(text)) return text;
  if (at?.topic !== PARKED_TOPIC) throw new InvalidArgumentError(`Expected an alias, or ${PARKED_TOPIC}/3/17.`);
  return at;
};

/** @throws UsageError for a time range that holds nothing */
const filterOf = ({ service, parkReason, source, since, until, attempt }: ReplayOptions): Filter => {
  if (since !== undefined && until !== undefined && since >= until) {
    throw new UsageError('--since is not before --until');
  }
  return {
    ...(service !== undefined && { service }),
    ...(parkReason !== undefined && { park_reason: parkReason }),
    ...(source !== undefined && { source }),
    ...(since !== undefined && { since_ms: since }),
    ...(until !== undefined && { until_ms: until }),
    ...(attempt !== undefined && { attempt }),
  };
};

/** `replay`: says whose records would be recalled, asks, and asks `resolution` for them. */
const replayParked = async (given: readonly Named[], options: ReplayOptions): Promise<void> => {
  const filter = filterOf(options);
  const author = checkRun(options, [given.length > 0, !isEmpty(filter), options.all], {
    what: 'parked records: by alias or coordinates',
    audit_topic: RECALL_TOPIC,
  });
  const selection: Selection = { filter, named: given, attempts_max: options.maxAttempts };
  await withTool('parked', ['kafka', 'registry'], async (parts) => {
    const survey = async (): Promise<Tally> => {
      const planned = await surveyReplay(parts, selection);
      if (given.length > 0 && planned.reasons.length === 0) process.exitCode = EXIT.not_found;
      return planned;
    };
    const steps = {
      survey,
      send: (run: Run) => replay(parts, selection, run),
      describe: describeTally,
      question: ({ send, records }: Tally) => `Have ${records} records of ${send} aliases read anew?`,
      conclude: ({ sent }: { sent: number }, run_id: string) =>
        `${sent} aliases recalled, audited in ${RECALL_TOPIC} as run ${run_id}; resolution sends their records back now`,
    };
    await carryOut<Tally>(steps, author, options);
  });
};

/** Adds the command to a program. */
export const addReplay = (program: Command, now_ms: number): void => {
  const command = program
    .command('replay')
    .description(
      'have parked records read anew, once a mapping or policy is mended and the services are restarted. Records of an alias ' +
        'go back in order, so all of them go or none: filters choose every alias of which any record passes. Who is not ' +
        'known by the mended rules either is parked again, with the same deadline',
    )
    .argument(
      '[alias or coordinates...]',
      'single aliases, or coordinates of any of their records, instead of filters',
      several(named),
    )
    .option('--service <name>', `parked by this service (${PARKING.join(', ')})`, oneOf(PARKING))
    .option('--park-reason <reason>', `parked for this reason (${PARK_REASONS.join(', ')})`, oneOf(PARK_REASONS))
    .option('--source <id>', 'from this system, as the value names it')
    .option('--since <time>', 'parked first at this time or later: 30m, 2h, 7d ago, or ISO 8601', moment(now_ms))
    .option('--until <time>', 'parked first before this time', moment(now_ms))
    .option('--attempt <number>', 'brought back so often before', integer(0, ATTEMPT_MAX));
  withRun(command, { all: 'everything that is parked', audit_topic: RECALL_TOPIC }).action(
    (given: readonly Named[] | undefined, options: ReplayOptions) => replayParked(given ?? [], options),
  );
};
