import { vi } from 'vitest';
import type { ServiceProcess } from '../../../tools/demo/services.ts';
import { SERVICE_NAMES, untilReady } from '../../../tools/demo/services.ts';
import type { ServiceName, TopicName } from '../../../topology/topology.ts';
import type { Company } from './company.ts';
import type { Instance } from './instance.ts';
import type { TimedFault } from './recovery.ts';
import { full } from './scenario.ts';

/** The promise: progress again within so long after whatever was away is back. */
const PROGRESS_WITHIN_MS = 60_000;
/** A loaded machine may take long to notice that something is away. */
const NOTICED_WITHIN_MS = 60_000;
const POLL_MS = 100;
/** Records sent while a fault happens, and again after it. */
const SLICE = full ? 400 : 100;
/** What the simulator needs to have something of everything. */
const EVENTS_MIN = 500;

/** Starts all services and waits until they are ready. Only one of them goes through the proxies, so that it alone is hit. */
export const startBehindProxies = async (company: Company, service: ServiceName): Promise<Instance> => {
  const env = { ...company.stack.env };
  const instances = await Promise.all(
    SERVICE_NAMES.map((name) => company.start(name, name === service ? {} : { env })),
  );
  await Promise.all(instances.map(untilReady));
  return instances[SERVICE_NAMES.indexOf(service)]!;
};

/** Waits until a chunk of an input is committed after a moment. @throws when there is none within a minute */
export const untilProgress = (company: Company, { topic, at_ms }: TimedFault): Promise<void> =>
  vi.waitFor(
    async () => {
      const entries = await company.ledger();
      if (!entries.some((entry) => entry.topic === topic && entry.written_at >= at_ms)) throw new Error('no progress');
    },
    { timeout: PROGRESS_WITHIN_MS, interval: POLL_MS },
  );

/** A fault; over when its promise is. */
export type Fault = () => Promise<unknown> | unknown;

/**
 * Lets some faults happen one after the other, each while records are on their way, and waits after each until the work
 * on an input goes on: whatever fails because of it has work to do then.
 * @param sent_before whether the records must be in their topics before a fault, because it would hit their producer too
 * @returns when each fault was over
 * @throws when the work does not go on within a minute
 */
export const strike = async (
  company: Company,
  topic: TopicName,
  faults: readonly Fault[],
  { sent_before = false } = {},
): Promise<readonly TimedFault[]> => {
  const traffic = company.traffic(Math.max(EVENTS_MIN, faults.length * 2 * SLICE));
  const timed: TimedFault[] = [];
  for (const fault of faults) {
    const sent = traffic.send(SLICE);
    if (sent_before) await sent;
    await fault();
    const timed_fault = { topic, at_ms: Date.now() };
    await sent;
    await traffic.send(SLICE);
    await untilProgress(company, timed_fault);
    timed.push(timed_fault);
  }
  await traffic.sendRest();
  return timed;
};

/** Waits until a service says that it is not ready, and why. */
export const untilUnready = ({ probeUrl }: ServiceProcess, reason: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const said = await (await fetch(`${probeUrl}/readyz`)).text();
      if (!said.includes(reason)) throw new Error(`not "${reason}" but ${said.trim()}`);
    },
    { timeout: NOTICED_WITHIN_MS, interval: POLL_MS },
  );
