import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCoordinates, parseCoordinates } from '../../../tools/ledger/coordinates.ts';
import { fingerprint } from '../../../tools/ledger/fingerprint.ts';
import { readDeadLetter, readReturn } from '../../../tools/ledger/headers.ts';
import { createRecordIndex } from '../../../tools/ledger/record-index.ts';
import type { TopicRecord } from '../../../tools/ledger/topic-reader.ts';
import { createLog, deadLetter } from './run.ts';

const recordWith = (headers: Readonly<Record<string, string>>): TopicRecord => {
  const log = createLog();
  log.append({ topic: 'raw.xapi', value: 'x', headers });
  return log.records[0]!;
};

describe('record index', () => {
  it('remembers which offsets there are and which share a key, wherever a partition begins', () => {
    const gaps = fc.array(fc.record({ gap: fc.integer({ min: 1, max: 900 }), key: fc.constantFrom('a', 'b', null) }));
    fc.assert(
      fc.property(fc.nat(1e9), gaps, (start, steps) => {
        const index = createRecordIndex();
        const keys = new Map<number, string | null>();
        let offset = start;
        for (const { gap, key } of steps) {
          offset += gap;
          keys.set(offset, key);
          index.add(offset, key === null ? null : Buffer.from(key));
        }
        const ids = new Map<string | null, number>();
        for (let at = start; at <= offset; at++) {
          expect(index.has(at)).toBe(keys.has(at));
          if (!keys.has(at)) continue;
          const key = keys.get(at)!;
          expect(ids.get(key) ?? index.keyIdAt(at)).toBe(index.keyIdAt(at));
          ids.set(key, index.keyIdAt(at));
        }
        expect(new Set(ids.values()).size).toBe(ids.size);
        expect(index.has(start - 1)).toBe(false);
        expect(index.has(offset + 1)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('says once that a record has output', () => {
    const index = createRecordIndex();
    index.add(7, null);
    index.add(9, null);
    expect([index.markPublished(9), index.markPublished(9), index.markPublished(7)]).toEqual([true, false, true]);
  });
});

describe('coordinates', () => {
  it('are read as they are written', () => {
    const coordinates = { topic: 'raw.xapi', partition: 3, offset: 1_234_567 };
    expect(parseCoordinates(formatCoordinates(coordinates))).toEqual(coordinates);
  });

  it.each(['', 'raw.xapi', 'raw.xapi/1', 'raw.xapi/1/x', 'raw.xapi/-1/2', '/1/2', 'raw.xapi/1/2/3'])(
    'not %j',
    (text) => {
      expect(parseCoordinates(text)).toBeNull();
    },
  );
});

describe('fingerprints', () => {
  it('tell no bytes from empty ones, and key from value', () => {
    const bytes = Buffer.from('x');
    const prints = [
      fingerprint(null, bytes),
      fingerprint(bytes, null),
      fingerprint(Buffer.alloc(0), bytes),
      fingerprint(null, Buffer.alloc(0)),
      fingerprint(null, null),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});

describe('headers of a dead letter', () => {
  const sound = deadLetter(recordWith({})).headers!;

  it('are read in both families', () => {
    const at = { topic: 'raw.xapi', partition: 0, offset: 0 };
    expect(readDeadLetter(recordWith(sound))).toEqual({
      coordinates: at,
      origin: at,
      attempt: 0,
      code: 'some_code',
      first_offset: 0,
    });
  });

  it.each(Object.keys(sound))('must all be there: %s', (name) => {
    const headers = Object.fromEntries(Object.entries(sound).filter(([other]) => other !== name));
    expect(readDeadLetter(recordWith(headers))).toBeTypeOf('string');
  });
});

describe('headers of a record that came back', () => {
  it('name origin and attempt, and why where it was parked', () => {
    const headers = { origin: 'raw.xapi/2/5', attempt: '1' };
    const back = { origin: { topic: 'raw.xapi', partition: 2, offset: 5 }, attempt: 1 };
    expect(readReturn(recordWith(headers))).toEqual({ ...back, cause: null });
    expect(readReturn(recordWith({ ...headers, returned: 'recall' }))).toEqual({ ...back, cause: 'recall' });
  });

  it.each<Readonly<Record<string, string>>>([
    {},
    { attempt: '1' },
    { origin: 'raw.xapi/2/5' },
    { origin: 'raw.xapi/2/5', attempt: '0' },
    { origin: 'x', attempt: '1' },
  ])('are not %j', (headers) => {
    expect(readReturn(recordWith(headers))).toBeNull();
  });
});
