import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderTargetList } from '../codegen/targets.ts';
import { removePidFile, writePidFile } from '../stack/cli/pid-file.ts';
import { watchComponents } from '../stack/cli/watch.ts';
import type { Stack } from '../stack/index.ts';
import { durableStackDir } from '../stack/paths.ts';
import type { Cleanup } from './cleanup.ts';
import { printKept } from './report/kept.ts';
import type { Screen } from './screen.ts';
import { LAG_EXPORTER, type ProcessName, type ServiceProcess } from './services.ts';

/** Settings of everything that runs, `NAME=value` a line, as `node --env-file` and shells read them. */
export const environmentFile = join(durableStackDir, 'environment');
/** What Prometheus is to read, found by `deploy/prometheus/prometheus.yml`. */
export const targetsFile = join(durableStackDir, 'targets.yml');

const renderEnvironment = (env: Readonly<Record<string, string>>): string =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

export const renderTargets = (processes: readonly Pick<ServiceProcess<ProcessName>, 'name' | 'probeUrl'>[]): string =>
  renderTargetList(
    processes.map(({ name, probeUrl }) => ({ name, address: new URL(probeUrl).host })),
    [LAG_EXPORTER],
  );

/**
 * Leaves everything running until a signal comes, even when a part ends, and says which did and how to start it again.
 * Commands find what runs in `var/stack`.
 */
export const keepRunning = async (
  screen: Screen,
  stack: Stack,
  services: readonly ServiceProcess<ProcessName>[],
  env: Readonly<Record<string, string>>,
  cleanup: Cleanup,
): Promise<void> => {
  await mkdir(durableStackDir, { recursive: true });
  cleanup.add(async () => {
    await Promise.all([removePidFile(), rm(environmentFile, { force: true }), rm(targetsFile, { force: true })]);
  });
  // It contains the secrets of this run.
  await writeFile(environmentFile, renderEnvironment(env), { mode: 0o600 });
  await writeFile(targetsFile, renderTargets(services));
  await writePidFile(stack);
  printKept(screen, stack, services);
  let stopping = false;
  for (const { name, exited, logFile } of services) {
    void exited.then(({ code, signal }) => {
      if (stopping) return;
      screen.print(`${name} ended (${signal ?? `exit code ${code}`}); its log is ${logFile}`);
      screen.print(`  start it again in another terminal with: make run SERVICE=${name}`);
    });
  }
  const unwatch = watchComponents(stack, screen.print, () => writePidFile(stack));
  await cleanup.untilSignal();
  stopping = true;
  unwatch();
};
