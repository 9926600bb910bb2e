import { setTimeout as delay } from 'node:timers/promises';
import { DependencyUnavailable } from '../errors.ts';
import { keepAliveOf, type Session } from './session.ts';

const FIRST_MS = 50;
const LONGEST_MS = 5_000;
/** Heartbeats go on while waiting, so that the partition stays ours. */
const HEARTBEAT_EVERY_MS = 1_000;

/** Pause before the next try, doubling up to a limit, with jitter so that instances do not knock together. */
export const pauseMs = (failures: number, random: () => number = Math.random): number =>
  Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16)) * (0.5 + random() / 2);

/**
 * Waits while a dependency is away. The record in hand stays in hand.
 * @throws AssignmentLost when the partition goes to somebody else meanwhile
 */
export const pause = async (failures: number, session: Session): Promise<void> => {
  // Not the wall clock: set back by two days, it would make this wait as long.
  const until_ms = performance.now() + pauseMs(failures);
  for (let left_ms = until_ms - performance.now(); left_ms > 0; left_ms = until_ms - performance.now()) {
    await delay(Math.min(left_ms, HEARTBEAT_EVERY_MS));
    await keepAliveOf(session)().catch(unlessAway);
  }
};

/**
 * Waits for what another partition processor does. The record in hand stays in hand.
 * @throws AssignmentLost when the partition goes to somebody else meanwhile; whatever the work throws
 */
export const waitFor = async (work: Promise<unknown>, session: Session): Promise<void> => {
  const done = work.then(() => true);
  while (!(await Promise.race([done, delay(HEARTBEAT_EVERY_MS, false)]))) {
    await keepAliveOf(session)().catch(unlessAway);
  }
};

/** A broker that is away too is no reason to wait less. */
const unlessAway = (error: unknown): void => {
  if (!(error instanceof DependencyUnavailable)) throw error;
};
