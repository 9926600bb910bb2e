import { randomBytes } from 'node:crypto';
import { readSettings } from '../../services/runtime/config/settings.ts';
import { SkillstreamError } from '../../services/runtime/errors.ts';
import { openConnections } from '../ledger/connections.ts';
import { type Stack, startStack } from '../stack/index.ts';
import { applyTopology } from '../topology/apply.ts';
import { createCleanup } from './cleanup.ts';
import { keepRunning } from './keep.ts';
import { toJson } from './report/json.ts';
import { printReport } from './report/text.ts';
import { runDemo } from './run.ts';
import { createScreen, type Screen } from './screen.ts';
import {
  LAG_EXPORTER,
  type ProcessName,
  SERVICE_NAMES,
  type ServiceProcess,
  startServices,
  stopServices,
} from './services.ts';

export interface DemoOptions {
  readonly events: number;
  readonly seed: number;
  readonly parkDeadlineMs: number;
  readonly keep: boolean;
  readonly json: boolean;
}

const introduce = ({ print, style }: Screen, { events, seed }: DemoOptions): void => {
  print(style('bold', 'Skillstream: learning and HR records in, a talent marketplace’s records out'));
  print(
    `This demo runs the whole system on this machine and sends it the traffic of a made-up company (seed ${seed}): ` +
      `${events.toLocaleString('en')} records of an HR system and two learning systems, with what goes wrong in real ones.`,
  );
  print('It then reads every topic anew and checks that what came out is what must come out.');
  print();
};

const environmentOf = (stack: Stack, park_deadline_ms: number): Record<string, string> => ({
  ...stack.env,
  IDENTITY_KEY: randomBytes(32).toString('hex'),
  DEAD_LETTER_KEY: randomBytes(32).toString('hex'),
  PARK_DEADLINE_MS: String(park_deadline_ms),
  // The simulated systems tell both views within seconds.
  DRIFT_GRACE_MS: '2000',
});

/** Rejects when a service ends by itself: there is nothing to wait for any more. May be left alone. */
const anyEnds = (services: readonly ServiceProcess<ProcessName>[]): Promise<never> => {
  const ended = services.map(async ({ name, exited, logFile }): Promise<never> => {
    const { code, signal } = await exited;
    throw new SkillstreamError('service_ended', `${name} ended (${signal ?? `exit code ${code}`}); see ${logFile}`);
  });
  const any = Promise.race(ended);
  for (const promise of [any, ...ended]) promise.catch(() => undefined);
  return any;
};

/**
 * Runs the demo from start to clean stop, whatever happens in between.
 * @returns whether all is right
 */
export const demo = async (options: DemoOptions): Promise<boolean> => {
  const screen = createScreen(options.json ? process.stderr : process.stdout);
  const cleanup = createCleanup();
  try {
    introduce(screen, options);
    const stack = await screen.step(
      'Starting Kafka, schema registry and Redis',
      (progress) => startStack({ ports: options.keep ? 'fixed' : 'free', log: progress }),
      ({ env }) => `Kafka on ${env['KAFKA_BROKERS']}`,
    );
    cleanup.add(() => stack.stop());
    const env = environmentOf(stack, options.parkDeadlineMs);
    const settings = readSettings(env);
    await screen.step(
      'Creating topics and registering schemas',
      () => applyTopology(settings),
      ({ actions }) => `${actions.length} changes to an empty cluster`,
    );
    const services = await screen.step(
      'Starting the services',
      () =>
        startServices([...SERVICE_NAMES, LAG_EXPORTER], {
          ...{ env, logsDir: stack.logsDir, ports: options.keep ? 'fixed' : 'free' },
        }),
      (started) => started.map(({ name }) => name).join(', '),
    );
    cleanup.add(() => stopServices(services));
    const connections = await openConnections(settings, 'demo');
    cleanup.add(connections.close);

    const run = { seed: options.seed, events: options.events, park_deadline_ms: options.parkDeadlineMs };
    const result = await Promise.race([runDemo(connections, services, run, screen), anyEnds(services)]);
    if (options.json) process.stdout.write(`${toJson(run, result)}\n`);
    else printReport(screen, result);
    if (options.keep) await keepRunning(screen, stack, services, env, cleanup);
    return result.right;
  } finally {
    await cleanup.run();
  }
};
