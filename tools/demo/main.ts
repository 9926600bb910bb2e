import { SkillstreamError } from '../../services/runtime/errors.ts';
import { StackError } from '../stack/index.ts';
import { demo } from './demo.ts';
import { readOptions } from './options.ts';

const options = readOptions(process.argv);

try {
  process.exitCode = (await demo(options)) ? 0 : 1;
} catch (error) {
  // Errors of our own say what to do; anything else is a bug and shows where.
  const known = error instanceof StackError || error instanceof SkillstreamError;
  process.stderr.write(`${known ? error.message : ((error as Error).stack ?? error)}\n`);
  process.exitCode = 1;
}
