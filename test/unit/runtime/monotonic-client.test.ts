import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { stopIdleTimers } from '../../../services/runtime/kafka/fixes/idle-timers.ts';
import { measureByMonotonicTime } from '../../../services/runtime/kafka/fixes/monotonic-time.ts';
import { changed } from '../../contract/clients/changed.ts';

const require = createRequire(import.meta.url);

const TWO_DAYS_MS = 2 * 24 * 60 * 60_000;
const REQUEST_TIMEOUT_MS = 5_000;
const HEARTBEAT_MS = 1_000;
const METADATA_MAX_AGE_MS = 60_000;

const silent = (): void => undefined;
const logger = { namespace: () => logger, debug: silent, info: silent, warn: silent, error: silent };

interface Queue {
  readonly throttledUntil: number;
  push(request: object): void;
  maybeThrottle(duration_ms: number): void;
  scheduleRequestTimeoutCheck(): void;
  destroy(): void;
}
interface Pool {
  metadata: object;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(topics: readonly string[]): Promise<void>;
}
interface Member {
  memberId: string;
  coordinator: object;
  heartbeat(options: { interval: number }): Promise<void>;
}
type ClassOf<T> = new (options: object) => T;

/** kafkajs as published, or fixed as `applyFixes` does; each from a fresh copy of the library. */
const load = (fix: () => void) => {
  for (const file of Object.keys(require.cache)) if (file.includes('kafkajs')) delete require.cache[file];
  fix();
  const inside = <T>(path: string): T => require(`kafkajs/src/${path}`) as T;
  return {
    Queue: inside<ClassOf<Queue>>('network/requestQueue/index.js'),
    Pool: inside<ClassOf<Pool>>('cluster/brokerPool.js'),
    Member: inside<ClassOf<Member>>('consumer/consumerGroup.js'),
  };
};

const LIBRARIES = {
  published: () => undefined,
  fixed: () => {
    measureByMonotonicTime();
    stopIdleTimers();
  },
};

/** Sets the wall clock, and nothing else. */
const stepClock = (by_ms: number): void => void vi.setSystemTime(Date.now() + by_ms);

const SCENARIOS = {
  'a request that nobody answers times out': async ({ Queue }: ReturnType<typeof load>) => {
    const reject = vi.fn();
    const queue = openQueue(Queue);
    queue.push(requestOf({ reject }));
    stepClock(-TWO_DAYS_MS);
    vi.advanceTimersByTime(REQUEST_TIMEOUT_MS + 2_000);
    queue.destroy();
    return reject.mock.calls.length === 1;
  },
  'a request does not time out because the clock is set forward': async ({ Queue }: ReturnType<typeof load>) => {
    const reject = vi.fn();
    const queue = openQueue(Queue);
    queue.push(requestOf({ reject }));
    stepClock(TWO_DAYS_MS);
    vi.advanceTimersByTime(REQUEST_TIMEOUT_MS - 1_000);
    queue.destroy();
    return reject.mock.calls.length === 0;
  },
  'a throttled connection sends again': async ({ Queue }: ReturnType<typeof load>) => {
    const sendRequest = vi.fn();
    const queue = openQueue(Queue);
    queue.maybeThrottle(100);
    stepClock(-TWO_DAYS_MS);
    vi.advanceTimersByTime(200);
    queue.push(requestOf({ sendRequest }));
    vi.advanceTimersByTime(200);
    queue.destroy();
    return sendRequest.mock.calls.length === 1;
  },
  'metadata grows old': async ({ Pool }: ReturnType<typeof load>) => {
    const asked = vi.fn(async () => ({ brokers: [], topicMetadata: [] }));
    const pool = new Pool({ logger, metadataMaxAge: METADATA_MAX_AGE_MS, connectionPoolBuilder: noConnections });
    Object.assign(pool, { seedBroker: { connectionPool: {} }, findConnectedBroker: async () => ({ metadata: asked }) });
    await pool.refreshMetadata();
    stepClock(-TWO_DAYS_MS);
    vi.advanceTimersByTime(METADATA_MAX_AGE_MS + 1);
    await pool.refreshMetadataIfNecessary([]);
    return asked.mock.calls.length === 2;
  },
  'a member sends heartbeats': async ({ Member }: ReturnType<typeof load>) => {
    const heartbeat = vi.fn(async () => undefined);
    const member = new Member({ logger, topics: [], cluster: {}, instrumentationEmitter: { emit: silent } });
    Object.assign(member, { memberId: 'm', coordinator: { heartbeat } });
    stepClock(-TWO_DAYS_MS);
    vi.advanceTimersByTime(HEARTBEAT_MS + 1);
    await member.heartbeat({ interval: HEARTBEAT_MS });
    return heartbeat.mock.calls.length === 1;
  },
};

const noConnections = { build: async () => ({}) };

const openQueue = (Queue: ClassOf<Queue>): Queue => {
  const options = { maxInFlightRequests: null, requestTimeout: REQUEST_TIMEOUT_MS, enforceRequestTimeout: true };
  const queue = new Queue({ ...options, clientId: 'c', broker: 'b', logger });
  queue.scheduleRequestTimeoutCheck();
  return queue;
};

let requests = 0;
const requestOf = (given: { readonly reject?: () => void; readonly sendRequest?: () => void }): object => ({
  entry: {
    ...{ correlationId: ++requests, apiName: 'Any', apiKey: 0, apiVersion: 0 },
    ...{ resolve: silent, reject: given.reject ?? silent },
  },
  expectResponse: true,
  sendRequest: given.sendRequest ?? silent,
});

describe('when the clock of the machine is set', () => {
  beforeEach(
    () =>
      void vi.useFakeTimers({
        toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
      }),
  );
  afterEach(() => void vi.useRealTimers());

  for (const [title, run] of Object.entries(SCENARIOS)) {
    test(title, async () => {
      expect(await run(load(LIBRARIES.fixed))).toBe(true);
    });
    test(`kafkajs as published: it is not so that ${title}`, async () => {
      expect(await run(load(LIBRARIES.published)), changed('kafkajs', title, 'fixes/monotonic-time.ts')).toBe(false);
    });
  }
});
