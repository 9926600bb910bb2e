import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { registeredText } from '../../schemas/index.ts';
import type { IdentityLink, LedgerEntry, WorkerEvent, XapiStatement } from '../../schemas/types.generated.ts';
import { DependencyUnavailable } from '../../services/runtime/errors.ts';
import { whyUnreadable } from '../../services/runtime/registry/avro-types.ts';
import { avroSchema, type RegistryClient, type StoredSchema } from '../../services/runtime/registry/client.ts';
import { type Codec, createCodec, SchemaNotRegistered } from '../../services/runtime/registry/codec.ts';

/** A registry in memory that counts what it is asked. */
class FakeRegistry {
  readonly schemas = new Map<number, StoredSchema>();
  readonly subjects = new Map<string, Set<number>>();
  readonly asked: string[] = [];
  away = false;

  add(id: number, subject: string, text: string): void {
    this.schemas.set(id, avroSchema(text));
    this.subjects.set(subject, (this.subjects.get(subject) ?? new Set()).add(id));
  }

  readonly client = {
    schemaById: async (id: number) => {
      this.#ask(`id ${id}`);
      return this.schemas.get(id) ?? null;
    },
    idOf: async (subject: string, schema: StoredSchema) => {
      this.#ask(`subject ${subject}`);
      const ids = [...(this.subjects.get(subject) ?? [])];
      return ids.find((id) => this.schemas.get(id)!.schema === schema.schema) ?? null;
    },
    ping: async () => this.#ask('ping'),
  } as unknown as RegistryClient;

  #ask(question: string): void {
    this.asked.push(question);
    if (this.away) throw new DependencyUnavailable('registry', 'away');
  }
}

const XAPI = registeredText('raw/raw.xapi.avsc');
const HRIS = registeredText('raw/raw.hris.avsc');
const LINK = registeredText('identity/identity.link.avsc');
const statement: XapiStatement = { source: 'lms', received_at: 1_700_000_000_000, statement: '{"id":"ä€𝄞"}' };

let registry: FakeRegistry;
let codec: Codec;
let now_ms: number;

beforeEach(async () => {
  registry = new FakeRegistry();
  registry.add(1, 'raw.xapi-value', XAPI);
  registry.add(2, 'raw.hris-value', HRIS);
  registry.add(3, 'identity.link-value', LINK);
  registry.add(4, 'ops.ledger-value', registeredText('ops/ops.ledger.avsc'));
  now_ms = 0;
  codec = createCodec({
    registry: { url: 'http://registry', timeout_ms: 1000 },
    reads: ['raw.xapi', 'raw.hris', 'identity.link', 'ops.ledger'],
    writes: ['raw.xapi', 'raw.hris', 'identity.link', 'ops.ledger'],
    client: registry.client,
    now_ms: () => now_ms,
  });
  await codec.start();
  registry.asked.length = 0;
});

const framed = (id: number, bytes: readonly number[] = []): Buffer => {
  const frame = Buffer.alloc(5);
  frame.writeInt32BE(id, 1);
  return Buffer.concat([frame, Buffer.from(bytes)]);
};

const decodeXapi = async (value: Buffer | null) => {
  await codec.load('raw.xapi', [value]);
  return codec.decode('raw.xapi', value);
};

describe('codec', () => {
  it('writes the wire format of the registry, in a buffer of its own and exact size', async () => {
    const value = codec.encode('raw.xapi', statement);
    expect([...value.subarray(0, 5)]).toEqual([0, 0, 0, 0, 1]);
    const copy = Buffer.from(value);
    codec.encode('raw.xapi', { ...statement, source: 'another' });
    expect(value).toEqual(copy);
    expect(await decodeXapi(value)).toEqual({ ok: true, value: statement });
  });

  it('writes values larger than any before, and small ones after them', async () => {
    for (const length of [10, 200_000, 3_000_000, 10]) {
      const large = { ...statement, statement: 'x'.repeat(length) };
      const value = codec.encode('raw.xapi', large);
      expect(value.length).toBeGreaterThan(length);
      expect(value.length).toBeLessThan(length + 40);
      expect(await decodeXapi(value)).toEqual({ ok: true, value: large });
    }
  });

  it('does not start before provisioning, and names every subject', async () => {
    registry.subjects.delete('raw.hris-value');
    registry.subjects.delete('raw.xapi-value');
    await expect(codec.start()).rejects.toThrow(SchemaNotRegistered);
    await expect(codec.start()).rejects.toThrow(
      'schema of raw.hris-value, raw.xapi-value is not registered: run make apply',
    );
  });

  it.each([
    ['tombstone', null],
    ['too_short', Buffer.from([0, 0, 0])],
    ['not_avro_framed', Buffer.from('{"json":true}')],
    ['unknown_schema', framed(99, [1, 2, 3])],
    ['wrong_subject', framed(2, [1, 2, 3])],
    ['undecodable', framed(1, [1, 2, 3])],
    ['undecodable', framed(1)],
  ])('refuses with %s', async (code, value) => {
    expect(await decodeXapi(value)).toMatchObject({ ok: false, code });
  });

  it('refuses a value cut short at any byte, and one with a byte too many', async () => {
    const value = codec.encode('raw.xapi', statement);
    for (let length = 5; length < value.length; length++) {
      expect(await decodeXapi(value.subarray(0, length))).toMatchObject({ code: 'undecodable' });
    }
    expect(await decodeXapi(Buffer.concat([value, Buffer.from([0])]))).toMatchObject({
      code: 'undecodable',
      reason: 'bytes follow the record',
    });
  });

  it('says where a value does not fit and not what it is', () => {
    const wrong = { ...statement, received_at: 'jane@example.org' } as unknown as XapiStatement;
    expect(() => codec.encode('raw.xapi', wrong)).toThrow('raw.xapi: $.received_at should be long, but is a string');
    const { source, ...missing } = statement;
    expect(() => codec.encode('raw.xapi', missing as XapiStatement)).toThrow(
      '$.source should be string, but is missing',
    );
    const link = { alias_kind: 'phone', member_id: 7 } as unknown as IdentityLink;
    expect(() => codec.encode('identity.link', link)).toThrow(/^identity\.link: \$\.\w+ should be/);
  });

  it('refuses longs that JavaScript would round', () => {
    expect(() => codec.encode('raw.xapi', { ...statement, received_at: 2 ** 53 })).toThrow(
      '$.received_at should be long',
    );
  });
});

