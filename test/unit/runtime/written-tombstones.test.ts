import { describe, expect, it } from 'vitest';
import { ChunkOutput, type OutputOptions } from '../../../services/runtime/engine/chunk-output.ts';
import { createCloudEvents } from '../../../services/runtime/engine/cloud-events.ts';
import { freshProvenance } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import type { Tally } from '../../../services/runtime/engine/tally.ts';
import type { OutputRecord } from '../../../services/runtime/service.ts';

const UUID_V5 = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const KEY = 'E-000007|https://lms.example/courses/1';

const options = {
  codec: { encode: () => Buffer.from('value') },
  cloudEvents: createCloudEvents('enrollment'),
  partitionsOf: () => 6,
  bytesMaxOf: () => 10_000,
  tableOf: () => undefined,
} as unknown as OutputOptions;

const inputAt = (offset: number): Item => {
  const record = {
    topic: 'enrollment.resolved',
    partition: 2,
    offset,
    timestamp_ms: 0,
    key: null,
    value: null,
    headers: {},
  };
  return {
    record,
    provenance: freshProvenance(record),
    prepared: { kind: 'ignored', rule: '', id: '', fingerprint: '' },
  };
};

/** Headers of what one input record leads to. */
const headersOf = (output: OutputRecord, offset = 5): Readonly<Record<string, string>> => {
  const chunk = new ChunkOutput(options, { addOutput: () => undefined } as unknown as Tally);
  chunk.addAll([output], inputAt(offset));
  return Object.fromEntries(Object.entries(chunk.records[0]!.headers!).map(([name, value]) => [name, String(value)]));
};

const ended = (key = KEY): OutputRecord => ({
  topic: 'marketplace.enrollment-drift',
  key,
  value: null,
  tombstone: 'ended',
});

describe('a tombstone', () => {
  it('says why there is no value any more', () =>
    expect(headersOf(ended())).toMatchObject({
      ce_type: 'skillstream.marketplace.enrollment-drift.ended',
      'tombstone-reason': 'ended',
    }));
  it('has an event id of its own, which does not hold the key', () => {
    expect(headersOf(ended())['ce_id']).toMatch(UUID_V5);
    expect(headersOf(ended('E-1'))['ce_id']).not.toBe(headersOf(ended('E-2'))['ce_id']);
  });
  it('has the same event id whenever its cause is handled again, and another one when the key ends a second time', () => {
    expect(headersOf(ended(), 5)).toEqual(headersOf(ended(), 5));
    expect(headersOf(ended(), 5)['ce_id']).not.toBe(headersOf(ended(), 6)['ce_id']);
  });
});

it('a tombstone that only time caused is named by the entry that fell due, not by the moment', () => {
  const due = (entry: object, time_ms: number) => {
    const chunk = new ChunkOutput(options, { addOutput: () => undefined } as unknown as Tally);
    chunk.addDue(ended(), entry, time_ms);
    return String(chunk.records[0]!.headers!['ce_id']);
  };
  expect(due({ offsets: [1] }, 100)).toBe(due({ offsets: [1] }, 200));
  expect(due({ offsets: [1] }, 100)).not.toBe(due({ offsets: [2] }, 100));
});

it('an entry of internal state is no event of its own, and its key is no event id either', () => {
  const value = { changes: [], completions: [], drift: null };
  expect(headersOf({ topic: 'enrollment.journal', key: KEY, value })['ce_id']).toMatch(UUID_V5);
});
