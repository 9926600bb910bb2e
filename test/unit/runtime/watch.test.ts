import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPresence } from '../../../services/runtime/engine/presence.ts';
import { type Ping, watchDependencies } from '../../../services/runtime/engine/watch.ts';
import type { Logger } from '../../../services/runtime/log.ts';

const answers: Ping = async () => undefined;
const NOTICED_WITHIN_MS = 10_000;

/** On the clock of the test, which that of Node.js itself is not. */
const sleep = (duration_ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    const timer = setTimeout(resolve, duration_ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Watches with one registry as given, and two dependencies that always answer. */
const watch = (registry: Ping) => {
  const changes: string[] = [];
  const lines: string[] = [];
  const presence = createPresence((dependency, up) => changes.push(`${dependency} ${up ? 'up' : 'down'}`));
  const log = {
    warn: (_: object, line: string) => lines.push(line),
    info: (_: object, line: string) => lines.push(line),
  };
  const aborted = new AbortController();
  const done = watchDependencies(
    { kafka: answers, redis: answers, registry },
    { presence, log: log as unknown as Logger, signal: aborted.signal, sleep },
  );
  const stop = (): Promise<void> => {
    aborted.abort();
    return done;
  };
  return { presence, changes, lines, stop };
};

describe('the watch of dependencies', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('says within ten seconds that one refuses, and that it is restored; one line for each', async () => {
    let refuses = false;
    const watched = watch(async () => {
      if (refuses) throw new Error('refused');
    });
    await vi.advanceTimersByTimeAsync(NOTICED_WITHIN_MS);
    expect(watched.presence.away()).toEqual([]);
    refuses = true;
    await vi.advanceTimersByTimeAsync(NOTICED_WITHIN_MS);
    expect(watched.presence.away()).toEqual(['registry']);
    refuses = false;
    await vi.advanceTimersByTimeAsync(NOTICED_WITHIN_MS);
    expect(watched.presence.away()).toEqual([]);
    expect(watched.changes).toEqual(['registry down', 'registry up']);
    expect(watched.lines).toEqual(['a dependency does not answer', 'a dependency answers again']);
    await watched.stop();
  });

  test('says so of one that answers nothing, asks it nothing else, and believes its late answer', async () => {
    const asked: (() => void)[] = [];
    const watched = watch(() => new Promise<void>((resolve) => void asked.push(resolve)));
    await vi.advanceTimersByTimeAsync(NOTICED_WITHIN_MS);
    expect(watched.presence.away()).toEqual(['registry']);
    expect(asked).toHaveLength(1);
    asked[0]!();
    await vi.advanceTimersByTimeAsync(0);
    expect(watched.presence.away()).toEqual([]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(asked).toHaveLength(2);
    asked[1]!();
    await watched.stop();
  });

  test('ends with the process, and what fails because of that is no outage', async () => {
    const asked: ((error: Error) => void)[] = [];
    const watched = watch(() => new Promise<void>((_, reject) => void asked.push(reject)));
    const stopped = watched.stop();
    asked[0]!(new Error('closed'));
    await stopped;
    expect(watched.changes).toEqual([]);
  });
});
