import type { LogReader, LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../services/runtime/registry/codec.ts';
import type { AvroTopic, ValueOf } from '../../services/runtime/service.ts';

/** What reading decoded records takes. */
export interface Reading {
  readonly reader: Pick<LogReader, 'offsets' | 'read'>;
  readonly codec: Pick<Codec, 'load' | 'decode'>;
  /**
   * Called with each record that cannot be read, which is then left out: one bad record must not hide all others. Without it the
   * first such record ends the reading.
   */
  readonly onUnreadable?: (what: string) => void;
}

/** A value that the codec cannot read; the message names the place and the reason, and nothing of the value. */
export class Undecodable extends Error {
  override readonly name = 'Undecodable';
}

export interface DecodedRecord<T extends AvroTopic> {
  readonly record: LogRecord;
  /** Null for a tombstone. */
  readonly value: ValueOf<T> | null;
}

/**
 * Decodes records of a topic that only this system writes: one that cannot be read means other schemas than it has, or that
 * somebody else wrote it.
 * @throws Undecodable unless `onUnreadable` is given; DependencyUnavailable when the registry must be asked and is unavailable
 */
export const decodeRecords = async <T extends AvroTopic>(
  { codec, onUnreadable }: Pick<Reading, 'codec' | 'onUnreadable'>,
  topic: T,
  records: readonly LogRecord[],
): Promise<readonly DecodedRecord<T>[]> => {
  await codec.load(
    topic,
    records.map(({ value }) => value),
  );
  return records.flatMap((record) => {
    if (record.value === null) return { record, value: null };
    const decoded = codec.decode(topic, record.value);
    if (decoded.ok) return { record, value: decoded.value };
    const what = `${topic}/${record.partition}/${record.offset}: ${decoded.code}`;
    if (onUnreadable === undefined) throw new Undecodable(what);
    onUnreadable(what);
    return [];
  });
};

/** Committed records with `from` ≤ offset < `to`, decoded, in order and in bounded memory. Throws as `decodeRecords`. */
export async function* readDecoded<T extends AvroTopic>(
  reading: Reading,
  topic: T,
  { partition, from, to }: { readonly partition: number; readonly from: number; readonly to: number },
): AsyncGenerator<DecodedRecord<T>, void> {
  for await (const records of reading.reader.read(topic, partition, from, to))
    yield* await decodeRecords(reading, topic, records);
}

/** Every committed record of a topic as it stands at the call, by partition and offset, in bounded memory. */
export async function* readTopic(reader: Reading['reader'], topic: string): AsyncGenerator<LogRecord, void> {
  for (const { partition, earliest, latest } of await reader.offsets(topic)) {
    for await (const records of reader.read(topic, partition, earliest, latest)) yield* records;
  }
}
