import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParkedRecord } from '../../../schemas/types.generated.ts';
import { openKey, readDeadLetter, toDeadLetter, toReplayed } from '../../../services/runtime/engine/dead-letter.ts';
import { freshProvenance, provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import { toParkedRecord } from '../../../services/runtime/engine/learner.ts';
import { besideOurs, producerHeaders } from '../../../services/runtime/engine/producer-headers.ts';
import { isReleasable, toReleased } from '../../../services/runtime/engine/released.ts';
import type { Headers, LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { ProducerRecord } from '../../../services/runtime/kafka/transactional-producer.ts';
import { opener, sealer } from '../../support/dead-letter-key.ts';
import { toBuffers } from '../dead-letters/fixtures.ts';

const ALIAS = 'a1'.repeat(16);
const OURS = [
  ...['origin', 'attempt', 'returned', 'parked-alias', 'parked-at', 'deadline-at', 'origin-timestamp'],
  ...['error-code', 'value-encoding', 'sealed-key', '__connect.errors.topic', 'kafka_dlt-original-offset'],
];

/** Names of any kind, among them those that could be taken for ours, or are ours escaped. */
const name = fc.oneof(
  fc.string(),
  fc.constantFrom(...OURS, '__proto__', 'constructor', 'traceparent', 'ce_id'),
  fc.tuple(fc.nat({ max: 3 }), fc.constantFrom(...OURS, '')).map(([times, of]) => 'producer.'.repeat(times) + of),
);
const bytes = fc.uint8Array({ maxLength: 8 }).map((given) => Buffer.from(given));
/** As the reader of batches makes them: without a prototype, a list where a name is there several times. */
const headers = fc
  .array(fc.tuple(name, fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 }))))
  .map((pairs) => {
    const made: Record<string, Buffer | Buffer[]> = Object.create(null);
    for (const [key, value] of pairs) made[key] = value;
    return made;
  });

const rawRecord = (given: Headers): LogRecord => ({
  ...{ topic: 'raw.xapi', partition: 3, offset: 41, timestamp_ms: 1_000 },
  ...{ key: Buffer.from('learner'), value: Buffer.from('value'), headers: given },
});

/** One value is no list once it has been read back. */
const collapsed = (values: Buffer | Buffer[]): Buffer | Buffer[] =>
  Array.isArray(values) && values.length === 1 ? values[0]! : values;

/** A record as it is read back, with names as the reader gives them. */
const stored = (record: Omit<ProducerRecord, 'partition'>, offset: number): LogRecord => ({
  ...{ topic: record.topic, partition: 3, offset, timestamp_ms: 2_000 },
  key: record.key === null ? null : Buffer.from(record.key),
  value: record.value,
  headers: Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(toBuffers(record.headers!)).map(([key, values]) => [key, collapsed(values)])),
  ),
});

const parkedOf = (record: LogRecord): ParkedRecord =>
  toParkedRecord({ record, provenance: provenanceOf(record)! } as Item, ALIAS, 'unknown', {
    ...{ service: 'learning', event_id: 'e', deadline_ms: 1_000, now_ms: 5_000 },
  });
const deadOf = (record: LogRecord): LogRecord => {
  const provenance = provenanceOf(record) ?? freshProvenance(record);
  return stored(
    toDeadLetter({ record, provenance, rejected: { kind: 'rejected', code: 'x', reason: 'y' } }, sealer),
    7,
  );
};
const replayedOf = (letter: LogRecord): LogRecord => {
  const said = readDeadLetter(letter)!;
  return stored(toReplayed(letter, said, openKey(letter, said, opener)!), 9);
};

/** Parks and releases a record, and refuses and replays it, in some order. */
const travel = (record: LogRecord, ways: readonly ('park' | 'die')[]): LogRecord =>
  ways.reduce(
    (now, way) => (way === 'park' ? stored(toReleased(parkedOf(now), 'link'), 8) : replayedOf(deadOf(now))),
    record,
  );

describe('headers of a producer', () => {
  it('are under names that none of ours has, and come out as they went in', () => {
    fc.assert(
      fc.property(headers, (given) => {
        const beside = besideOurs(given);
        for (const ours of OURS) expect(Object.keys(beside)).not.toContain(ours);
        expect(producerHeaders({ topic: 'raw.xapi.dlq', headers: beside })).toEqual(given);
      }),
    );
  });

  it('survive parking, release, refusal and replay, and nothing in them is ever believed', () => {
    const ways = fc.array(fc.constantFrom<'park' | 'die'>('park', 'die'), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(headers, ways, (given, chosen) => {
        const back = travel(rawRecord(given), chosen);
        expect(back.topic).toBe('learning.resubmission-repartition');
        expect(producerHeaders(back)).toEqual(given);
        expect(provenanceOf(back)).toMatchObject({
          origin: { topic: 'raw.xapi', partition: 3, offset: 41 },
          attempt: chosen.length,
          timestamp_ms: 1_000,
          returned: chosen.at(-1) === 'park' ? { cause: 'link', alias: ALIAS } : null,
        });
        expect(back.key).toEqual(Buffer.from('learner'));
        expect(producerHeaders(deadOf(back))).toEqual(given);
        expect(readDeadLetter(deadOf(back))).toMatchObject({
          origin: { offset: 41 },
          attempt: chosen.length,
          code: 'x',
        });
      }),
    );
  });
});

describe('a parked record', () => {
  const parked = parkedOf(rawRecord({}));

  it('can be released as a service writes it', () => {
    expect(isReleasable(parked)).toBe(true);
    const large = Array.from({ length: 100_000 }, () => ({ name: 'origin', value: Buffer.alloc(1) }));
    expect(isReleasable({ ...parked, headers: large })).toBe(true);
  });

  it('does not wait beyond what its topic keeps', () => {
    const record = rawRecord({});
    const options = { service: 's', event_id: 'e', deadline_ms: Number.MAX_SAFE_INTEGER, now_ms: 5_000 };
    const item = { record, provenance: provenanceOf(record)! } as Item;
    expect(toParkedRecord(item, ALIAS, 'unknown', options).deadline_at).toBe(5_000 + 90 * 86_400_000);
  });

  it.each<[string, Partial<ParkedRecord>]>([
    ['an address for an alias', { alias: 'mailto:ada@example.com' }],
    ['an alias of a megabyte', { alias: 'a'.repeat(1_200_000) }],
    ['an origin that nothing comes back to', { origin: { topic: 'ops.ledger', partition: 3, offset: 1 } }],
    ['an origin in no topic', { origin: { topic: '__proto__', partition: 3, offset: 1 } }],
    ['another partition than it came from', { input_partition: 4 }],
    ['a partition that is not there', { input_partition: 99, origin: { topic: 'raw.xapi', partition: 99, offset: 1 } }],
    ['a negative attempt', { attempt: -1 }],
    ['an attempt too many', { attempt: 999_999_999 }],
    ['a deadline before it was parked', { deadline_at: parked.parked_at - 1 }],
    ['a deadline beyond what its topic keeps', { deadline_at: parked.parked_at + 91 * 86_400_000 }],
    ['more than its topic takes', { value: Buffer.alloc(3 * 1024 * 1024) }],
    ['more headers than its topic takes', { headers: [{ name: 'origin', value: Buffer.alloc(3 * 1024 * 1024) }] }],
  ])('is refused with %s', (_what, change) => {
    expect(isReleasable({ ...parked, ...change })).toBe(false);
  });
});
