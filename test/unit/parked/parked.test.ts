import { deserialize, serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import type { AliasWaiting, ParkedRecord } from '../../../schemas/types.generated.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import { partitionOf } from '../../../services/runtime/kafka/partition.ts';
import { listParked } from '../../../tools/parked/list.ts';
import { describeAlias, describeParked, describeRecord } from '../../../tools/parked/print.ts';
import { showAlias, showParked } from '../../../tools/parked/show.ts';
import type { ParkedParts } from '../../../tools/parked/waiting.ts';

const PARTITIONS = 2;
const NOW = Date.UTC(2026, 0, 31);
const HOUR_MS = 3_600_000;
const PARKED = 'identity.unresolved';
const WAITING = 'identity.waiting';

/** Topics in memory, with values as the codec of the test reads them. */
const createParts = () => {
  const records: LogRecord[] = [];
  const endOf = (topic: string, partition: number): number =>
    records.filter((record) => record.topic === topic && record.partition === partition).length;
  const append = (topic: string, key: string, value: unknown): LogRecord => {
    const partition = partitionOf(key, PARTITIONS);
    const bytes = value === null ? null : serialize(value);
    const offset = endOf(topic, partition);
    const record = { topic, partition, offset, timestamp_ms: 0, key: Buffer.from(key), value: bytes, headers: {} };
    records.push(record);
    return record;
  };
  let expired_below = 0;
  const parts = {
    reader: {
      partitionsOf: async () => PARTITIONS,
      offsets: async (topic: string) =>
        [0, 1].map((partition) => ({
          partition,
          earliest: topic === PARKED ? expired_below : 0,
          latest: endOf(topic, partition),
        })),
      read: async function* (topic: string, partition: number, from: number, to: number) {
        yield records.filter(
          (record) =>
            record.topic === topic && record.partition === partition && record.offset >= from && record.offset < to,
        );
      },
    },
    codec: {
      load: async () => undefined,
      decode: (_topic: string, value: Buffer) => ({ ok: true, value: deserialize(value) }),
    },
  } as unknown as ParkedParts;

  return {
    parts,
    /** Parks a record of an alias, without the entry that says so. */
    park: (alias: string, changes: Partial<ParkedRecord> = {}): LogRecord => {
      const parked: ParkedRecord = {
        event_id: 'e',
        alias,
        service: 'learning',
        reason: 'unknown',
        origin: { topic: 'raw.xapi', partition: 3, offset: 17 },
        input_partition: 3,
        attempt: 0,
        timestamp: NOW,
        parked_at: NOW - 2 * HOUR_MS,
        deadline_at: NOW + HOUR_MS,
        key: Buffer.from('mailto:someone@example.com'),
        value: serialize({ statement: 'private' }),
        headers: [{ name: 'traceparent', value: Buffer.from('00-a') }],
        ...changes,
      };
      return append(PARKED, alias, parked);
    },
    wait: (alias: string, entry: AliasWaiting | null): LogRecord => append(WAITING, alias, entry),
    expire: (below: number) => {
      expired_below = below;
    },
  };
};

const waitingFor = (...records: readonly { offset: number; deadline_at: number }[]): AliasWaiting => ({
  due_at: records[0]!.deadline_at,
  parked: [...records],
  recalled_up_to: -1,
});

describe('what is parked', () => {
  /** Two aliases wait; a third did, and has gone back. */
  const company = () => {
    const made = createParts();
    const a = made.park('aa');
    const b = made.park('bb', { parked_at: NOW - 50 * HOUR_MS, service: 'enrollment' });
    made.wait('aa', waitingFor({ offset: a.offset, deadline_at: NOW + HOUR_MS }));
    made.wait('gone', waitingFor({ offset: 0, deadline_at: NOW }));
    made.wait('bb', waitingFor({ offset: b.offset, deadline_at: NOW - 1 }, { offset: 90, deadline_at: NOW + 5 }));
    made.wait('gone', null);
    return { ...made, a, b };
  };

  it('is counted by the last entry of each alias, and listed by deadline', async () => {
    const { parts, a, b } = company();
    expect(await listParked(parts, 10, NOW)).toEqual({
      ...{ aliases: 2, records: 3, linked: 0, overdue: 1 },
      rows: [
        {
          ...{ alias: 'bb', records: 2, deadline_at: NOW - 1, linked: false },
          oldest: `${PARKED}/${b.partition}/${b.offset}`,
          parked: { parked_at: NOW - 50 * HOUR_MS, service: 'enrollment', reason: 'unknown' },
        },
        {
          ...{ alias: 'aa', records: 1, deadline_at: NOW + HOUR_MS, linked: false },
          oldest: `${PARKED}/${a.partition}/${a.offset}`,
          parked: { parked_at: NOW - 2 * HOUR_MS, service: 'learning', reason: 'unknown' },
        },
      ],
    });
  });

  it('is counted in full and listed in part', async () => {
    const { parts } = company();
    const listing = await listParked(parts, 1, NOW);
    expect([listing.aliases, listing.rows.map(({ alias }) => alias)]).toEqual([2, ['bb']]);
    expect(describeParked(listing, NOW)).toContain('1 more');
  });

  it('may be on its way back', async () => {
    const { parts, wait } = company();
    wait('aa', { ...waitingFor({ offset: 0, deadline_at: NOW + HOUR_MS }), due_at: 0 });
    expect(await listParked(parts, 10, NOW)).toMatchObject({ linked: 1 });
  });

  it('may have expired before it went back, which is said', async () => {
    const { parts, expire } = company();
    expire(5);
    const listing = await listParked(parts, 10, NOW);
    expect(listing.rows.map(({ parked }) => parked)).toEqual([null, null]);
    expect(describeParked(listing, NOW)).toContain('EXPIRED');
  });

  it('is shown by age and deadline, without anything personal', async () => {
    const { parts } = company();
    const listing = await listParked(parts, 10, NOW);
    const text = describeParked(listing, NOW);
    expect(text).toMatch(/bb .* 2 d .* passed/);
    expect(text).toMatch(/aa .* 2 h .* in 1 h/);
    for (const shown of [text, JSON.stringify(listing)]) expect(shown).not.toMatch(/someone|private/);
    expect(describeParked({ aliases: 0, records: 0, linked: 0, overdue: 0, rows: [] }, NOW)).toBe('nothing is parked');
  });

  it('can be looked at by alias', async () => {
    const { parts, b } = company();
    const shown = await showAlias(parts, 'bb');
    expect(shown).toEqual({
      alias: 'bb',
      linked: false,
      records: [
        { at: `${PARKED}/${b.partition}/${b.offset}`, deadline_at: NOW - 1 },
        { at: `${PARKED}/${b.partition}/90`, deadline_at: NOW + 5 },
      ],
    });
    expect(describeAlias(shown!, NOW)).toContain('waits for its link');
    expect(await showAlias(parts, 'gone')).toBeNull();
  });

  it('can be looked at one by one; what is personal only on demand', async () => {
    const { parts, a } = company();
    const closed = await showParked(parts, a, false);
    expect(closed).toMatchObject({
      alias: 'aa',
      origin: 'raw.xapi/3/17',
      waiting: true,
      headers: { traceparent: '00-a' },
    });
    expect(JSON.stringify(closed)).not.toMatch(/someone|private/);
    const opened = await showParked(parts, a, true);
    expect(opened?.personal).toEqual({
      key: 'mailto:someone@example.com',
      value: { statement: 'private' },
      decoded: true,
    });
    expect(describeRecord(opened!)).toContain('PERSONAL DATA');
    expect(await showParked(parts, { ...a, offset: 99 }, false)).toBeNull();
  });

  it('is told from what went back', async () => {
    const { parts, park } = company();
    expect(await showParked(parts, park('aa'), false)).toMatchObject({ waiting: false });
  });
});
