import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import { runCommand } from '../process/run-command.ts';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', ia32: '386' };

/** Why a candidate cannot be used, or null when it runs. A binary may be there and still miss a shared library. */
const faultOf = async (file: string): Promise<string | null> => {
  try {
    await runCommand(file, ['--version'], { missing: 'not found', timeout_ms: 10_000 });
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

const packagedBinaries = async (packages: string): Promise<string[]> => {
  const suffix = `-${process.platform}-${ARCHITECTURES[process.arch]}`;
  const folder = join(packages, 'redis');
  return (await readdir(folder)).filter((file) => file.endsWith(suffix)).map((file) => join(folder, file));
};

/**
 * The Redis server to run: what `SKILLSTREAM_REDIS_SERVER` names, and nothing else if it is set; otherwise the packaged
 * binary of this platform, `valkey-server` or `redis-server` from the PATH, whichever runs first.
 *
 * @throws StackError that says for each candidate why not.
 */
export const findRedis = async (packages: string): Promise<string> => {
  const chosen = process.env['SKILLSTREAM_REDIS_SERVER'];
  const candidates = chosen ? [chosen] : [...(await packagedBinaries(packages)), 'valkey-server', 'redis-server'];
  const faults: string[] = [];
  for (const candidate of candidates) {
    const fault = await faultOf(candidate);
    if (fault === null) return candidate;
    faults.push(`${candidate}: ${fault}`);
  }
  throw new StackError(
    `no Redis server runs on this machine:\n  ${faults.join('\n  ')}\n` +
      'Install valkey or redis (6.2 or newer), or set SKILLSTREAM_REDIS_SERVER to its path.',
  );
};
