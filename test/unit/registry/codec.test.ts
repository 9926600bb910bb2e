import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { IdentityLink, LedgerEntry, WorkerEvent, XapiStatement } from '../../../schemas/types.generated.ts';
import { type Codec, SchemaNotRegistered } from '../../../services/runtime/registry/codec.ts';
import { type CodecFixture, createFixture, type FakeRegistry, framed, statement } from './fixture.ts';

let registry: FakeRegistry;
let codec: Codec;
let decodeXapi: CodecFixture['decodeXapi'];

beforeEach(async () => {
  ({ registry, codec, decodeXapi } = await createFixture());
});

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
    topic_id: '0123',
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
        expect(decoded.ok || ['undecodable', 'number_out_of_range'].includes(decoded.code)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
