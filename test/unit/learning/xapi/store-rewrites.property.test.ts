import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentPrint, fingerprint } from '../../../../services/learning/xapi/fingerprint.ts';
import type { Statement } from '../../../../services/learning/xapi/types.ts';
import { validate } from '../../../../services/learning/xapi/validate.ts';
import { isSameFingerprint } from '../../../../services/runtime/fingerprint.ts';
import { changed, full, type Json } from './samples.ts';

const print = (statement: Json): string =>
  fingerprint(statement as unknown as Statement, contentPrint(statement as unknown as Statement, 'key'));
const isSame = (one: Json, other: Json): boolean => isSameFingerprint(print(one), print(other));

const SECOND_MS = 1_000;
const moment = fc.date({
  min: new Date('2000-01-01T00:00:00Z'),
  max: new Date('2030-01-01T00:00:00Z'),
  noInvalidDate: true,
});

/** A moment in another time zone, its decimals kept. */
const zoned = (timestamp: string, offset_minutes: number): string => {
  const [, decimals = ''] = /\.(\d+)/.exec(timestamp) ?? [];
  const shifted = new Date(Date.parse(timestamp) + offset_minutes * 60 * SECOND_MS).toISOString().slice(0, 19);
  const [hours, minutes] = [Math.floor(Math.abs(offset_minutes) / 60), Math.abs(offset_minutes) % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  const offset = offset_minutes === 0 ? 'Z' : `${offset_minutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`;
  return `${shifted}${decimals === '' ? '' : `.${decimals}`}${offset}`;
};

const timestampOf = (statement: Json): string | undefined => statement['timestamp'] as string | undefined;

const withTimestamp = (statement: Json, rewrite: (timestamp: string) => string): Json => {
  const timestamp = timestampOf(statement);
  return timestamp === undefined ? statement : { ...statement, timestamp: rewrite(timestamp) };
};

/** Half up, to the millisecond. */
const rounded = (timestamp: string): string => {
  const [, decimals = '', zone = 'Z'] = /(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(timestamp) ?? [];
  const whole = Date.parse(timestamp.replace(/\.\d+/, ''));
  const ms = Math.round(Number(`0.${decimals || '0'}`) * SECOND_MS);
  return zone === '' ? timestamp : new Date(whole + ms).toISOString();
};
const cut = (timestamp: string): string => timestamp.replace(/(\.\d{3})\d+/, '$1');

const inOtherUnits = (duration: string): string => {
  const match = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d+))?S)?$/.exec(duration);
  if (match === null) return duration;
  const [, hours = 0, minutes = 0, seconds = 0, decimals] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return `PT${total}${decimals === undefined ? '' : `.${decimals}`}S`;
};

/** All numbers at the precision of 32 bits, but those of which it would change the whole part. */
const singlePrecision = (value: unknown): unknown => {
  if (typeof value === 'number') return Math.abs(value) < 2 ** 24 ? Math.fround(value) : value;
  if (Array.isArray(value)) return value.map(singlePrecision);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, singlePrecision(item)]));
};

const scoreOf = (statement: Json): Readonly<Record<string, number>> =>
  (statement['result'] as { score: Record<string, number> }).score;

/** What a store may make of a statement (xAPI 1.0.3 Data 2.2, 2.3.1, 2.4.1, 2.4.6.2, 2.4.7, 2.4.9, 4.5, 4.6). */
type Rewrite = (statement: Json) => Json;
const rewrite: fc.Arbitrary<Rewrite> = fc.oneof(
  moment.map(
    (date): Rewrite =>
      (statement) => {
        const stored = date.toISOString();
        return { ...statement, stored, timestamp: timestampOf(statement) ?? stored };
      },
  ),
  fc.constant<Rewrite>((statement) => ({ ...statement, stored: timestampOf(statement) })),
  fc.constant<Rewrite>((statement) => ({ ...statement, stored: undefined })),
  fc.constantFrom('1.0.0', '1.0.3', undefined).map(
    (version): Rewrite =>
      (statement) => ({ ...statement, version }),
  ),
  fc.uuid().map(
    (id): Rewrite =>
      (statement) => ({ ...statement, authority: { account: { homePage: 'https://lrs.example', name: id } } }),
  ),
  fc.integer({ min: -14 * 60, max: 14 * 60 }).map(
    (minutes): Rewrite =>
      (statement) =>
        withTimestamp(statement, (timestamp) => zoned(timestamp, minutes)),
  ),
  fc.constant<Rewrite>((statement) => withTimestamp(statement, cut)),
  fc.constant<Rewrite>((statement) => withTimestamp(statement, rounded)),
  fc.constant<Rewrite>((statement) => changed(statement, 'verb.display', undefined)),
  fc.string().map(
    (name): Rewrite =>
      (statement) =>
        changed(statement, 'object.definition', { name: { fr: name } }),
  ),
  fc.constant<Rewrite>((statement) => {
    const { member } = (statement as unknown as ReturnType<typeof full>).context.team;
    return changed(statement, 'context.team.member', [...member].reverse());
  }),
  fc.constant<Rewrite>((statement) => {
    const { parent } = (statement as unknown as ReturnType<typeof full>).context.contextActivities;
    return changed(statement, 'context.contextActivities.parent', [parent].flat());
  }),
  fc.constant<Rewrite>((statement) => {
    const { duration } = (statement as unknown as ReturnType<typeof full>).result;
    return changed(singlePrecision(statement) as Json, 'result.duration', inOtherUnits(duration));
  }),
  fc.constant<Rewrite>((statement) => {
    const { duration } = (statement as unknown as ReturnType<typeof full>).result;
    return changed(statement, 'result.duration', duration.replace(/(\.\d\d)\d+/, '$1'));
  }),
  fc.constant<Rewrite>((statement) => Object.fromEntries(Object.entries(statement).reverse())),
);

