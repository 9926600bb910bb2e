import { describe, expect, test } from 'vitest';
import type { Chunk } from '../../../services/runtime/engine/chunk.ts';
import { HOLDS } from '../../../services/runtime/engine/engine.ts';
import { settle } from '../../../services/runtime/engine/handle.ts';
import {
  ATTEMPT,
  DEADLINE_AT,
  ORIGIN,
  ORIGIN_TIMESTAMP,
  PARKED_ALIAS,
  PARKED_AT,
  provenanceOf,
  RETURNED,
} from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import type { Settled } from '../../../services/runtime/engine/look-up.ts';
import { createTally } from '../../../services/runtime/engine/tally.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';

const ALIAS = 'a1'.repeat(16);
const HOLD = `raw.xapi|0|${ALIAS}`;

/** A record that came back from the parked topic. */
const returned = (): Item => {
  const headers = {
    [ORIGIN]: 'raw.xapi/0/1',
    [ATTEMPT]: '1',
    [ORIGIN_TIMESTAMP]: '1',
    [RETURNED]: 'link',
    [PARKED_ALIAS]: ALIAS,
    [PARKED_AT]: '1',
    [DEADLINE_AT]: '2',
  };
  const record: LogRecord = {
    ...{
      topic: 'learning.resubmission-repartition',
      partition: 0,
      offset: 9,
      timestamp_ms: 1,
      key: null,
      value: Buffer.from('x'),
    },
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)])),
  };
  const provenance = provenanceOf(record)!;
  const prepared = { kind: 'ignored', rule: 'r', id: 'i', fingerprint: 'f' } as const;
  return { record, provenance, prepared };
};

/** How many records of the alias are out after one of two came back, and was settled so. */
const outAfter = (settled: Settled): unknown => {
  const table = new Map<string, unknown>([[HOLD, { outstanding: 2, again: [1] }]]);
  const chunk = {
    tally: createTally(),
    holds: new Map(),
    output: { addDeadLetter: () => undefined },
    view: {
      get: (topic: string, key: string) => (topic === HOLDS ? table.get(key) : null) ?? null,
      set: (_: string, key: string, value: unknown) => void table.set(key, value),
    },
  } as unknown as Chunk;
  settle(chunk, returned(), settled);
  expect([...chunk.holds.keys()]).toEqual(settled === 'copy' ? [] : [HOLD]);
  return table.get(HOLD);
};

describe('a parked record that comes back when its id is taken', () => {
  test('no longer holds back the later records of its learner', () => {
    expect(outAfter('duplicate')).toEqual({ outstanding: 1, again: [] });
    expect(outAfter('conflict')).toEqual({ outstanding: 1, again: [] });
  });

  test('is not counted again when it is a copy of one that came back before', () => {
    expect(outAfter('copy')).toEqual({ outstanding: 2, again: [1] });
  });
});
