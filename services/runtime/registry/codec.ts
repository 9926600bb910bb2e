import type { Type } from 'avsc';
import { registeredText } from '../../../schemas/index.ts';
import { subjectOf, topology } from '../../../topology/topology.ts';
import type { RegistrySettings } from '../config/settings.ts';
import type { ENGINE_ERROR_CODES } from '../error-codes.ts';
import { SkillstreamError } from '../errors.ts';
import type { AvroTopic, ValueOf } from '../service.ts';
import { findFault } from './avro-fault.ts';
import { NumberOutOfRange } from './avro-longs.ts';
import { compile } from './avro-types.ts';
import { avroSchema, createRegistryClient, type RegistryClient } from './client.ts';
import { encodeFramed } from './encoder.ts';
import { FRAME_BYTES, isFramed, schemaIdOf } from './frame.ts';
import { inTurns } from './in-turns.ts';
import { createWriterSchemas, isRefusal, type WriterSchemas } from './writer-schemas.ts';

export { ValueMisfit } from './encoder.ts';

/** Why a value cannot be read. */
export type DecodeCode = Extract<
  keyof typeof ENGINE_ERROR_CODES,
  | 'tombstone'
  | 'too_short'
  | 'not_avro_framed'
  | 'unknown_schema'
  | 'wrong_subject'
  | 'undecodable'
  | 'number_out_of_range'
>;

export type Decoded<V> =
  | { readonly ok: true; readonly value: V }
  | {
      readonly ok: false;
      readonly code: DecodeCode;
      readonly reason: string;
      /** Where in the value, as a JSON path, where that is known. */
      readonly path?: string;
    };

/** Schemas are registered by provisioning only; a service that meets none does not start. */
export class SchemaNotRegistered extends SkillstreamError {
  constructor(subjects: readonly string[]) {
    super('schema_not_registered', `schema of ${subjects.join(', ')} is not registered: run make apply`);
  }
}

/** Values of topics to and from bytes, in the wire format of Confluent registries. */
export interface Codec {
  /**
   * Looks up the ids of the schemas that are written.
   * @throws SchemaNotRegistered naming every subject without its schema; DependencyUnavailable
   */
  readonly start: () => Promise<void>;
  /**
   * Makes sure that all writer schemas of these values are known, so that `decode` can be synchronous.
   * @throws DependencyUnavailable
   */
  readonly load: (topic: AvroTopic, values: readonly (Buffer | null)[]) => Promise<void>;
  /** Reads a value that `load` has seen; throws only when it has not. */
  readonly decode: <T extends AvroTopic>(topic: T, value: Buffer | null) => Decoded<ValueOf<T>>;
  /**
   * Writes a value, after `start`.
   * @throws ValueMisfit
   */
  readonly encode: <T extends AvroTopic>(topic: T, value: ValueOf<T>) => Buffer;
  /** Resolves when the registry answers; throws DependencyUnavailable. */
  readonly ping: () => Promise<void>;
}

export interface CodecOptions {
  readonly registry: RegistrySettings;
  readonly reads: readonly AvroTopic[];
  readonly writes: readonly AvroTopic[];
  /** For tests. */
  readonly client?: RegistryClient;
  /** A clock that never goes back, in milliseconds; for tests. */
  readonly now_ms?: () => number;
}

interface Readable {
  readonly type: Type;
  readonly writers: WriterSchemas;
}

const TOMBSTONE = { ok: false, code: 'tombstone', reason: 'no value' } as const;
const TOO_SHORT = { ok: false, code: 'too_short', reason: `fewer than ${FRAME_BYTES} bytes` } as const;
const NOT_FRAMED = { ok: false, code: 'not_avro_framed', reason: 'the first byte is not 0' } as const;

/** Two questions a schema, so a chunk with some new schemas has time, and one with thousands is cut off. */
const LEARN_TIMEOUTS = 3;

export const createCodec = (options: CodecOptions): Codec => {
  const {
    registry,
    reads,
    writes,
    client = createRegistryClient(registry),
    now_ms = () => performance.now(),
  } = options;
  const types = new Map([...reads, ...writes].map((topic) => [topic, compile(textOf(topic))]));
  const deadline_ms = registry.timeout_ms * LEARN_TIMEOUTS;
  const readable = new Map<AvroTopic, Readable>(
    reads.map((topic) => {
      const type = types.get(topic)!;
      return [topic, { type, writers: createWriterSchemas(type, subjectOf(topic), client, deadline_ms, now_ms) }];
    }),
  );
  const writeIds = new Map<AvroTopic, number>();

  const readableOf = (topic: AvroTopic): Readable => {
    const found = readable.get(topic);
    if (found === undefined) throw new Error(`codec: ${topic} is not among the topics to read`);
    return found;
  };

  return {
    start: async () => {
      const missing: string[] = [];
      await inTurns(writes, async (topic) => {
        const id = await client.idOf(subjectOf(topic), avroSchema(textOf(topic)));
        if (id === null) missing.push(subjectOf(topic));
        else writeIds.set(topic, id);
      });
      if (missing.length > 0) throw new SchemaNotRegistered(missing.sort());
    },

    load: async (topic, values) => {
      const ids = new Set<number>();
      for (const value of values) if (value !== null && isFramed(value)) ids.add(schemaIdOf(value));
      await readableOf(topic).writers.learn(ids);
    },

    decode: (topic, value) => {
      if (value === null) return TOMBSTONE;
      if (value.length < FRAME_BYTES) return TOO_SHORT;
      if (!isFramed(value)) return NOT_FRAMED;
      const { type, writers } = readableOf(topic);
      return decodeFramed(type, writers, value);
    },

    encode: (topic, value) => {
      const id = writeIds.get(topic);
      if (id === undefined) throw new Error(`codec: ${topic} is not among the topics to write, or start() has not run`);
      return encodeFramed(topic, types.get(topic)!, id, value);
    },

    ping: () => client.ping(),
  };
};

const decodeFramed = <V>(type: Type, writers: WriterSchemas, value: Buffer): Decoded<V> => {
  const id = schemaIdOf(value);
  const verdict = writers.verdictOf(id);
  if (verdict === undefined) throw new Error(`codec: schema ${id} has not been loaded`);
  if (isRefusal(verdict)) return { ok: false, ...verdict };
  let reason: string;
  try {
    const decoded = type.decode(value, FRAME_BYTES, verdict.resolver);
    if (decoded.offset === value.length) return { ok: true, value: decoded.value as V };
    if (decoded.offset >= 0) return { ok: false, code: 'undecodable', reason: 'bytes follow the record' };
    reason = 'the value ends before the record does';
  } catch (error) {
    reason = `the bytes do not fit schema ${id}: ${(error as Error).message}`;
  }
  const fault = findFault(verdict.writer, type, value, FRAME_BYTES);
  if (fault === null) return { ok: false, code: 'undecodable', reason };
  const { path, error } = fault;
  if (error instanceof NumberOutOfRange) return { ok: false, code: 'number_out_of_range', reason: error.message, path };
  return { ok: false, code: 'undecodable', reason, path };
};

const textOf = (topic: AvroTopic): string => registeredText(topology.topics[topic].schema as string);
