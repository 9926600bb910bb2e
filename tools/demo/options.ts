import { Command } from 'commander';
import { integer } from '../cli/arguments.ts';
import type { DemoOptions } from './demo.ts';

/** Fewer records do not have every fault of the simulation. */
const EVENTS_MIN = 500;
/** The records and what must come of them are held in memory until the end. */
const EVENTS_MAX = 2_000_000;
/** What the generator of random numbers tells apart. */
const SEED_MAX = 2 ** 32 - 1;

const PARK_DEADLINE_MIN_MS = 20_000;
/** One in nine records is of the HR system: this is enough where a hundred of them are handled in a second. */
const PARK_DEADLINE_PER_EVENT_MS = 1;

/**
 * How long records wait for a learner whom HR announces later. The records are sent faster than they are handled, so the
 * announcement may be as far behind as all of them together take.
 */
const parkDeadlineMs = (events: number): number => Math.max(PARK_DEADLINE_MIN_MS, events * PARK_DEADLINE_PER_EVENT_MS);

/**
 * Reads the command line; ends the process with a message when it is wrong.
 * @param argv as `process.argv`
 * @param configure changes how the command ends, for tests
 */
export const readOptions = (
  argv: readonly string[],
  configure = (command: Command): Command => command,
): DemoOptions => {
  const options = configure(new Command('demo'))
    .description(
      'Starts Kafka, a schema registry, Redis and the services, feeds them with the traffic of a simulated company, and ' +
        'checks what comes out. Ends with 0 when all is right, with 1 when anything differs.',
    )
    .option('--events <number>', 'records to send', integer(EVENTS_MIN, EVENTS_MAX), 20_000)
    .option('--seed <number>', 'the same seed gives the same company', integer(0, SEED_MAX), 1)
    .option('--park-deadline-ms <number>', 'how long records wait for an unknown learner', integer(1e3, 36e5))
    .option('--keep', 'leave everything running until Ctrl-C', false)
    .option('--json', 'print the result as JSON; progress goes to stderr', false)
    .parse(argv)
    .opts<Omit<DemoOptions, 'parkDeadlineMs'> & Partial<Pick<DemoOptions, 'parkDeadlineMs'>>>();
  return { ...options, parkDeadlineMs: options.parkDeadlineMs ?? parkDeadlineMs(options.events) };
};
