import { describe, expect, test } from 'vitest';
import { HOLDS } from '../../../services/runtime/engine/engine.ts';
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
import { countHold, findLearner, type HoldChanges, toParkedRecord } from '../../../services/runtime/engine/learner.ts';
import type { TableView } from '../../../services/runtime/engine/table-view.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { ReturnCause } from '../../../services/runtime/service.ts';

const OLD = '0d'.repeat(16);
const NEW = '4e'.repeat(16);

/** A record that was parked under an alias, and came back. */
const returned = (cause: ReturnCause, alias = OLD): Item => {
  const headers = {
    [ORIGIN]: 'raw.xapi/0/1',
    [ATTEMPT]: '3',
    [ORIGIN_TIMESTAMP]: '1',
    [RETURNED]: cause,
    [PARKED_ALIAS]: alias,
    [PARKED_AT]: '50',
    [DEADLINE_AT]: '90',
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
  const prepared = { kind: 'prepared', id: 'i', fingerprint: 'f', event: {} } as const;
  return { record, provenance, prepared };
};

/** Links that are known, and how many records of each alias are out in the partition of the record. */
const viewOf = (links: Readonly<Record<string, object>>, out: Readonly<Record<string, number>> = {}) => {
  const holds = new Map(
    Object.entries(out).map(([alias, outstanding]) => [`raw.xapi|0|${alias}`, { outstanding, again: [] }]),
  );
  const view = {
    get: (table: string, key: string) => (table === HOLDS ? holds.get(key) : links[key]) ?? null,
    set: (_: string, key: string, value: never) => void holds.set(key, value),
  } as unknown as TableView;
  return { view, holds };
};

const LINKED = { state: 'linked', member_id: 'E1', known_as: null };

describe('a record that an operator recalled', () => {
  test('finds its learner', () => {
    const { view } = viewOf({ [OLD]: LINKED }, { [OLD]: 1 });
    expect(findLearner(returned('recall'), OLD, view)).toMatchObject({ kind: 'member', member_id: 'E1' });
  });

  test('is parked again where nobody is known yet, for as long as it had left', () => {
    const item = returned('recall');
    expect(findLearner(item, OLD, viewOf({}, { [OLD]: 1 }).view)).toEqual({ kind: 'park', reason: 'unknown' });
    const now = { service: 'learning', event_id: 'e', deadline_ms: 1_000, now_ms: 80 };
    expect(toParkedRecord(item, OLD, 'unknown', now)).toMatchObject({ attempt: 3, parked_at: 50, deadline_at: 90 });
  });

  test('is never refused for want of a link, as it is at its deadline', () => {
    expect(findLearner(returned('deadline'), OLD, viewOf({}).view)).toMatchObject({ code: 'unresolved' });
  });
});

describe('a record that comes back under another alias than it was parked under', () => {
  test('finds the learner of the new one, and is counted out of the old one', () => {
    const item = returned('recall');
    const { view, holds } = viewOf({ [NEW]: LINKED }, { [OLD]: 2 });
    expect(findLearner(item, NEW, view)).toMatchObject({ kind: 'member' });
    const changes: HoldChanges = new Map();
    countHold(item, null, view, changes);
    expect([[...holds], [...changes.keys()]]).toEqual([
      [[`raw.xapi|0|${OLD}`, { outstanding: 1, again: [] }]],
      [`raw.xapi|0|${OLD}`],
    ]);
  });

  test.each(['link', 'recall', 'deadline'] as const)('waits behind those of the new one: %s', (cause) => {
    const { view } = viewOf({ [NEW]: LINKED }, { [OLD]: 1, [NEW]: 1 });
    expect(findLearner(returned(cause), NEW, view)).toEqual({ kind: 'park', reason: 'behind' });
  });

  test('is refused where too many of the new one wait, as any other', () => {
    const { view } = viewOf({}, { [OLD]: 1, [NEW]: 1_000 });
    expect(findLearner(returned('recall'), NEW, view)).toMatchObject({ code: 'parked_overflow' });
  });
});
