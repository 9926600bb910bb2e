import { describe, expect, it } from 'vitest';
import { keyTest } from '../../../tools/dead-letters/key.ts';
import { listLetters } from '../../../tools/dead-letters/list.ts';
import { checkTimes, filterOf, topicsOf } from '../../../tools/dead-letters/options.ts';
import { describeListing } from '../../../tools/dead-letters/print/listing.ts';
import { type Filter, isEmpty, matches } from '../../../tools/dead-letters/selection/filter.ts';
import { readLetters } from '../../../tools/dead-letters/selection/read.ts';
import { rangesAt, rangesOf } from '../../../tools/topics/ranges.ts';
import { opener } from '../../support/dead-letter-key.ts';
import { cameBack, DIED_AT, deadRecord, each, letter } from './fixtures.ts';

describe('a filter', () => {
  const one = letter(7, cameBack('raw.xapi/2/41', 3));
  const unreadable = { record: { ...one.record, headers: {} }, said: null };

  it.each<[Filter, boolean]>([
    [{}, true],
    [{ codes: ['conflict', 'not_json'] }, true],
    [{ codes: ['conflict'] }, false],
    [{ partition: 2 }, true],
    [{ partition: 1 }, false],
    [{ attempt: 3 }, true],
    [{ attempt: 0 }, false],
    [{ hasKey: keyTest('learner', opener) }, true],
    [{ hasKey: keyTest('learn', opener) }, false],
    [{ since_ms: DIED_AT }, true],
    [{ since_ms: DIED_AT + 1 }, false],
    [{ until_ms: DIED_AT }, false],
    [{ until_ms: DIED_AT + 1 }, true],
    [{ codes: ['not_json'], attempt: 0 }, false],
  ])('%j', (filter, expected) => {
    expect(matches(filter, one)).toBe(expected);
  });

  it.each<Filter>([{ codes: ['not_json'] }, { partition: 2 }, { attempt: 0 }])(
    'by what an unreadable letter does not say leaves it out: %j',
    (filter) => {
      expect(matches(filter, unreadable)).toBe(false);
      expect(matches({}, unreadable)).toBe(true);
    },
  );

  it('comes from options, and an empty one is known as such', () => {
    expect(isEmpty(filterOf({}))).toBe(true);
    const filter = filterOf({ code: ['a'], since: 1, until: 2, partition: 0, attempt: 0, source: 's' });
    expect(filter).toEqual({ codes: ['a'], since_ms: 1, until_ms: 2, partition: 0, attempt: 0, source: 's' });
    expect(isEmpty(filterOf({ key: '' }, opener))).toBe(false);
    expect(() => checkTimes({ since: 2, until: 2 })).toThrow('--since');
    expect(topicsOf({ topic: ['raw.hris', 'raw.hris'] })).toEqual(['raw.hris.dlq']);
  });
});

describe('ranges', () => {
  const reader = {
    offsets: async () => [
      { partition: 0, earliest: 5, latest: 9 },
      { partition: 1, earliest: 0, latest: 0 },
      { partition: 2, earliest: 0, latest: 3 },
    ],
    offsetsAt: async () => [
      { partition: 0, offset: 7 },
      { partition: 1, offset: 0 },
      { partition: 2, offset: 3 },
    ],
  };
  const topic = 'raw.xapi.dlq';

  it('span what a topic holds, or what came since', async () => {
    expect(await rangesOf(reader, [topic], undefined)).toEqual([
      { topic, partition: 0, from: 5, to: 9 },
      { topic, partition: 2, from: 0, to: 3 },
    ]);
    expect(await rangesOf(reader, [topic], DIED_AT)).toEqual([{ topic, partition: 0, from: 7, to: 9 }]);
  });

  it('of coordinates are single records, each once, in order, and only where there can be one', async () => {
    const wanted = [
      [2, 1],
      [0, 8],
      [0, 4],
      [0, 9],
      [0, 8],
      [3, 0],
    ].map(([partition, offset]) => ({ topic, partition: partition!, offset: offset! }));
    expect(await rangesAt(reader, wanted)).toEqual([
      { topic, partition: 0, from: 8, to: 9 },
      { topic, partition: 2, from: 1, to: 2 },
    ]);
  });
});

