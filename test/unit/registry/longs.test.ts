import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFault } from '../../../services/runtime/registry/avro-fault.ts';
import { compile } from '../../../services/runtime/registry/avro-types.ts';
import type { Codec } from '../../../services/runtime/registry/codec.ts';
import { createFixture, statement } from './fixture.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const TIMESTAMP = { type: 'long', logicalType: 'timestamp-millis' };
const record = (fields: Readonly<Record<string, unknown>>) => ({
  type: 'record',
  name: `R${Object.keys(fields).join('')}`,
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});
const typeOf = (schema: unknown) => compile(JSON.stringify(schema));

/** A long as any sender may write it (Avro specification, "Primitive Types"). */
const longBytes = (value: bigint): Buffer => {
  const bytes: number[] = [];
  let rest = value >= 0n ? value << 1n : (-value << 1n) - 1n;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
};

describe('longs', () => {
  const type = typeOf('long');

  it('are read and written exactly, up to the largest that a number can be', () => {
    const edges = [MOST, MOST - 1, 2 ** 52, 2 ** 51, 2 ** 51 - 1, 2 ** 30, 0, 1].flatMap((value) => [value, -value]);
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.constantFrom(...edges)), (value) => {
        expect(type.toBuffer(value)).toEqual(longBytes(BigInt(value)));
        expect(type.fromBuffer(longBytes(BigInt(value)))).toBe(value + 0);
      }),
      { examples: edges.map((edge) => [edge]) },
    );
  });

  it('beyond are refused with what they are', () => {
    const beyond = fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).chain((value) => fc.constantFrom(value, -value));
    fc.assert(
      fc.property(beyond, (value) => {
        expect(() => type.fromBuffer(longBytes(value))).toThrow(String(value));
      }),
    );
  });

  it('of more than ten bytes are none', () => {
    expect(() => type.fromBuffer(Buffer.from([...new Array(10).fill(0x80), 1]))).toThrow('more than ten bytes');
  });

  it('that JavaScript would round are not written', () => {
    for (const value of [2 ** 53, 1.5, Number.NaN, '1']) expect(() => type.toBuffer(value)).toThrow();
  });
});

describe('a field that cannot be read is named', () => {
  const inner = record({ at: ['null', TIMESTAMP], n: 'long' });
  const schema = record({ a: 'string', list: { type: 'array', items: inner }, map: { type: 'map', values: 'long' } });
  const good = {
    a: 'x',
    list: [
      { at: null, n: 1 },
      { at: 5, n: 2 },
    ],
    map: { secret: 7 },
  };
  const type = typeOf(schema);
  /** Writes longs where the type has some, whatever they are. */
  const loose = typeOf(JSON.parse(JSON.stringify(schema).replaceAll('"logicalType":"timestamp-millis"', '"x":1')));

  const faultOf = (bytes: Buffer) => {
    const fault = findFault(type, type, bytes, 0);
    return fault && [fault.path, (fault.error as Error).message];
  };

  it('and one that can is not', () => expect(faultOf(type.toBuffer(good))).toBe(null));

  it.each([
    ['$.list[1].at', { ...good, list: [good.list[0], { at: MOST, n: 2 }] }, `${MOST} ms is no date`],
    ['$.list[0].at', { ...good, list: [{ at: -8.64e15 - 1, n: 2 }] }, '-8640000000000001 ms is no date'],
  ])('%s', (path, value, message) => {
    const bytes = loose.toBuffer(value);
    expect(() => type.fromBuffer(bytes)).toThrow('is no date');
    expect(faultOf(bytes)).toEqual([path, message]);
  });

  it('in arrays, maps and unions, with a long of any size', () => {
    // Numbers that take as many bytes as one too large, to be exchanged for it.
    const place = 4_000_000_000_000_000_000n;
    const mark = 2 ** 52 + 1;
    const cases: readonly (readonly [string, unknown])[] = [
      ['$.list[1].n', { ...good, list: [good.list[0], { at: null, n: mark }] }],
      ['$.map.*', { ...good, map: { secret: mark } }],
    ];
    for (const [path, value] of cases) {
      const bytes = type.toBuffer(value);
      const at = bytes.indexOf(longBytes(BigInt(mark)));
      const length = longBytes(BigInt(mark)).length;
      const changed = Buffer.concat([bytes.subarray(0, at), longBytes(place), bytes.subarray(at + length)]);
      expect(faultOf(changed)).toEqual([path, expect.stringContaining(String(place))]);
    }
  });

  it('when the value ends early', () => {
    const bytes = type.toBuffer(good);
    for (let length = 0; length < bytes.length; length += 1) expect(faultOf(bytes.subarray(0, length))).not.toBe(null);
    expect(faultOf(bytes.subarray(0, 1))?.[0]).toBe('$.a');
  });

  it('also when only the schema that reads asks for it', () => {
    const reader = typeOf(record({ at: TIMESTAMP }));
    const writer = typeOf({ ...record({ at: 'long', more: 'string' }), name: 'Rat' });
    const bytes = writer.toBuffer({ at: MOST, more: '' });
    expect(() => reader.fromBuffer(bytes, reader.createResolver(writer))).toThrow('is no date');
    expect(findFault(writer, reader, bytes, 0)?.path).toBe('$.at');
  });
});

describe('a record of the registry', () => {
  const decode = async (codec: Codec, value: Buffer) => {
    await codec.load('raw.xapi', [value]);
    return codec.decode('raw.xapi', value);
  };

  it('takes the last moment that there is', async () => {
    const { codec } = await createFixture();
    const value = { ...statement, received_at: 8.64e15 };
    expect(await decode(codec, codec.encode('raw.xapi', value))).toEqual({ ok: true, value });
  });

  it('is refused with field and number beyond it', async () => {
    const { codec } = await createFixture();
    const value = codec.encode('raw.xapi', { ...statement, received_at: MOST });
    expect(await decode(codec, value)).toEqual({
      ok: false,
      code: 'number_out_of_range',
      path: '$.received_at',
      reason: `${MOST} ms is no date`,
    });
  });

  it('that is cut short says where', async () => {
    const { codec } = await createFixture();
    const value = codec.encode('raw.xapi', statement);
    expect(await decode(codec, value.subarray(0, -3))).toMatchObject({ code: 'undecodable', path: '$.statement' });
  });
});
