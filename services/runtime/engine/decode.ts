import { HandlerFault } from '../errors.ts';
import { HEADERS_MAX, type LogRecord, RAW_HEADERS } from '../kafka/log-reader.ts';
import type { AvroTopic, InputDeclaration, InputRecord, Rejected } from '../service.ts';
import { TOO_LARGE } from './dead-letter.ts';
import type { Engine } from './engine.ts';
import { formatCoordinates, freshProvenance, type Provenance, provenanceOf } from './headers.ts';
import { type Item, toInputRecord } from './item.ts';
import { sizeOf } from './record-size.ts';

const NO_VALUE = { kind: 'rejected', code: 'tombstone', reason: 'the record has no value' } as const satisfies Rejected;

const TOO_MANY_HEADERS = {
  kind: 'rejected',
  code: 'too_many_headers',
  reason: `the record has more than ${HEADERS_MAX} headers; their bytes stand in the header ${RAW_HEADERS}`,
} as const satisfies Rejected;

const NO_PROVENANCE = {
  kind: 'rejected',
  code: 'resubmission_invalid',
  reason: 'the headers do not say where the record was first, and how it came back',
} as const satisfies Rejected;

/** What the runtime may add to a record beside the producer's headers: origin, attempt, times. With room to spare. */
const ADDED_BYTES_MAX = 16 * 1024;

type Decoding = Pick<Engine, 'codec' | 'bytesMaxOf'>;

/**
 * Decodes records and lets the service say what they are.
 * @throws DependencyUnavailable when a schema must be asked for and the registry is away
 * @throws HandlerFault when the service's own code throws
 */
export const decodeAll = async (
  decoding: Decoding,
  input: InputDeclaration<unknown, unknown>,
  records: readonly LogRecord[],
): Promise<Item[]> => {
  const topic = records[0]!.topic as AvroTopic;
  await decoding.codec.load(
    topic,
    records.map(({ value }) => value),
  );
  return records.map((record) => decodeOne(decoding, input, topic, record));
};

const decodeOne = (
  { codec, bytesMaxOf }: Decoding,
  input: InputDeclaration<unknown, unknown>,
  topic: AvroTopic,
  record: LogRecord,
): Item => {
  const said = provenanceOf(record);
  const provenance = said ?? freshProvenance(record);
  const refused = (prepared: Rejected): Item => ({ record, provenance, prepared });
  if (record.unread !== undefined) {
    return refused({ kind: 'rejected', code: record.unread.code, reason: record.unread.reason });
  }
  if (RAW_HEADERS in record.headers) return refused(TOO_MANY_HEADERS);
  if (said === null) return refused(NO_PROVENANCE);
  const bytes_max = bytesMaxOf(topic) - ADDED_BYTES_MAX;
  const bytes = sizeOf(record);
  if (bytes > bytes_max) return refused(tooLarge(bytes, bytes_max));
  if (record.value === null) {
    if (input.prepareTombstone === undefined) return refused(NO_VALUE);
    return prepareWith(input.prepareTombstone, record, provenance, null);
  }
  const decoded = codec.decode(topic, record.value);
  if (!decoded.ok) {
    const { code, reason, path } = decoded;
    return refused({ kind: 'rejected', code, reason, ...(path === undefined ? {} : { path }) });
  }
  return prepareWith(input.prepare, record, provenance, decoded.value);
};

const prepareWith = <V>(
  prepare: (given: InputRecord<V>) => Item['prepared'],
  record: LogRecord,
  provenance: Provenance,
  value: V,
): Item => {
  const given = toInputRecord(record, provenance, value);
  try {
    return { record, provenance, prepared: prepare(given) };
  } catch (error) {
    throw new HandlerFault(formatCoordinates(record), error);
  }
};

/**
 * The broker limits batches as they come, compressed. What it takes may so be larger than the topics take to which the
 * record would go: the parked one, the one through which it comes back, that of dead letters.
 */
const tooLarge = (bytes: number, bytes_max: number): Rejected => ({
  kind: 'rejected',
  code: TOO_LARGE,
  reason: `the record has ${bytes} bytes without compression; ${bytes_max} is the most`,
});
