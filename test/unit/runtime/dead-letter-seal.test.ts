import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bound, createOpener, createSealer } from '../../../services/runtime/engine/dead-letter-seal.ts';
import { DEAD_LETTER_KEY, opener, sealer } from '../../support/dead-letter-key.ts';

const OTHER_KEY = '5a'.repeat(32);
const BOUND: Bound = {
  topic: 'raw.xapi.dlq',
  refused: { topic: 'learning.resubmission-repartition', partition: 3, offset: 8 },
  origin: { topic: 'raw.xapi', partition: 3, offset: 41 },
  attempt: 2,
  origin_timestamp_ms: 77,
  code: 'conflict',
  value: Buffer.from('value'),
};
const KEY = Buffer.from('mailto:ada@example.com');

describe('the sealed key of a dead letter', () => {
  it('is opened to the bytes that it had', () => {
    fc.assert(
      fc.property(fc.option(fc.uint8Array({ maxLength: 300 })), fc.option(fc.uint8Array()), (given, content) => {
        const key = given && Buffer.from(given);
        const bound = { ...BOUND, value: content && Buffer.from(content) };
        expect(opener.open(sealer.seal(key, bound), bound)).toEqual(key);
      }),
    );
  });

  it('says nothing of the key, not even whether two are the same or there is one', () => {
    const sealed = [sealer.seal(KEY, BOUND), sealer.seal(KEY, BOUND), sealer.seal(null, BOUND)];
    expect(new Set(sealed).size).toBe(3);
    for (const text of sealed) {
      expect(text).toMatch(/^[\w-]+$/);
      expect(Buffer.from(text, 'base64url').toString('latin1')).not.toContain('ada');
    }
  });

  it.each<[string, Partial<Bound>]>([
    ['topic', { topic: 'raw.hris.dlq' }],
    ['refused record', { refused: { ...BOUND.refused, offset: 9 } }],
    ['origin', { origin: { ...BOUND.origin, offset: 40 } }],
    ['attempt', { attempt: 1 }],
    ['time', { origin_timestamp_ms: 78 }],
    ['code', { code: 'not_json' }],
    ['value', { value: Buffer.from('other') }],
    ['value, gone', { value: null }],
  ])('is not opened for another %s', (_what, change) => {
    expect(opener.open(sealer.seal(KEY, BOUND), { ...BOUND, ...change })).toBeUndefined();
  });

  it.each(['', 'x', '*', 'A'.repeat(37), 'A'.repeat(100), '\u001b[2J', 'é'.repeat(50)])('%j is none', (text) => {
    expect(opener.open(text, BOUND)).toBeUndefined();
  });

  it('is not opened when a bit of it is another', () => {
    const sealed = Buffer.from(sealer.seal(KEY, BOUND), 'base64url');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at]! ^= 1;
      expect(opener.open(changed.toString('base64url'), BOUND), `byte ${at}`).toBeUndefined();
    }
  });

  it('is opened with a former secret, while that is given', () => {
    const former = createSealer(OTHER_KEY).seal(KEY, BOUND);
    expect(opener.open(former, BOUND)).toBeUndefined();
    expect(createOpener([DEAD_LETTER_KEY, OTHER_KEY]).open(former, BOUND)).toEqual(KEY);
  });
});

describe('the hashed key of a dead letter', () => {
  it('is the same for the same key, and for nothing else', () => {
    const hashed = sealer.hashKey('raw.xapi.dlq', KEY);
    expect(hashed).toMatch(/^[0-9a-f]{32}$/);
    expect(sealer.hashKey('raw.xapi.dlq', Buffer.from(KEY))).toBe(hashed);
    expect(sealer.hashKey('raw.hris.dlq', KEY)).not.toBe(hashed);
    expect(sealer.hashKey('raw.xapi.dlq', KEY.subarray(1))).not.toBe(hashed);
    expect(createSealer(OTHER_KEY).hashKey('raw.xapi.dlq', KEY)).not.toBe(hashed);
  });

  it('is known for each secret that is given', () => {
    const both = createOpener([DEAD_LETTER_KEY, OTHER_KEY]).hashesOf('raw.xapi.dlq', KEY);
    const wanted = [sealer, createSealer(OTHER_KEY)].map((one) => one.hashKey('raw.xapi.dlq', KEY));
    expect(both).toEqual(wanted);
  });
});
