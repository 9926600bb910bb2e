import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDuration, parseMoment } from '../../../mappings/transforms/iso8601.ts';

const pad = (value: number): string => String(value).padStart(2, '0');

/** Whole milliseconds of the years 0 to 9999, which four digits can write. */
const moment = fc.integer({ min: Date.parse('0000-01-01T00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') });
const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });

const write = (ms: number, minutes: number): string => {
  const local = new Date(ms + minutes * 60_000).toISOString();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${local.slice(0, -1)}${minutes < 0 ? '-' : '+'}${pad(hours)}:${pad(rest)}`;
};

it('reads what Date writes', () => {
  fc.assert(
    fc.property(moment, (ms) => {
      expect(parseMoment(new Date(ms).toISOString(), null)).toBe(ms);
    }),
  );
});

it('reads every offset as Date does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), offset, (ms, minutes) => {
      const text = write(ms, minutes);
      expect(parseMoment(text, null)).toBe(Date.parse(text));
      expect(parseMoment(text, null)).toBe(ms);
    }),
  );
});

it('reads any number of decimals, and cuts off what is below a millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), fc.stringMatching(/^\d{1,12}$/), (seconds, digits) => {
      const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${digits}Z`;
      expect(parseMoment(text, null)).toBe(seconds * 1000 + Number(digits.padEnd(3, '0').slice(0, 3)));
    }),
  );
});

it('never reads a text that Date reads in another way, for the form that both know', () => {
  const digits = fc.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,4})?(?:Z|[+-]\d\d:\d\d)$/);
  fc.assert(
    fc.property(digits, (text) => {
      const parsed = parseMoment(text, null);
      const [, month, day] = /^\d{4}-(\d\d)-(\d\d)/.exec(text) ?? [];
      const rolls_over =
        Number(day) > 28 && new Date(Date.parse(`${text.slice(0, 10)}T00:00Z`)).getUTCMonth() + 1 !== Number(month);
      const leap_second = text.slice(17, 19) === '60';
      if (text.endsWith('-00:00')) expect(parsed).toBeTypeOf('string');
      else if (!leap_second)
        expect(parsed).toBe(Number.isNaN(Date.parse(text)) || rolls_over ? 'form' : Date.parse(text));
    }),
    { numRuns: 1000 },
  );
});

const TEN = Date.UTC(2026, 2, 1, 10);

it.each([
  '2026-03-01T10:00:00Z',
  '2026-03-01t10:00:00z',
  '2026-03-01T10:00Z',
  '2026-03-01T10Z',
  '20260301T100000Z',
  '20260301T1000Z',
  '2026-060T10:00:00Z',
  '2026060T10Z',
  '2026-W09-7T10:00:00Z',
  '2026W097T10Z',
  '2026-03-01T11:00:00+01',
  '2026-03-01T11:00:00+0100',
  '2026-03-01T04:30:00-05:30',
  '2026-03-01T10:30+00:30',
  '2026-03-02T00:00:00+14:00',
  '2026-03-01T24:00:00+14:00',
])('reads %s', (text) => {
  expect(parseMoment(text, null)).toBe(TEN);
});

it.each([
  ['2026-03-01T10:00:00,5Z', 500],
  ['2026-03-01T10:00.5Z', 30_000],
  ['2026-03-01T10.25Z', 15 * 60_000],
  ['2026-03-01T10:00.29Z', 17_400],
  ['2026-03-01T10:00:00.9999999Z', 999],
])('reads the fraction of the smallest unit in %s', (text, after_ms) => {
  expect(parseMoment(text, null)).toBe(TEN + after_ms);
});

it('counts a leap second like the second after it', () => {
  expect(parseMoment('2016-12-31T23:59:60Z', null)).toBe(Date.UTC(2017, 0, 1));
  expect(parseMoment('2017-01-01T00:59:60+01:00', null)).toBe(Date.UTC(2017, 0, 1));
  expect(parseMoment('2016-12-31T12:59:60Z', null)).toBe('form');
});

it('knows the weeks of long and short years', () => {
  expect(parseMoment('2020-W53-5T00Z', null)).toBe(Date.UTC(2021, 0, 1));
  expect(parseMoment('2021-W53-1T00Z', null)).toBe('form');
  expect(parseMoment('2024-366T00Z', null)).toBe(Date.UTC(2024, 11, 31));
  expect(parseMoment('2025-366T00Z', null)).toBe('form');
});

it('takes the default offset for a time that carries none, and for a date alone', () => {
  expect(parseMoment('2026-03-01T11:00', 60)).toBe(TEN);
  expect(parseMoment('2026-03-01', 60)).toBe(Date.UTC(2026, 1, 28, 23));
  expect(parseMoment('2026-03-01T11:00', null)).toBe('no_offset');
  expect(parseMoment('2026-03-01', null)).toBe('no_offset');
});

it.each(['2026-03-01T10:00:00-00:00', '2026-03-01T10:00:00.601-00', '2026-03-01T10:00:00-0000'])(
  'refuses %s, whose offset says that it is not known, whatever the default is',
  (text) => expect(parseMoment(text, 0)).toBe('unknown_offset'),
);

it.each([
  '',
  'should fail',
  '01/03/2026',
  '2026-02-29T10:00Z',
  '2026-13-01T10:00Z',
  '2026-00-10T10:00Z',
  '2026-03-01T25:00Z',
  '2026-03-01T10:60Z',
  '2026-03-01T24:00:01Z',
  '2026-03-01T10:00:00+24:00',
  '2026-03-01T10:00:00+01:60',
  '2026-03-01T1000Z',
  '20260301T10:00Z',
  '2026-03T10:00Z',
  '2026-03',
  '2026-3-1T10:00Z',
  '2026-03-01 10:00:00Z',
  '2026-03-01T10:00:00.Z',
  '2026-03-01T10:00:00Z\n',
  '+12026-03-01T10:00:00Z',
  '２０２６-03-01T10:00:00Z',
])('refuses %j', (text) => {
  expect(parseMoment(text, 0)).toBe('form');
});

it.each(['PT1H0M0.1S', 'P3Y1M29DT4H35M59.14S', 'P4W', 'PT0S', 'P1,5D', 'P1M', 'PT36H'])(
  'takes %s for a duration',
  (text) => {
    expect(isDuration(text)).toBe(true);
  },
);

it.each(['P', 'PT', 'P4W1D', 'PT1.5H30M', 'P1DT', '1H', 'PA1H', 'P-1D', 'P1H', ''])(
  'takes %j for no duration',
  (text) => {
    expect(isDuration(text)).toBe(false);
  },
);
