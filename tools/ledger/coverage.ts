import type { LedgerEntry } from '../../schemas/types.generated.ts';
import { formatRange, recordsOf } from './entries.ts';
import type { Findings } from './findings.ts';

/** What really stands in the range of one entry. */
export interface Chunk {
  readonly entry: LedgerEntry;
  records: number;
  returned: number;
  dead: number;
  /** Parked at their first attempt; later ones do not say which record they were. */
  parked: number;
  /** Input records that have output. */
  published: number;
}

/** The chunks of one input partition; ranges ascend. */
export interface Coverage {
  readonly chunks: readonly Chunk[];
  /** Entries of a topic of this name that was deleted: what they speak of is gone. */
  readonly retired: readonly LedgerEntry[];
  /** The chunk that covers an offset, by its range alone. */
  readonly chunkAt: (offset: number) => Chunk | null;
}

/**
 * Puts the entries of one input partition in line.
 * @param written in the order in which they were written
 */
export const createCoverage = (written: readonly LedgerEntry[], findings: Findings): Coverage => {
  const topic_id = written.at(-1)?.topic_id;
  const entries = written.filter((entry) => entry.topic_id === topic_id);
  const chunks: Chunk[] = [];
  let end = 0;
  for (const entry of entries) {
    if (entry.first_offset < end) {
      findings.add('overlap', formatRange(entry), `the chunk before it ends at ${end}`);
    }
    end = Math.max(end, entry.next_offset);
    chunks.push({ entry, records: 0, returned: 0, dead: 0, parked: 0, published: 0 });
  }
  chunks.sort((a, b) => a.entry.first_offset - b.entry.first_offset);

  const chunkAt = (offset: number): Chunk | null => {
    let low = 0;
    let high = chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (chunks[middle]!.entry.next_offset <= offset) low = middle + 1;
      else high = middle;
    }
    const chunk = chunks[low];
    return chunk && chunk.entry.first_offset <= offset ? chunk : null;
  };
  return { chunks, retired: written.filter((entry) => entry.topic_id !== topic_id), chunkAt };
};

/** Where the first and the last committed record of a partition stand that a reader could still see. */
export interface Extent {
  first: number;
  last: number;
}

/**
 * Holds what was counted in each range against what the ledger says.
 * @param compacted true where the topic may have lost records of its past, so that a chunk may say more than is seen
 */
export const checkChunks = (
  { chunks }: Coverage,
  extent: Extent | null,
  compacted: boolean,
  findings: Findings,
): void => {
  for (const { entry, records, returned, dead, parked, published } of chunks) {
    const where = formatRange(entry);
    const said = recordsOf(entry);
    // Retention may have taken the front of the topic since.
    const partial = compacted || extent === null || entry.first_offset < extent.first;
    if (said < records || (said > records && !partial)) {
      findings.add('miscount', where, `${said} outcomes for ${records} records`);
    }
    if (entry.returned < returned || (entry.returned > returned && !partial)) {
      findings.add('returned_count', where, `${entry.returned} counted, ${returned} bear the headers`);
    }
    if (entry.dead !== dead) findings.add('dead_count', where, `${entry.dead} counted, ${dead} in the topic`);
    if (entry.parked < parked) {
      findings.add('parked_count', where, `${entry.parked} counted, ${parked} in the topic at their first attempt`);
    }
    if (entry.published < published) {
      findings.add('published_count', where, `${entry.published} counted, ${published} have output`);
    }
  }
};
