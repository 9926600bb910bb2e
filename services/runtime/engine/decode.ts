import { HandlerFault } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { Codec } from '../registry/codec.ts';
import type { AvroTopic, InputDeclaration, Rejected } from '../service.ts';
import { formatCoordinates } from './headers.ts';
import { type Item, provenanceOf, toInputRecord } from './item.ts';

const NO_VALUE = { kind: 'rejected', code: 'tombstone', reason: 'the record has no value' } as const satisfies Rejected;

/**
 * Decodes records and lets the service say what they are.
 * @throws DependencyUnavailable when a schema must be asked for and the registry is away
 * @throws HandlerFault when the service's own code throws
 */
export const decodeAll = async (
  codec: Codec,
  input: InputDeclaration<unknown, unknown>,
  records: readonly LogRecord[],
): Promise<Item[]> => {
  const topic = records[0]!.topic as AvroTopic;
  await codec.load(
    topic,
    records.map(({ value }) => value),
  );
  return records.map((record) => decodeOne(codec, input, topic, record));
};

const decodeOne = (
  codec: Codec,
  input: InputDeclaration<unknown, unknown>,
  topic: AvroTopic,
  record: LogRecord,
): Item => {
  const provenance = provenanceOf(record);
  if (record.value === null) {
    return { record, provenance, prepared: NO_VALUE, input: toInputRecord(record, provenance, null) };
  }
  const decoded = codec.decode(topic, record.value);
  if (!decoded.ok) {
    const prepared: Rejected = { kind: 'rejected', code: decoded.code, reason: decoded.reason };
    return { record, provenance, prepared, input: toInputRecord(record, provenance, null) };
  }
  const given = toInputRecord(record, provenance, decoded.value);
  try {
    return { record, provenance, prepared: input.prepare(given), input: given };
  } catch (error) {
    throw new HandlerFault(formatCoordinates(record), error);
  }
};
