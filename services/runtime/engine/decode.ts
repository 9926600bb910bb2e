import { HandlerFault } from '../errors.ts';
import type { LogRecord } from '../kafka/log-reader.ts';
import type { AvroTopic, InputDeclaration, InputRecord, Rejected } from '../service.ts';
import { TOO_LARGE } from './dead-letter.ts';
import type { Engine } from './engine.ts';
import { formatCoordinates, freshProvenance, type Provenance, provenanceOf } from './headers.ts';
import { type Item, toInputRecord } from './item.ts';
import { nameBytesBesideOurs } from './producer-headers.ts';

const NO_VALUE = { kind: 'rejected', code: 'tombstone', reason: 'the record has no value' } as const satisfies Rejected;

const NO_PROVENANCE = {
  kind: 'rejected',
  code: 'resubmission_invalid',
  reason: 'the headers do not say where the record was first, and how it came back',
} as const satisfies Rejected;

/** What the runtime may add to a record beside the producer's headers: origin, attempt, times. With room to spare. */
const ADDED_BYTES_MAX = 16 * 1024;
/** What the lengths of a header's name and value take, mostly. */
const LENGTHS_BYTES = 3;

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
  if (said === null) return refused(NO_PROVENANCE);
  const bytes_max = bytesMaxOf(topic) - ADDED_BYTES_MAX;
  const bytes = sizeOf(record);
  if (bytes > bytes_max) return refused(tooLarge(bytes, bytes_max));
  if (record.value === null) {
    if (input.prepareTombstone === undefined) return refused(NO_VALUE);
    return prepareWith(input.prepareTombstone, record, provenance, null);
  }
  const decoded = codec.decode(topic, record.value);
  if (!decoded.ok) return refused({ kind: 'rejected', code: decoded.code, reason: decoded.reason });
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

const sizeOf = ({ key, value, headers }: LogRecord): number => {
  let bytes = (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) {
    const given = headers[name]!;
    if (Array.isArray(given)) for (const one of given) bytes += headerBytes(name, one);
    else bytes += headerBytes(name, given);
  }
  return bytes;
};

/** As the header is beside ours, where its name may be longer. */
const headerBytes = (name: string, value: Buffer): number => nameBytesBesideOurs(name) + value.length + LENGTHS_BYTES;
