import { deadLetterHeaders } from '../../../services/runtime/engine/dead-letter.ts';
import { provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Headers, LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { Rejected } from '../../../services/runtime/service.ts';
import { toLetter } from '../../../tools/dead-letters/letter.ts';

export const DIED_AT = Date.UTC(2026, 0, 2);

const toBuffers = (headers: ReturnType<typeof deadLetterHeaders>): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value] : Buffer.from(value as string),
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
  return {
    ...refused,
    topic: `${input}.dlq`,
    offset,
    timestamp_ms: options.died_at_ms ?? DIED_AT,
    headers: toBuffers(deadLetterHeaders(refused, provenanceOf(refused), rejected)),
  };
};

export const letter = (offset: number, options: LetterOptions = {}) => toLetter(deadRecord(offset, options));

/** Headers of a record that was brought back before. */
export const broughtBack = (origin: string, attempt: number): Headers => ({
  origin: Buffer.from(origin),
  attempt: Buffer.from(String(attempt)),
  'origin-timestamp': Buffer.from('77'),
});

export const each = async function* <T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
};
