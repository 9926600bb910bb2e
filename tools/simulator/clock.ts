/** Simulated time: runs with the records, from the start of the simulation to its end. */
export interface Clock {
  /** When the record of this index is sent, epoch milliseconds. */
  readonly recordTime: (index: number) => number;
  /** A moment for something that happens now; no two are the same, and they ascend. */
  readonly moment: (index: number) => number;
}

/** @param span_ms how much time the records cover together */
export const createClock = (start_ms: number, span_ms: number, records: number): Clock => {
  const recordTime = (index: number): number => start_ms + Math.floor((index * span_ms) / records);
  let last_ms = start_ms - 1;
  return {
    recordTime,
    moment: (index) => {
      last_ms = Math.max(last_ms + 1, recordTime(index));
      return last_ms;
    },
  };
};
