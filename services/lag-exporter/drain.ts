import type { PartitionReading } from './reading.ts';

/** Where a group and a partition were at some time. */
interface Sample {
  readonly at_ms: number;
  readonly position: number;
  readonly end: number;
}

/** How long a group takes until it has no lag, as fast as it and its producers have been of late. */
export interface DrainTimes {
  /**
   * Adds what was read, at a monotonic time, and answers in seconds: 0 without lag, Infinity where the lag does not shrink,
   * undefined where nothing is known before.
   */
  readonly add: (reading: PartitionReading, lag: number, now_ms: number) => number | undefined;
  /** Ends a round: what was not added since the last call is forgotten. */
  readonly endRound: () => void;
}

const WINDOW_MS = 5 * 60_000;
/** Ten samples a window are enough. */
const SPACING_MS = WINDOW_MS / 10;

export const createDrainTimes = (): DrainTimes => {
  let before = new Map<string, readonly Sample[]>();
  let current = new Map<string, readonly Sample[]>();

  const add = (reading: PartitionReading, lag: number, now_ms: number): number | undefined => {
    const name = `${reading.group} ${reading.topic} ${reading.partition}`;
    const sample = { at_ms: now_ms, position: reading.committed ?? reading.log_start, end: reading.end };
    const samples = (before.get(name) ?? []).filter((old) => isBefore(old, sample));
    const newest = samples.at(-1);
    const due = newest === undefined || now_ms - newest.at_ms >= SPACING_MS;
    current.set(name, due ? [...samples, sample] : samples);
    if (lag === 0) return 0;
    return samples[0] === undefined ? undefined : secondsToDrain(samples[0], sample, lag);
  };

  const endRound = (): void => {
    before = current;
    current = new Map();
  };

  return { add, endRound };
};

/** A position or an end that went back says nothing of a rate. */
const isBefore = (old: Sample, sample: Sample): boolean =>
  sample.at_ms - old.at_ms <= WINDOW_MS && old.position <= sample.position && old.end <= sample.end;

const secondsToDrain = (old: Sample, sample: Sample, lag: number): number => {
  const seconds = (sample.at_ms - old.at_ms) / 1000;
  const net = sample.position - old.position - (sample.end - old.end);
  return net > 0 && seconds > 0 ? lag / (net / seconds) : Number.POSITIVE_INFINITY;
};
