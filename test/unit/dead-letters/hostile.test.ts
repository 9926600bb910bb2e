import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { Codec } from '../../../services/runtime/registry/codec.ts';
import { formatJson } from '../../../tools/cli/text.ts';
import { toLetter } from '../../../tools/dead-letters/letter.ts';
import { listLetters } from '../../../tools/dead-letters/list.ts';
import { describeLetter } from '../../../tools/dead-letters/print/letter.ts';
import { describeListing } from '../../../tools/dead-letters/print/listing.ts';
import { describeTally } from '../../../tools/dead-letters/print/tally.ts';
import { decide, type Policy } from '../../../tools/dead-letters/replay/decide.ts';
import { createTally } from '../../../tools/dead-letters/replay/tally.ts';
import { showLetter } from '../../../tools/dead-letters/show.ts';
import { opener } from '../../support/dead-letter-key.ts';
import { deadRecord, each } from './fixtures.ts';

const POLICY: Policy = {
  wasReplayed: () => false,
  partitionsOf: () => 6,
  bytesMaxOf: () => 10_000_000,
  attempts_max: 5,
  allow: new Set(['conflict', 'expired', 'unsealed']),
  opener,
  claim_ttl_ms: 1_000,
  now_ms: 0,
};

/** A codec that cannot read anything, as with bytes of any kind. */
const codec = {
  load: async () => undefined,
  decode: () => ({ ok: false, code: 'undecodable', reason: '' }),
} as unknown as Codec;

/** Characters that do something to a terminal, or to the text around them. */
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const EVIL = '\u001b]0;title\u0007\u001b[2J\u009b31m\u202eevil\u2066\u200f\r\n\u2028\ud800 end';

/** Everything that the tool prints of a letter. */
const printed = async (record: LogRecord): Promise<readonly string[]> => {
  const letter = toLetter(record);
  const listing = await listLetters(each([letter]), () => false, { rows_max: 10, open_only: false });
  const tally = createTally();
  tally.add(letter, decide(letter, POLICY));
  const shown = await showLetter(letter, false, codec, opener);
  return [
    describeListing(listing),
    describeTally(tally.now(), 'to send'),
    describeLetter(shown),
    ...[listing, tally.now(), shown].map(formatJson),
  ];
};

const expectHarmless = async (record: LogRecord): Promise<void> => {
  for (const text of await printed(record)) expect(STEERING.exec(text)?.[0]).toBeUndefined();
};

const withHeaders = (headers: LogRecord['headers'], changes: Partial<LogRecord> = {}): LogRecord => {
  const record = deadRecord(7, { value: Buffer.from(EVIL) });
  return { ...record, ...changes, headers: Object.assign(Object.create(null), record.headers, headers) };
};
const text = (value: string): Buffer => Buffer.from(value);

