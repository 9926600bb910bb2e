import { Command, InvalidArgumentError } from 'commander';

export interface FaultOptions {
  /** Part of the names of the files to run; empty for all. */
  readonly only: string;
  /** How often each scenario runs. */
  readonly times: number;
  /** The form that is part of `make test`: less input, fewer places. */
  readonly short: boolean;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('expected a whole number above 0');
  return value;
};

/** Reads the command line; ends the process with a message when it is wrong. */
export const readOptions = (argv: readonly string[]): FaultOptions =>
  new Command('faults')
    .description('Runs the scenarios of test/faults in their full form; writes a table, var/faults/report.md and .json')
    .option('--times <number>', 'how often each scenario runs', positive, 1)
    .option('--only <name>', 'part of the name of a file of test/faults', '')
    .option('--short', 'the form that is part of `make test`', false)
    .parse(argv)
    .opts<FaultOptions>();
