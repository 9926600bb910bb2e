/** A run of input records that was written as one, and when: just before it went to the broker, epoch milliseconds. */
export interface Chunk {
  readonly at_ms: number;
  readonly records: number;
}

/** What a throughput is taken over. */
export interface Window {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly events: number;
}

/**
 * From the moment before the first chunk is written to the moment before the last one is: start and group join do not
 * count, and so neither does the first chunk, whose work lies before the window.
 * @throws Error for fewer than two chunks
 */
export const windowOf = (chunks: readonly Chunk[]): Window => {
  const sorted = [...chunks].sort((a, b) => a.at_ms - b.at_ms);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined || last.at_ms === first.at_ms) {
    throw new Error('too few events to measure a throughput: use more');
  }
  const total = chunks.reduce((sum, { records }) => sum + records, 0);
  return { from_ms: first.at_ms, to_ms: last.at_ms, events: total - first.records };
};
