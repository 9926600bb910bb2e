import { createInterface } from 'node:readline/promises';
import { UsageError } from './exit.ts';

/**
 * Asks the operator; anything but `y` or `yes` is a no. The question goes to standard error, so that output can be piped.
 * @throws UsageError where nobody can answer
 */
export const confirm = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY)
    throw new UsageError('nobody is there to be asked: say --yes, or --dry-run to send nothing');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
};
