import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isAlive } from '../../tools/stack/process/is-alive.ts';

const OWNER = join(import.meta.dirname, '../support/stack-owner.ts');
const GONE = { timeout: 60_000, interval: 50 };

let temporaryDir: string;
let logsDir: string;

beforeEach(async () => {
  temporaryDir = await mkdtemp(join(tmpdir(), 'stack-orphans-'));
  logsDir = await mkdtemp(join(tmpdir(), 'stack-orphans-logs-'));
});

afterEach(async () => {
  await rm(temporaryDir, { recursive: true, force: true });
  await rm(logsDir, { recursive: true, force: true });
});

const startOwner = async (ending: string): Promise<{ owner: ChildProcess; pids: number[] }> => {
  const owner = spawn(process.execPath, [OWNER, ending, logsDir], {
    env: { ...process.env, TMPDIR: temporaryDir },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(createInterface({ input: owner.stdout! }), 'line');
  return { owner, pids: JSON.parse(line) };
};

it.each(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'exception', 'exit'] as const)(
  'no component outlives an owner that ends by %s, and no data stays',
  async (ending) => {
    const bySignal = ending.startsWith('SIG');
    const { owner, pids } = await startOwner(bySignal ? 'wait' : ending);
    expect(pids).toHaveLength(3);
    if (bySignal) {
      expect(pids.filter(isAlive)).toEqual(pids);
      owner.kill(ending as NodeJS.Signals);
    }
    if (owner.exitCode === null && owner.signalCode === null) await once(owner, 'exit');
    await vi.waitFor(async () => {
      expect(pids.filter(isAlive)).toEqual([]);
      expect(await readdir(temporaryDir)).toEqual([]);
    }, GONE);
  },
);

it('a paused component does not outlive its owner either', async () => {
  const { owner, pids } = await startOwner('wait');
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  owner.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), GONE);
  await vi.waitFor(async () => expect(await readdir(temporaryDir)).toEqual([]), GONE);
});
