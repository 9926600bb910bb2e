import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExpectedOutcomes } from '../catch-up/outcomes.ts';
import { measureService } from '../catch-up/service.ts';
import type { BenchServiceOptions } from '../process/service.ts';
import type { Stage } from '../stage.ts';
import { type CpuProfile, type FunctionTime, selfTimes } from './self-time.ts';

/** Start and the first compilations are over by then, and all partitions are at work. */
const START_UP_US = 3_000_000;

/**
 * Lets the service catch up once more with V8's profiler on, which costs some speed.
 * @param folder emptied, then holds the `.cpuprofile`, for the Performance tab of Chrome's developer tools
 */
export const profileService = async (
  stage: Stage,
  { generation, nodeArgs = [] }: BenchServiceOptions,
  expected: ExpectedOutcomes,
  folder: string,
): Promise<readonly FunctionTime[]> => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await measureService(
    stage,
    { generation, nodeArgs: [...nodeArgs, '--cpu-prof', `--cpu-prof-dir=${folder}`] },
    expected,
  );
  const file = (await readdir(folder)).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`the service left no profile in ${folder}`);
  return selfTimes(JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile, START_UP_US);
};
