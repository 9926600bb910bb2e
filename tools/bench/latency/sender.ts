import { setTimeout as delay } from 'node:timers/promises';
import type { LoadEvent } from '../load/load.ts';
import type { InputProducer } from '../preload.ts';
import { now } from './watcher.ts';

const TICK_MS = 5;

export interface SendOptions {
  readonly rate_per_s: number;
  readonly duration_ms: number;
  readonly next: () => LoadEvent;
  /** Told of each statement when it is due, epoch milliseconds. */
  readonly onDue: (event: LoadEvent, due_ms: number) => void;
}

/**
 * Sends at a steady rate. Each statement has a time at which it is due, whether or not the broker or this process keeps
 * up, and its latency counts from there: a stall is not hidden by sending less meanwhile.
 */
export const sendSteadily = async (
  producer: InputProducer,
  { rate_per_s, duration_ms, next, onDue }: SendOptions,
): Promise<void> => {
  const start_ms = now();
  const total = Math.floor((rate_per_s * duration_ms) / 1000);
  const under_way = new Set<Promise<unknown>>();
  let failure: unknown;
  let sent = 0;
  while (sent < total && failure === undefined) {
    const due = Math.min(total, Math.floor(((now() - start_ms) * rate_per_s) / 1000));
    const records = Array.from({ length: due - sent }, (_, i) => {
      const event = next();
      const due_ms = start_ms + ((sent + i) * 1000) / rate_per_s;
      onDue(event, due_ms);
      return { key: event.key, value: event.value, timestamp_ms: Math.floor(due_ms) };
    });
    sent = due;
    if (records.length > 0) {
      const sending = producer
        .send('raw.xapi', records)
        .catch((error: unknown) => {
          failure = error;
        })
        .finally(() => under_way.delete(sending));
      under_way.add(sending);
    }
    await delay(TICK_MS);
  }
  await Promise.all(under_way);
  if (failure !== undefined) throw failure;
};
