import { randomBytes } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChunkOutput } from '../../../services/runtime/engine/chunk-output.ts';
import { openKey, readDeadLetter } from '../../../services/runtime/engine/dead-letter.ts';
import { headerText, provenanceOf } from '../../../services/runtime/engine/headers.ts';
import type { Item } from '../../../services/runtime/engine/item.ts';
import { packed, unpackedValue, ZSTD } from '../../../services/runtime/engine/oversize.ts';
import { producerHeaders, VALUE_ENCODING } from '../../../services/runtime/engine/producer-headers.ts';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import { opener, sealer } from '../../support/dead-letter-key.ts';

const record = (value: Buffer | null, headers: LogRecord['headers'] = {}): LogRecord => ({
  topic: 'raw.xapi',
  partition: 3,
  offset: 7,
  timestamp_ms: 1_000,
  key: Buffer.from('key'),
  value,
  headers,
});

const ENCODED = { [VALUE_ENCODING]: Buffer.from(ZSTD) };

describe('a record too large for its topics', () => {
  it('is unpacked to the bytes that it had', () => {
    fc.assert(
      fc.property(fc.option(fc.uint8Array()), (bytes) => {
        const value = bytes && Buffer.from(bytes);
        expect(unpackedValue({ ...packed(record(value)).record, headers: ENCODED })).toEqual(value);
      }),
    );
  });

  it('whose producer has a header of that name too is unpacked all the same', () => {
    const value = Buffer.from('bytes');
    const given = { [VALUE_ENCODING]: Buffer.from('gzip') };
    const { letter, headers } = deadLetterOf(record(value, given), 'too_large');
    expect(unpackedValue({ value: letter.value, headers })).toEqual(value);
    expect(producerHeaders({ topic: letter.topic, headers })).toEqual(given);
  });

  it.each([
    ['is not compressed at all', Buffer.from('not zstd')],
    ['is cut off', zstdCompressSync(Buffer.alloc(1_000_000, 'x')).subarray(0, 20)],
    ['is more than memory could take once it is unpacked', zstdCompressSync(Buffer.alloc(64 * 1024 * 1024 + 1))],
  ])('is left as it is where it %s', (_what, value) => {
    expect(unpackedValue({ value, headers: ENCODED })).toBeUndefined();
  });
});

const BYTES_MAX = 10_000;

const deadLetterOf = (dead: LogRecord, code: string) => {
  const written: string[] = [];
  const output = new ChunkOutput(
    { sealer, partitionsOf: () => 6, bytesMaxOf: () => BYTES_MAX } as unknown as ConstructorParameters<
      typeof ChunkOutput
    >[0],
    { addOutput: (topic: string) => written.push(topic) } as unknown as ConstructorParameters<typeof ChunkOutput>[1],
  );
  const item = { record: dead, provenance: provenanceOf(dead) } as Item;
  output.addDeadLetter(item, { kind: 'rejected', code, reason: 'because' });
  expect(written).toEqual(['raw.xapi.dlq']);
  const [letter] = output.records;
  const headers = Object.fromEntries(
    Object.entries(letter!.headers!).map(([name, value]) => [name, Buffer.from(value as Buffer)]),
  );
  return { letter: letter!, headers };
};

describe('the dead letter of a record too large for its topics', () => {
  it('has key, headers, and the value compressed', () => {
    const value = Buffer.alloc(BYTES_MAX * 10, 'x');
    const { letter, headers } = deadLetterOf(record(value, { tenant: Buffer.from('a') }), 'too_large');
    const stored = { ...letter, offset: 0, timestamp_ms: 0, key: null, headers };
    expect(openKey(stored, readDeadLetter(stored)!, opener)).toEqual(Buffer.from('key'));
    expect(headerText(headers, 'tenant')).toBe('a');
    expect(unpackedValue({ value: letter.value, headers })).toEqual(value);
  });

  it.each([
    ['value', record(randomBytes(BYTES_MAX * 2))],
    ['headers', record(Buffer.from('x'), { large: randomBytes(BYTES_MAX * 2) })],
    ['key', { ...record(Buffer.from('x')), key: randomBytes(BYTES_MAX * 2) }],
  ])('is but a note where the %s cannot be made small enough', (_, dead) => {
    const { letter, headers } = deadLetterOf(dead, 'too_large');
    expect(letter).toMatchObject({ topic: 'raw.xapi.dlq', partition: 3, key: null, value: null });
    expect(headerText(headers, 'origin')).toBe('raw.xapi/3/7');
    expect(headerText(headers, VALUE_ENCODING)).toBe('none');
    expect(headers).not.toHaveProperty('large');
  });
});