const decimals = fc.stringMatching(/^\d{1,9}$/);

/** A statement as its sender has it: with a timestamp of any precision, or none. */
const original: fc.Arbitrary<Json> = fc
  .record({
    date: moment,
    fraction: fc.option(decimals),
    has_timestamp: fc.boolean(),
    seconds: fc.nat(10_000),
    hundredths: fc.option(decimals),
    scaled: fc.double({ min: -1, max: 1, noNaN: true }),
    told: fc.double({ noNaN: true, noDefaultInfinity: true }),
  })
  .map(({ date, fraction, has_timestamp, seconds, hundredths, scaled, told }) => {
    const second = date.toISOString().slice(0, 19);
    const timestamp = has_timestamp ? `${second}${fraction === null ? '' : `.${fraction}`}Z` : undefined;
    const duration = `PT${Math.floor(seconds / 60)}M${seconds % 60}${hundredths === null ? '' : `.${hundredths}`}S`;
    const sent: Json = {
      ...changed(full(), 'context.extensions.https://lms.example/ext/told', [{ told }]),
      ...{ stored: undefined, authority: undefined, timestamp },
    };
    return changed(changed(sent, 'result.duration', duration), 'result.score', { scaled, raw: 90, min: 0, max: 100 });
  });

const CHANGES: readonly (readonly [place: string, change: Rewrite])[] = [
  ['actor', (statement) => changed(statement, 'actor.account.name', 'l-18')],
  ['verb', (statement) => changed(statement, 'verb.id', 'http://adlnet.gov/expapi/verbs/failed')],
  ['object', (statement) => changed(statement, 'object.id', 'https://lms.example/courses/8')],
  ['success', (statement) => changed(statement, 'result.success', false)],
  ['completion', (statement) => changed(statement, 'result.completion', undefined)],
  ['raw', (statement) => changed(statement, 'result.score', { ...scoreOf(statement), raw: 91 })],
  [
    'scaled',
    (statement) =>
      changed(statement, 'result.score', { ...scoreOf(statement), scaled: scoreOf(statement)['scaled']! > 0 ? -1 : 1 }),
  ],
  ['duration', (statement) => changed(statement, 'result.duration', 'PT77H')],
  ['registration', (statement) => changed(statement, 'context.registration', '00531277-b57b-4c15-8d91-d292c5b2b8f7')],
  ['parent', (statement) => changed(statement, 'context.contextActivities.parent', { id: 'https://lms.example/2' })],
  ['extension', (statement) => changed(statement, 'result.extensions.https://lms.example/ext/tries', 3)],
  ['attachment', (statement) => changed(statement, 'attachments.0.sha2', 'ab'.repeat(32))],
  ['moment', (statement) => withTimestamp(statement, () => '1999-12-31T23:59:59Z')],
];

describe('a statement that stores rewrote', () => {
  it('stays what its sender sent, whatever the chain of stores', () => {
    fc.assert(
      fc.property(original, fc.array(rewrite, { maxLength: 6 }), (sent, rewrites) => {
        const kept = rewrites.reduce((statement, next) => next(statement), sent);
        expect(validate(JSON.parse(JSON.stringify(kept)))).toBeNull();
        expect(isSame(sent, kept)).toBe(true);
        expect(isSame(kept, sent)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is another statement once its meaning changed, in spite of all that', () => {
    fc.assert(
      fc.property(
        original,
        fc.array(rewrite, { maxLength: 4 }),
        fc.constantFrom(...CHANGES),
        (sent, rewrites, [place, change]) => {
          fc.pre(place !== 'moment' || timestampOf(sent) !== undefined);
          const kept = rewrites.reduce((statement, next) => next(statement), change(sent));
          expect(isSame(sent, kept), place).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});
