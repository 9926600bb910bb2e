import { Command, InvalidArgumentError } from 'commander';

export interface BenchOptions {
  readonly events: number;
  readonly runs: number;
  readonly rate_per_s: number;
  /** How long the latency is measured. */
  readonly latency_s: number;
  /** Arguments for Node.js with which the service runs. */
  readonly node_args: readonly string[];
  /** File for the report as JSON, beside the one in `var/bench`. */
  readonly json: string | null;
  /** Whether to take a CPU profile of the service in one more run. */
  readonly profile: boolean;
}

const FULL = { events: 300_000, runs: 3, latency: 30 };
/** Shows that all works; the compiler takes longer to settle than this runs, so its figures say little. */
const QUICK = { events: 30_000, runs: 1, latency: 10 };

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number above 0');
  return value;
};

/** Reads the command line; ends the process with a message when it is wrong. */
export const readOptions = (argv: readonly string[]): BenchOptions => {
  const command = new Command('bench')
    .description(
      'Measures the learning service beside a bare kafkajs loop; writes tables, var/bench/report.md and .json',
    )
    .option('--events <number>', `statements to catch up with (${FULL.events})`, positive)
    .option('--runs <number>', `runs of service and floor in turn (${FULL.runs})`, positive)
    .option('--rate <number>', 'events per second at which the latency is measured', positive, 1_000)
    .option('--latency <seconds>', `how long the latency is measured (${FULL.latency})`, positive)
    .option('--quick', `a short run: ${QUICK.events} statements, ${QUICK.runs} run, ${QUICK.latency} s`, false)
    .option('--profile', 'one more run with a CPU profile of the service; prints where its time goes', false)
    .option('--node-args <arguments>', 'for the Node.js of the service, such as "--max-semi-space-size=32"', '')
    .option('--json <file>', 'writes the report there too');
  const given = command.parse(argv).opts<{
    events?: number;
    runs?: number;
    rate: number;
    latency?: number;
    quick: boolean;
    profile: boolean;
    nodeArgs: string;
    json?: string;
  }>();
  const defaults = given.quick ? QUICK : FULL;
  return {
    events: given.events ?? defaults.events,
    runs: given.runs ?? defaults.runs,
    rate_per_s: given.rate,
    latency_s: given.latency ?? defaults.latency,
    node_args: given.nodeArgs.split(/\s+/).filter((argument) => argument !== ''),
    json: given.json ?? null,
    profile: given.profile,
  };
};
