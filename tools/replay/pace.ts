/** Time, as far as the tool knows it; tests have their own. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now_ms: () => number;
  /** Milliseconds since some moment, of a clock that is never set: for pauses. */
  readonly elapsed_ms: () => number;
  readonly sleep: (duration_ms: number) => Promise<void>;
}

/**
 * Keeps to a rate: each batch waits until the ones before it are paid for. Time that was lost is not made up, so that a
 * slow broker is not followed by a burst.
 * @returns a function to be awaited before so many records are sent
 */
export const createPace = (
  records_per_s: number,
  clock: Pick<Clock, 'elapsed_ms' | 'sleep'>,
): ((records: number) => Promise<void>) => {
  let free_at_ms = Number.NEGATIVE_INFINITY;
  return async (records) => {
    const now_ms = clock.elapsed_ms();
    if (free_at_ms > now_ms) await clock.sleep(free_at_ms - now_ms);
    free_at_ms = Math.max(free_at_ms, now_ms) + (records / records_per_s) * 1_000;
  };
};
