import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { waitLongWhenIdle } from '../../../services/runtime/kafka/fixes/idle-fetch.ts';
import { stopIdleTimers } from '../../../services/runtime/kafka/fixes/idle-timers.ts';
import { measureByMonotonicTime } from '../../../services/runtime/kafka/fixes/monotonic-time.ts';
import { requireInside } from '../../../services/runtime/kafka/fixes/replace.ts';

describe('the requests of a connection', () => {
  const REQUEST_TIMEOUT_MS = 5_000;

  interface Queue {
    push(request: object): void;
    fulfillRequest(response: object): void;
    scheduleRequestTimeoutCheck(): void;
    destroy(): void;
  }
  type QueueClass = new (options: object) => Queue;

  measureByMonotonicTime();
  stopIdleTimers();

  const logger = { debug: () => undefined, warn: () => undefined };
  let queue: Queue;
  let requests = 0;

  /** Sends a request, and says what becomes of it. */
  const send = () => {
    const correlationId = ++requests;
    const fate = { resolve: vi.fn(), reject: vi.fn() };
    const entry = { correlationId, apiName: 'Any', apiKey: 0, apiVersion: 0, ...fate };
    queue.push({ entry, expectResponse: true, sendRequest: () => undefined });
    return { ...fate, answer: () => queue.fulfillRequest({ correlationId, payload: null, size: 0 }) };
  };

  beforeEach(() => {
    vi.useFakeTimers();
    const options = { maxInFlightRequests: 1, requestTimeout: REQUEST_TIMEOUT_MS, enforceRequestTimeout: true };
    queue = new (requireInside<QueueClass>('network/requestQueue/index.js'))({
      ...options,
      clientId: 'c',
      broker: 'b',
      logger,
    });
    queue.scheduleRequestTimeoutCheck();
  });
  afterEach(() => {
    queue.destroy();
    vi.useRealTimers();
  });

  test('are watched while there are any, and need no timer when there are none', () => {
    expect(vi.getTimerCount()).toBe(0);
    const sent = send();
    expect(vi.getTimerCount()).toBeGreaterThan(0);
    sent.answer();
    vi.advanceTimersByTime(REQUEST_TIMEOUT_MS);
    expect(sent.resolve).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  test('time out, also those that had to wait to be sent, and those after a reconnect', () => {
    for (let connection = 0; connection < 2; connection += 1) {
      const [first, second] = [send(), send()];
      vi.advanceTimersByTime(REQUEST_TIMEOUT_MS - 1);
      expect(first.reject).not.toHaveBeenCalled();
      vi.advanceTimersByTime(2_000);
      expect(first.reject).toHaveBeenCalledOnce();
      expect(second.reject).not.toHaveBeenCalled();
      vi.advanceTimersByTime(REQUEST_TIMEOUT_MS + 2_000);
      expect(second.reject).toHaveBeenCalledOnce();
      queue.destroy();
      queue.scheduleRequestTimeoutCheck();
    }
  });
});

describe('fetching', () => {
  interface Member {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    generationId: number;
    fetch(node: string): Promise<{ isEmpty(): boolean }[]>;
  }
  const OPTIONS = { maxWaitTime: 30, minBytes: 32_768 };
  const LONG = { maxWaitTime: 1_000, minBytes: 1 };

  const group = requireInside<{ prototype: Member }>('consumer/consumerGroup.js');
  const asked: { node: string; maxWaitTime: number; minBytes: number }[] = [];
  /** What brokers have: by node, whether each of the batches in their answer is empty. */
  let answers: Record<string, readonly boolean[]> = {};

  group.prototype.fetch = async function (this: Member, node: string) {
    asked.push({ node, maxWaitTime: this.maxWaitTime, minBytes: this.minBytes });
    this.generationId += 1;
    return answers[node]!.map((empty) => ({ isEmpty: () => empty }));
  };
  waitLongWhenIdle();

  const createMember = (options: object = OPTIONS): Member =>
    Object.assign(Object.create(group.prototype) as Member, { generationId: 0, ...options });

  beforeEach(() => {
    asked.length = 0;
  });

  test('waits long for a broker that had nothing, and as configured for one that had something', async () => {
    const member = createMember();
    answers = { '1': [true, true], '2': [true, false] };
    for (let round = 0; round < 2; round += 1) await Promise.all([member.fetch('1'), member.fetch('2')]);
    answers = { '1': [false, true], '2': [] };
    for (let round = 0; round < 2; round += 1) await Promise.all([member.fetch('1'), member.fetch('2')]);
    const of = (node: string) => asked.filter((one) => one.node === node).map(({ node: _, ...waits }) => waits);
    expect(of('1')).toEqual([OPTIONS, LONG, LONG, OPTIONS]);
    expect(of('2')).toEqual([OPTIONS, OPTIONS, OPTIONS, LONG]);
  });

  test('changes the member itself, as when it joins again, but not its settings', async () => {
    const member = createMember();
    answers = { '1': [] };
    for (let round = 0; round < 3; round += 1) await member.fetch('1');
    expect(member).toMatchObject({ ...OPTIONS, generationId: 3 });
  });

  test('waits no shorter than configured', async () => {
    const member = createMember({ maxWaitTime: 2_000, minBytes: 1 });
    answers = { '1': [] };
    for (let round = 0; round < 2; round += 1) await member.fetch('1');
    expect(asked.map(({ maxWaitTime }) => maxWaitTime)).toEqual([2_000, 2_000]);
  });
});