describe('a dead letter that means harm', () => {
  it.each<[string, LogRecord]>([
    ['steers the terminal by a header', withHeaders({ note: text(EVIL) })],
    ['steers it by the name of a header', withHeaders({ [EVIL]: text('x') })],
    ['steers it by its reason', withHeaders({ '__connect.errors.exception.message': text(EVIL) })],
    ['steers it by its code', withHeaders({ 'error-code': text(EVIL) })],
    [
      'steers it by its coordinates',
      withHeaders({ origin: text(`${EVIL}/1/2`), '__connect.errors.topic': text(EVIL) }),
    ],
    ['steers it by its key', withHeaders({}, { key: text(EVIL) })],
    ['has a header named after the prototype', withHeaders(JSON.parse('{"__proto__":[],"constructor":[]}'))],
    ['has a code named after the prototype', withHeaders({ 'error-code': text('__proto__') })],
    ['has a code named after a property of all objects', withHeaders({ 'error-code': text('constructor') })],
    ['says that its value is compressed, and it is not', withHeaders({ 'value-encoding': text('zstd') })],
    [
      'has a value that unpacks to gigabytes',
      withHeaders({ 'value-encoding': text('zstd') }, { value: zstdCompressSync(Buffer.alloc(100_000_000)) }),
    ],
    [
      'has a time that no calendar has',
      withHeaders({ 'origin-timestamp': text('999999999999999') }, { timestamp_ms: 9e15 }),
    ],
    ['has a seal that is none', withHeaders({ 'sealed-key': text(EVIL) })],
    [
      'has no seal',
      {
        ...deadRecord(7),
        headers: Object.fromEntries(Object.entries(deadRecord(7).headers).filter(([name]) => name !== 'sealed-key')),
      },
    ],
    ['has a header of two megabytes', withHeaders({ origin: text('raw.xapi/'.repeat(230_000)) })],
    [
      'has ten thousand headers',
      withHeaders(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`h${i}`, text(EVIL)]))),
    ],
    ['is about another input', withHeaders({ origin: text('raw.hris/0/1') })],
    ['has a list of values for each header', withHeaders({ origin: [text('a'), text('b')], 'error-code': [] })],
    ['has neither key nor value nor headers', { ...deadRecord(7), key: null, value: null, headers: {} }],
  ])('%s, and is shown all the same', async (_what, record) => {
    await expectHarmless(record);
  });

  it('has anything for headers, key and value', async () => {
    const names = fc.oneof(
      fc.constantFrom(...Object.keys(deadRecord(7).headers), 'value-encoding'),
      fc.string({ unit: 'binary' }),
    );
    const values = fc.oneof(
      fc.string({ unit: 'binary' }).map(text),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    );
    const bytes = fc.option(fc.uint8Array().map((given) => Buffer.from(given)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(names, values)), bytes, bytes, async (pairs, key, value) => {
        await expectHarmless(withHeaders(Object.fromEntries(pairs), { key, value }));
      }),
      { numRuns: 100 },
    );
  });

  it('prints no more than an operator can read', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`h${i}`, text('x'.repeat(1_000))]));
    const record = withHeaders({ ...many, long: text('x'.repeat(2_000_000)) });
    expect(describeLetter(await showLetter(toLetter(record), false, codec, undefined)).length).toBeLessThan(500_000);
  });

  it('with a code of its own is counted with all others like it', async () => {
    const letters = Array.from({ length: 2_000 }, (_, i) =>
      toLetter(withHeaders({ 'error-code': text(`made_up_${i}`) })),
    );
    const { codes } = await listLetters(each(letters), () => false, { rows_max: 0, open_only: false });
    expect(codes).toMatchObject([{ code: '(unknown code)', count: 2_000 }]);
    const tally = createTally();
    for (const letter of letters) tally.add(letter, decide(letter, POLICY));
    expect(tally.now().codes).toHaveLength(1);
  });
});

describe('a dead letter that nobody of us wrote', () => {
  const why = (record: LogRecord, changes: Partial<Policy> = {}): string => {
    const verdict = decide(toLetter(record), { ...POLICY, now_ms: record.timestamp_ms, ...changes });
    return verdict.kind === 'refused' ? verdict.why : verdict.kind;
  };

  it.each<[string, LogRecord['headers']]>([
    ['the origin', { origin: text('raw.xapi/2/5') }],
    ['the attempt', { attempt: text('4') }],
    ['the code', { 'error-code': text('unresolved') }],
    ['the time', { 'origin-timestamp': text('5') }],
    ['the seal', { 'sealed-key': text('AAAA'.repeat(20)) }],
  ])('is not sent back when %s was changed', (_what, headers) => {
    expect(why(withHeaders({}))).toBe('send');
    expect(why(withHeaders(headers))).toBe('not_opened');
    expect(why(withHeaders({}, { value: text('other') }))).toBe('not_opened');
  });

  it('is not sent back without a seal, unless the operator insists: it may be older', () => {
    const headers = { ...deadRecord(7).headers };
    delete headers['sealed-key'];
    const record = { ...deadRecord(7), key: text('learner'), headers };
    expect(why(record, { allow: new Set() })).toBe('unsealed');
    const verdict = decide(toLetter(record), { ...POLICY, now_ms: record.timestamp_ms });
    expect(verdict).toMatchObject({ kind: 'send', record: { key: text('learner') } });
  });
});