describe('letters', () => {
  const records = [deadRecord(0), deadRecord(1, { key: 'other' }), deadRecord(2, { value: Buffer.from('beta') })];
  const read: string[] = [];
  const parts = {
    reader: {
      read: async function* (topic: string, partition: number, from: number, to: number) {
        read.push(`${topic}/${partition} ${from}..${to}`);
        yield records.filter((record) => record.partition === partition && record.offset >= from && record.offset < to);
      },
    },
    codec: {
      load: async () => undefined,
      decode: (_topic: string, value: Buffer | null) =>
        String(value) === 'beta'
          ? { ok: true as const, value: { source: 'lms-beta' } }
          : { ok: false as const, code: 'undecodable' as const, reason: '' },
    },
  } as unknown as Parameters<typeof readLetters>[0];
  const ranges = [{ topic: 'raw.xapi.dlq', partition: 2, from: 0, to: 3 }];
  const offsets = async (filter: Filter) =>
    (await Array.fromAsync(readLetters(parts, ranges, filter))).map(({ record }) => record.offset);

  it('are read in order, those that the filter means', async () => {
    expect(await offsets({})).toEqual([0, 1, 2]);
    expect(await offsets({ hasKey: keyTest('learner', opener) })).toEqual([0, 2]);
    expect(read).toContain('raw.xapi.dlq/2 0..3');
  });

  it('can be chosen by the source that their value names; what cannot be decoded has none', async () => {
    expect(await offsets({ source: 'lms-beta' })).toEqual([2]);
    expect(await offsets({ source: 'lms-alpha' })).toEqual([]);
  });
});

describe('a listing', () => {
  const letters = [
    letter(0, { died_at_ms: DIED_AT + 5 }),
    letter(1, { died_at_ms: DIED_AT + 1 }),
    letter(2, { rejected: { code: 'conflict', reason: 'wrong\u001b[2J' }, key: 'mailto:someone@example.com' }),
    { record: { ...deadRecord(3), headers: {} }, said: null },
  ];
  const replayed = ({ offset }: { offset: number }): boolean => offset === 1;

  it('counts every letter by input and code, and keeps the first few', async () => {
    const { codes, rows, count } = await listLetters(each(letters), replayed, { rows_max: 2, open_only: false });
    expect(count).toBe(4);
    expect(rows.map(({ at, replayed: sent }) => [at, sent])).toEqual([
      ['raw.xapi.dlq/2/0', false],
      ['raw.xapi.dlq/2/1', true],
    ]);
    expect(codes).toEqual([
      { input: 'raw.xapi', code: 'not_json', count: 2, replayed: 1, first_ms: DIED_AT + 1, last_ms: DIED_AT + 5 },
      { input: 'raw.xapi', code: 'conflict', count: 1, replayed: 0, first_ms: DIED_AT, last_ms: DIED_AT },
      { input: 'raw.xapi', code: null, count: 1, replayed: 0, first_ms: DIED_AT, last_ms: DIED_AT },
    ]);
  });

  it('can leave out what was sent back', async () => {
    const { count } = await listLetters(each(letters), replayed, { rows_max: 0, open_only: true });
    expect(count).toBe(3);
  });

  it('shows neither keys nor values, and nothing that steers a terminal', async () => {
    const listing = await listLetters(each(letters), replayed, { rows_max: 10, open_only: false });
    const text = describeListing(listing);
    expect(text).toContain('raw.xapi.dlq/2/2');
    for (const shown of [text, JSON.stringify(listing)]) expect(shown).not.toMatch(/someone|learner|bytes/);
    expect(text).not.toContain('\u001b');
    expect(describeListing({ codes: [], rows: [], count: 0 })).toBe('no dead letters');
  });
});
