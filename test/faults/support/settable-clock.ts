import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { InstanceOptions } from './instance.ts';

/** The clock of one instance, which is set while it runs. */
export interface SettableClock {
  /** To start the instance with. */
  readonly options: InstanceOptions;
  /** Sets the clock to so much ahead of everybody else's, and waits until the process has it. */
  readonly set: (ahead_ms: number) => Promise<void>;
}

const APPLIED = { timeout: 10_000, interval: 20 };

export const createSettableClock = async (): Promise<SettableClock> => {
  const folder = await mkdtemp(join(tmpdir(), 'clock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'skew');
  await writeFile(file, '0');
  return {
    options: {
      env: { CLOCK_SKEW_FILE: file },
      nodeArgs: ['--import', join(import.meta.dirname, 'skewed-clock.ts')],
    },
    set: async (ahead_ms) => {
      // The process must never read half of it.
      await writeFile(`${file}.next`, String(ahead_ms));
      await rename(`${file}.next`, file);
      await vi.waitFor(async () => {
        const applied = await readFile(`${file}.applied`, 'utf8');
        if (applied !== String(ahead_ms)) throw new Error(`the clock is ${applied} ms ahead`);
      }, APPLIED);
    },
  };
};
