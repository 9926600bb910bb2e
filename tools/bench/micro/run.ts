import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { repositoryRoot } from '../../stack/paths.ts';
import type { MicroFigures } from './figures.ts';

/** Measures the parts in a process of their own. */
export const measurePartsAlone = async (): Promise<MicroFigures> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/bench/micro/main.ts'], {
    cwd: repositoryRoot,
  });
  return JSON.parse(stdout) as MicroFigures;
};
