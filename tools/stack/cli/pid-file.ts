import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { durableStackDir } from '../paths.ts';
import { isAlive } from '../process/is-alive.ts';
import type { Component, ComponentName, Stack } from '../types.ts';

/** What is known of the stack that `up` runs. */
export interface RunningStack {
  /** Of the process that supervises it. */
  readonly pid: number;
  readonly components: Readonly<Record<ComponentName, { readonly pid: number; readonly port: number }>>;
  readonly env: Stack['env'];
  readonly logsDir: string;
}

const file = join(durableStackDir, 'stack.json');

/**
 * The stack that `up` runs, or null. After a crash the file stays behind and its pids may have gone to others by now,
 * so a supervisor of which no component lives is not believed.
 */
export const readPidFile = async (): Promise<RunningStack | null> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  const running = JSON.parse(text) as RunningStack;
  const pids = Object.values(running.components).map(({ pid }) => pid);
  return isAlive(running.pid) && pids.some(isAlive) ? running : null;
};

export const writePidFile = async ({ kafka, registry, redis, env, logsDir }: Stack): Promise<void> => {
  const entry = ({ pid, port }: Component) => ({ pid, port });
  const components = { kafka: entry(kafka), registry: entry(registry), redis: entry(redis) };
  const content = { pid: process.pid, components, env, logsDir };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
};

export const removePidFile = (): Promise<void> => rm(file, { force: true });