describe('strings', () => {
  it('that are not UTF-8 are refused, not repaired', async () => {
    const value = codec.encode('raw.xapi', { ...statement, statement: 'abc' });
    value[value.length - 2] = 0xff;
    expect(await decodeXapi(value)).toMatchObject({
      code: 'undecodable',
      reason: expect.stringContaining('not UTF-8'),
    });
  });

  it('may hold a replacement character', async () => {
    const value = { ...statement, statement: `${'a'.repeat(200)}\uFFFD` };
    expect(await decodeXapi(codec.encode('raw.xapi', value))).toEqual({ ok: true, value });
  });

  it('with half a surrogate pair are written as UTF-8', async () => {
    const value = codec.encode('raw.xapi', { ...statement, statement: 'a\ud800b' });
    expect(await decodeXapi(value)).toMatchObject({ value: { statement: 'a\uFFFDb' } });
  });
});

describe('damaged records', () => {
  const worker: WorkerEvent = {
    event_id: 'e1',
    source: 'hr',
    kind: 'hire',
    employee_id: '1',
    sequence: null,
    effective_at: 1,
    received_at: 2,
    related_employee_id: null,
    worker: {
      employment_kind: 'employee',
      on_leave: false,
      given_name: null,
      family_name: null,
      email: 'a@example.org',
      email_consent: false,
      other_emails: ['b@example.org', 'c@example.org'],
      accounts: [{ home_page: 'https://lms.example', name: 'a' }],
      openids: [],
      sso_subjects: [],
      lms_users: [],
    },
  };
  const ledger: LedgerEntry = {
    group: 'g',
    topic: 't',
    partition: 0,
    first_offset: 0,
    next_offset: 5,
    published: 5,
    ignored: 0,
    duplicate: 0,
    parked: 0,
    dead: 0,
    returned: 0,
    rules: { 'published:x': 3, 'published:y': 2 },
    outputs: {},
    unclaimed: [],
    written_at: 1,
  };

  it.each([
    ['raw.hris', () => codec.encode('raw.hris', worker)],
    ['ops.ledger', () => codec.encode('ops.ledger', ledger)],
  ] as const)('of %s are read or refused, and take no more memory than they have bytes', async (topic, encode) => {
    const value = encode();
    await codec.load(topic, [value]);
    expect(codec.decode(topic, value).ok).toBe(true);
    const damage = fc.array(fc.tuple(fc.integer({ min: 5, max: value.length - 1 }), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(damage, (changes) => {
        const damaged = Buffer.from(value);
        for (const [at, byte] of changes) damaged[at] = byte;
        const decoded = codec.decode(topic, damaged);
        expect(decoded.ok || decoded.code === 'undecodable').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
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
    now_ms = 29_999;
    await decodeXapi(value);
    expect(registry.asked).toEqual(['id 50']);
    registry.add(50, 'raw.xapi-value', older);
    now_ms = 30_000;
    expect(await decodeXapi(value)).toMatchObject({ code: 'undecodable' });
  });

  it('keep their verdict between load and decode, however long that takes', async () => {
    const value = framed(50);
    await codec.load('raw.xapi', [value]);
    now_ms = 3_600_000;
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
      now_ms += 900;
      return null;
    };
    const slow = { ...registry.client, schemaById };
    const slowCodec = createCodec({
      registry: { url: 'http://registry', timeout_ms: 1000 },
      reads: ['raw.xapi'],
      writes: [],
      client: slow,
      now_ms: () => now_ms,
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
