import { formatCoordinates } from '../../services/runtime/engine/headers.ts';
import type { LogReader, LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import type { Coordinates } from '../../services/runtime/service.ts';

/** Offsets of one partition, `from` ≤ offset < `to`. */
export interface Range {
  readonly topic: string;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

type Offsets = Pick<LogReader, 'offsets' | 'offsetsAt'>;

/** Everything that stands in some topics now, from a time on where one is given. What comes later is left out. */
export const rangesOf = async (
  reader: Offsets,
  topics: readonly string[],
  since_ms: number | undefined,
): Promise<readonly Range[]> => {
  const ranges: Range[] = [];
  for (const topic of topics) {
    const starts = since_ms === undefined ? [] : await reader.offsetsAt(topic, since_ms);
    for (const { partition, earliest, latest } of await reader.offsets(topic)) {
      const from = Math.max(earliest, starts[partition]?.offset ?? 0);
      if (from < latest) ranges.push({ topic, partition, from, to: latest });
    }
  }
  return ranges;
};

/** Single records, each once. Coordinates outside what a topic holds have no range. */
export const rangesAt = async (reader: Offsets, coordinates: readonly Coordinates[]): Promise<readonly Range[]> => {
  const ranges = new Map<string, Range>();
  for (const [topic, wanted] of Map.groupBy(coordinates, (one) => one.topic)) {
    const known = await reader.offsets(topic);
    for (const { partition, offset } of wanted.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset)) {
      const there = known[partition];
      if (there === undefined || offset < there.earliest || offset >= there.latest) continue;
      ranges.set(formatCoordinates({ topic, partition, offset }), { topic, partition, from: offset, to: offset + 1 });
    }
  }
  return [...ranges.values()];
};

/** A single record needs no more than the batch it stands in, which the broker sends whatever its size. */
const ONE_FETCH_BYTES = 64 * 1024;

/** Reads a range: committed records in the order of their offsets, in bounded memory. */
export const readRange = (
  reader: Pick<LogReader, 'read'>,
  { topic, partition, from, to }: Range,
): AsyncGenerator<LogRecord[], void> =>
  reader.read(topic, partition, from, to, to - from === 1 ? { fetch_bytes: ONE_FETCH_BYTES } : {});
