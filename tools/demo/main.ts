import { Command, InvalidArgumentError } from 'commander';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import { StackError } from '../stack/index.ts';
import { type DemoOptions, demo } from './demo.ts';

const integer =
  (min: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < min) throw new InvalidArgumentError(`a whole number, at least ${min}`);
    return value;
  };

const options = new Command('demo')
  .description(
    'Starts Kafka, a schema registry, Redis and the services, feeds them with the traffic of a simulated company, and ' +
      'checks what comes out. Ends with 0 when all is right, with 1 when anything differs.',
  )
  .option('--events <number>', 'records to send', integer(500), 20_000)
  .option('--seed <number>', 'the same seed gives the same company', integer(0), 1)
  .option('--park-deadline-ms <number>', 'how long records wait for an unknown learner', integer(1_000), 20_000)
  .option('--keep', 'leave everything running until Ctrl-C', false)
  .option('--json', 'print the result as JSON; progress goes to stderr', false)
  .parse()
  .opts<DemoOptions>();

try {
  process.exitCode = (await demo(options)) ? 0 : 1;
} catch (error) {
  // Errors of our own say what to do; anything else is a bug and shows where.
  const known = error instanceof StackError || error instanceof SkillstreamError;
  process.stderr.write(`${known ? error.message : ((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}
