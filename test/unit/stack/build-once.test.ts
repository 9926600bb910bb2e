import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildOnce } from '../../../tools/stack/cache/build-once.ts';

let cache: string;
let folder: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'build-once-'));
  folder = join(cache, 'packages');
});

afterEach(() => rm(cache, { recursive: true, force: true }));

const write = (text: string) => (temporary: string) => writeFile(join(temporary, 'file'), text);
const content = () => readFile(join(folder, 'file'), 'utf8');

describe('a cache folder', () => {
  it('is built by one of those who want it at the same time', async () => {
    let builds = 0;
    const build = async (temporary: string): Promise<void> => {
      builds += 1;
      await write('built')(temporary);
    };
    await Promise.all(Array.from({ length: 5 }, () => buildOnce(folder, build)));
    expect(builds).toBe(1);
    expect(await content()).toBe('built');
    expect(await readdir(cache)).toEqual(['packages']);
  });

  it('does not exist after a build that failed, and the next one starts anew', async () => {
    const failing = async (temporary: string): Promise<void> => {
      await write('half')(temporary);
      throw new Error('interrupted');
    };
    await expect(buildOnce(folder, failing)).rejects.toThrow('interrupted');
    expect(await readdir(cache)).toEqual([]);
    await buildOnce(folder, write('whole'));
    expect(await content()).toBe('whole');
  });

  it('is built although a process died with the lock and left a half-built folder', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(`${folder}.lock`, String(pid));
    await buildOnce(`${folder}.tmp-abandoned`, write('half'));
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(`${folder}.tmp-abandoned`, longAgo, longAgo);
    await buildOnce(folder, write('whole'));
    expect(await content()).toBe('whole');
    expect(await readdir(cache)).toEqual(['packages']);
  });
});
