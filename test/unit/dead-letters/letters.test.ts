import { describe, expect, it } from 'vitest';
import { openKey, readDeadLetter, toReplayed } from '../../../services/runtime/engine/dead-letter.ts';
import { provenanceOf } from '../../../services/runtime/engine/headers.ts';
import { producerHeaders } from '../../../services/runtime/engine/producer-headers.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import { toLetter } from '../../../tools/dead-letters/letter.ts';
import { opener } from '../../support/dead-letter-key.ts';
import { cameBack, DIED_AT, deadRecord, letter, toBuffers } from './fixtures.ts';

/** The record as it comes back. */
const arrived = (record: LogRecord, offset: number): LogRecord => {
  const said = readDeadLetter(record)!;
  const replayed = toReplayed(record, said, openKey(record, said, opener)!);
  const headers = toBuffers(replayed.headers!);
  return { ...replayed, key: replayed.key as Buffer, headers, offset, timestamp_ms: DIED_AT + 5_000 };
};

describe('a dead letter', () => {
  it('is read as it was written', () => {
    const record = deadRecord(7, {
      rejected: { code: 'xapi_mbox', reason: 'expected a mailto IRI', path: '$.actor.mbox' },
    });
    expect(readDeadLetter(record)).toEqual({
      at: { topic: 'raw.xapi.dlq', partition: 2, offset: 7 },
      refused: { topic: 'raw.xapi', partition: 2, offset: 107 },
      origin: { topic: 'raw.xapi', partition: 2, offset: 107 },
      attempt: 0,
      code: 'xapi_mbox',
      message: '$.actor.mbox: expected a mailto IRI',
      died_at_ms: DIED_AT,
      origin_timestamp_ms: DIED_AT - 1_000,
    });
  });

  it('knows where its record first stood, when it was brought back before', () => {
    const record = deadRecord(7, cameBack('raw.xapi/2/41', 3));
    expect(record.topic).toBe('raw.xapi.dlq');
    expect(readDeadLetter(record)).toMatchObject({
      refused: { topic: 'learning.resubmission-repartition', partition: 2, offset: 107 },
      origin: { topic: 'raw.xapi', partition: 2, offset: 41 },
      attempt: 3,
      origin_timestamp_ms: 77,
    });
  });

  it.each([
    '__connect.errors.topic',
    '__connect.errors.partition',
    '__connect.errors.offset',
    'error-code',
    'attempt',
    'origin',
    'origin-timestamp',
  ])('without %s is not believed', (name) => {
    const { [name]: _, ...headers } = deadRecord(7).headers;
    expect(readDeadLetter({ ...deadRecord(7), headers })).toBeNull();
  });

  it('with an origin in another topic than its record is not believed', () => {
    const record = deadRecord(7);
    expect(
      readDeadLetter({ ...record, headers: { ...record.headers, origin: Buffer.from('raw.hris/0/1') } }),
    ).toBeNull();
  });

  it('about another input than its topic is for is not believed', () => {
    expect(toLetter({ ...deadRecord(7), topic: 'raw.enrollment.dlq' }).said).toBeNull();
    expect(letter(7).said).not.toBeNull();
  });
});

describe('a replayed record', () => {
  const traced = { traceparent: Buffer.from('00-a-b-01'), x: [Buffer.from('1'), Buffer.from('2')] };

  it('is the refused one: same bytes, same headers of the producer, nothing of the dead letter', () => {
    const back = arrived(deadRecord(7, { headers: traced }), 300);
    expect(back).toMatchObject({
      topic: 'learning.resubmission-repartition',
      partition: 2,
      key: Buffer.from('learner'),
      value: Buffer.from('bytes'),
    });
    expect(producerHeaders(back)).toEqual(traced);
    expect(Object.keys(back.headers).sort()).toEqual(['attempt', 'origin', 'origin-timestamp', 'traceparent', 'x']);
  });

  it('names its first coordinates and time, and one attempt more', () => {
    expect(provenanceOf(arrived(deadRecord(7), 300))).toEqual({
      origin: { topic: 'raw.xapi', partition: 2, offset: 107 },
      attempt: 1,
      returned: null,
      parked_at_ms: null,
      deadline_at_ms: null,
      timestamp_ms: DIED_AT - 1_000,
    });
    const again = deadRecord(8, cameBack('raw.xapi/2/41', 3));
    expect(provenanceOf(arrived(again, 301))).toMatchObject({ origin: { offset: 41 }, attempt: 4, timestamp_ms: 77 });
  });
});
