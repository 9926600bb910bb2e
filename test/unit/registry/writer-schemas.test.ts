import { beforeEach, describe, expect, it } from 'vitest';
import { DependencyUnavailable } from '../../../services/runtime/errors.ts';
import { whyUnreadable } from '../../../services/runtime/registry/avro-types.ts';
import { type Codec, createCodec } from '../../../services/runtime/registry/codec.ts';
import { type CodecFixture, createFixture, type FakeRegistry, framed, statement, XAPI } from './fixture.ts';

let registry: FakeRegistry;
let codec: Codec;
let clock: CodecFixture['clock'];
let decodeXapi: CodecFixture['decodeXapi'];

beforeEach(async () => {
  ({ registry, codec, clock, decodeXapi } = await createFixture());
});

describe('writer schemas', () => {
  const older = JSON.stringify({ ...JSON.parse(XAPI), fields: JSON.parse(XAPI).fields.slice(0, 3).reverse() });

  it('are asked for once, however many records and partitions name them', async () => {
    const value = codec.encode('raw.xapi', statement);
    await Promise.all([codec.load('raw.xapi', [value, value, null]), codec.load('raw.xapi', [value])]);
    await codec.load('raw.xapi', [value]);
    expect(registry.asked).toEqual(['id 1', 'subject raw.xapi-value']);
  });

  it('that are not known are asked for again after 30 s only', async () => {
    const value = framed(50);
    expect(await decodeXapi(value)).toMatchObject({ code: 'unknown_schema' });
    clock.now_ms = 29_999;
    await decodeXapi(value);
    expect(registry.asked).toEqual(['id 50']);
    registry.add(50, 'raw.xapi-value', older);
    clock.now_ms = 30_000;
    expect(await decodeXapi(value)).toMatchObject({ code: 'undecodable' });
  });

  it('keep their verdict between load and decode, however long that takes', async () => {
    const value = framed(50);
    await codec.load('raw.xapi', [value]);
    clock.now_ms = 3_600_000;
    expect(codec.decode('raw.xapi', value)).toMatchObject({ code: 'unknown_schema' });
  });

  it('other than ours are resolved into ours', async () => {
    registry.add(60, 'raw.xapi-value', older);
    const body = [8, ...Buffer.from('{"a"'), 2, 6, ...Buffer.from('lms')];
    expect(await decodeXapi(framed(60, body))).toEqual({
      ok: true,
      value: { source: 'lms', received_at: 1, statement: '{"a"' },
    });
  });

  it('of another kind, or with no way into ours, are refused', async () => {
    registry.add(61, 'raw.xapi-value', '"string"');
    registry.schemas.set(62, { schema: '{}', schemaType: 'JSON', references: [] });
    registry.subjects.get('raw.xapi-value')!.add(62);
    expect(await decodeXapi(framed(61, [0]))).toMatchObject({
      code: 'undecodable',
      reason: expect.stringContaining('does not resolve'),
    });
    expect(await decodeXapi(framed(62, [0]))).toMatchObject({
      code: 'undecodable',
      reason: expect.stringContaining('not an Avro schema'),
    });
  });

  it('cannot be asked for while the registry is away; what is known still works', async () => {
    const value = codec.encode('raw.xapi', statement);
    await codec.load('raw.xapi', [value]);
    registry.away = true;
    await codec.load('raw.xapi', [value]);
    expect(codec.decode('raw.xapi', value).ok).toBe(true);
    await expect(codec.load('raw.xapi', [value, framed(70)])).rejects.toThrow(DependencyUnavailable);
    expect(() => codec.decode('raw.xapi', framed(70))).toThrow('has not been loaded');
    registry.away = false;
    expect(await decodeXapi(framed(70))).toMatchObject({ code: 'unknown_schema' });
  });

  it('do not keep a chunk for longer than its deadline when the registry is slow', async () => {
    const schemaById = async () => {
      clock.now_ms += 900;
      return null;
    };
    const slow = { ...registry.client, schemaById };
    const slowCodec = createCodec({
      registry: { url: 'http://registry', timeout_ms: 1000 },
      reads: ['raw.xapi'],
      writes: [],
      client: slow,
      now_ms: () => clock.now_ms,
    });
    const flood = Array.from({ length: 100 }, (_, id) => framed(1000 + id));
    await expect(slowCodec.load('raw.xapi', flood)).rejects.toThrow('too slow');
  });
});

describe('schema evolution', () => {
  const withField = (field: object) =>
    JSON.stringify({ ...JSON.parse(XAPI), fields: [...JSON.parse(XAPI).fields, field] });

  it('may add a field with a default', () => {
    expect(whyUnreadable(withField({ name: 'x', type: ['null', 'string'], default: null }), XAPI)).toBeNull();
  });

  it('may not add a field without one', () => {
    expect(whyUnreadable(withField({ name: 'x', type: 'string' }), XAPI)).toContain('no matching field');
  });
});
