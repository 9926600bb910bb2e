import { setTimeout as delay } from 'node:timers/promises';
import type { Dependency } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Presence } from './presence.ts';

/** Resolves when the dependency answers. */
export type Ping = () => Promise<unknown>;

/**
 * How often a dependency is asked. With the deadline this is how late readiness and metrics notice that one is unavailable. Kafka
 * is the one that a service speaks with all the time, and a question to it takes the most of an idle processor.
 */
const INTERVALS_MS: Readonly<Record<Dependency, number>> = { kafka: 15_000, redis: 4_000, registry: 4_000 };
/** While it is unavailable: how late they notice that it is restored. */
const INTERVAL_UNAVAILABLE_MS = 1_000;
/** The deadline of an answer, whatever time-outs the client has. The question stays open: the next one waits for its end. */
const LATE_MS = 5_000;

export interface WatchOptions {
  readonly presence: Presence;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Resolves after a time, or with the signal; for tests. */
  readonly sleep?: (duration_ms: number, signal: AbortSignal) => Promise<void>;
}

const sleepFor: NonNullable<WatchOptions['sleep']> = (duration_ms, signal) =>
  delay(duration_ms, undefined, { signal }).catch(() => undefined);

/**
 * Asks every dependency again and again, so that a service that has nothing to do knows whether they are available.
 * Resolves when the signal comes.
 */
export const watchDependencies = async (
  pings: Readonly<Record<Dependency, Ping>>,
  options: WatchOptions,
): Promise<void> => {
  const dependencies = Object.entries(pings) as [Dependency, Ping][];
  await Promise.all(dependencies.map(([dependency, ping]) => watch(dependency, ping, options)));
};

const watch = async (
  dependency: Dependency,
  ping: Ping,
  { presence, log, signal, sleep = sleepFor }: WatchOptions,
): Promise<void> => {
  const watcher = `watch of ${dependency}`;
  let available = true;

  const unavailable = (error: unknown): void => {
    if (signal.aborted) return;
    if (available) log.warn({ dependency, error: messageOf(error) }, 'a dependency does not answer');
    available = false;
    presence.missed(dependency, watcher);
  };

  const restored = (): void => {
    if (!available) log.info({ dependency }, 'a dependency answers again');
    available = true;
    presence.found(watcher);
  };

  while (!signal.aborted) {
    const late = setTimeout(() => unavailable(`no answer within ${LATE_MS} ms`), LATE_MS);
    try {
      await ping();
      restored();
    } catch (error) {
      unavailable(error);
    } finally {
      clearTimeout(late);
    }
    await sleep(available ? INTERVALS_MS[dependency] : INTERVAL_UNAVAILABLE_MS, signal);
  }
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
