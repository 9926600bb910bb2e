import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StackError } from '../errors.ts';

const OUTPUT_MAX_CHARS = 8_000;

const notStarted = (file: string, { code, message }: NodeJS.ErrnoException, missing: string): StackError => {
  if (code === 'ENOENT' || code === 'ENOTDIR') return new StackError(missing);
  return new StackError(`${file} cannot be started: ${code === 'EACCES' ? 'it may not be executed' : message}`);
};

/** Some failures come as an event, others are thrown at once, such as a path that leads through a file. */
const start = (file: string, args: readonly string[], missing: string, signal: AbortSignal) => {
  try {
    return spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], signal });
  } catch (error) {
    throw notStarted(file, error as NodeJS.ErrnoException, missing);
  }
};

/**
 * Runs a command to its end and returns what it printed, the last 8,000 characters of stdout and stderr together.
 *
 * @throws StackError with that output when it cannot be started (`missing` says what to do then) or fails.
 */
export const runCommand = async (
  file: string,
  args: readonly string[],
  options: { readonly missing: string; readonly timeout_ms: number },
): Promise<string> => {
  // Not the option `timeout` of spawn: its timer outlives a command that was not found, and keeps us from ending.
  const deadline = AbortSignal.timeout(options.timeout_ms);
  const child = start(file, args, options.missing, deadline);
  let output = '';
  const collect = (chunk: string) => {
    output = (output + chunk).slice(-OUTPUT_MAX_CHARS);
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const [code, signal] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (deadline.aborted)
      throw new StackError(`${file} did not end within ${options.timeout_ms} ms:\n${output.trimEnd()}`);
    throw notStarted(file, error, options.missing);
  });
  if (code !== 0) throw new StackError(`${file} ended with ${signal ?? `exit code ${code}`}:\n${output.trimEnd()}`);
  return output;
};
