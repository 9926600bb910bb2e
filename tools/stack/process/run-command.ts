import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StackError } from '../errors.ts';

const OUTPUT_MAX_CHARS = 8_000;

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
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: deadline });
  let output = '';
  const collect = (chunk: string) => {
    output = (output + chunk).slice(-OUTPUT_MAX_CHARS);
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  const [code, signal] = await once(child, 'close').catch((error: NodeJS.ErrnoException) => {
    if (deadline.aborted)
      throw new StackError(`${file} did not end within ${options.timeout_ms} ms:\n${output.trimEnd()}`);
    throw new StackError(error.code === 'ENOENT' ? options.missing : `${file} cannot be started: ${error.message}`);
  });
  if (code !== 0) throw new StackError(`${file} ended with ${signal ?? `exit code ${code}`}:\n${output.trimEnd()}`);
  return output;
};
