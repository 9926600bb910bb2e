import type { LedgerEntry } from '../../../schemas/types.generated.ts';

/** A fault that hit the work on an input topic. */
export interface TimedFault {
  readonly topic: string;
  /** Epoch milliseconds. */
  readonly at_ms: number;
}

/**
 * How long the work stood still: from each fault until every partition that had anything left to do had committed again.
 * @param entries of the ledger; they say when each chunk was committed
 */
export const recoveryTimes = (entries: readonly LedgerEntry[], faults: readonly TimedFault[]): readonly number[] =>
  faults.flatMap(({ topic, at_ms }) => {
    const next = new Map<number, number>();
    for (const entry of entries) {
      if (entry.topic !== topic || entry.written_at < at_ms) continue;
      next.set(entry.partition, Math.min(next.get(entry.partition) ?? Number.POSITIVE_INFINITY, entry.written_at));
    }
    return next.size === 0 ? [] : [Math.max(...next.values()) - at_ms];
  });
