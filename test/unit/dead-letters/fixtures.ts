import { toDeadLetter } from '../../../services/runtime/engine/dead-letter.ts';
import { freshProvenance, provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Headers, LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { ProducerHeaders } from '../../../services/runtime/kafka/transactional-producer.ts';
import type { Rejected } from '../../../services/runtime/service.ts';
import { toLetter } from '../../../tools/dead-letters/letter.ts';
import { deadLetterTopicOf } from '../../../topology/topology.ts';
import { sealer } from '../../support/dead-letter-key.ts';

export const DIED_AT = Date.UTC(2026, 0, 2);

export const toBuffers = (headers: ProducerHeaders): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...(value as readonly Buffer[])] : Buffer.from(value as string),
    ]),
  );

export interface LetterOptions {
  readonly input?: string;
  readonly partition?: number;
  /** Offset of the refused record. */
  readonly refused_offset?: number;
  /** Headers the refused record came with. */
  readonly headers?: Headers;
  readonly rejected?: Partial<Rejected>;
  readonly key?: string | null;
  readonly value?: Buffer | null;
  readonly died_at_ms?: number;
}

/** A record as the runtime writes it to a dead-letter topic, at a given offset. */
export const deadRecord = (offset: number, options: LetterOptions = {}): LogRecord => {
  const { input = 'raw.xapi', partition = 2, key = 'learner', value = Buffer.from('bytes') } = options;
  const refused: LogRecord = {
    topic: input,
    partition,
    offset: options.refused_offset ?? 100 + offset,
    timestamp_ms: DIED_AT - 1_000,
    key: key === null ? null : Buffer.from(key),
    value,
    headers: options.headers ?? {},
  };
  const rejected: Rejected = { kind: 'rejected', code: 'not_json', reason: 'expected JSON text', ...options.rejected };
  const provenance = provenanceOf(refused) ?? freshProvenance(refused);
  const letter = toDeadLetter({ record: refused, provenance, rejected }, sealer);
  return {
    topic: deadLetterTopicOf(input),
    partition,
    offset,
    timestamp_ms: options.died_at_ms ?? DIED_AT,
    key: letter.key === null ? null : Buffer.from(letter.key),
    value: letter.value,
    headers: toBuffers(letter.headers!),
  };
};

export const letter = (offset: number, options: LetterOptions = {}) => toLetter(deadRecord(offset, options));

/** A record of `raw.xapi` that came back before. */
export const cameBack = (origin: string, attempt: number): LetterOptions => ({
  input: 'learning.resubmission-repartition',
  headers: {
    origin: Buffer.from(origin),
    attempt: Buffer.from(String(attempt)),
    'origin-timestamp': Buffer.from('77'),
  },
});

export const each = async function* <T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
};
