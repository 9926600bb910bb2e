import { parseOffset } from './offset.ts';
import { refusalOf } from './time.ts';
import { Refusal, type Transform, textStep, withoutParameters } from './transform.ts';

const NOT_A_TIME = new Refusal('time_form', 'no number that a time is counted in');

/** The latest moment that ISO 8601 can write with a year of four digits. */
const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A number, or a text that is one; null where it is neither. */
const numberOf = (value: unknown, form: RegExp): number | null => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && form.test(text.trim()) ? Number(text) : null;
};

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';

const UNITS_MS = { s: 1_000, ms: 1 } as const;
const isUnit = (text: string): text is keyof typeof UNITS_MS => Object.hasOwn(UNITS_MS, text);

export const epoch: Transform = {
  name: 'epoch',
  summary:
    'A moment that is counted from 1970 UTC, as a number or as text. Seconds and milliseconds are never told apart by their size.',
  parameters: '`s` for seconds, or `ms`',
  takes: 'json',
  gives: { name: 'timestamp' },
  depends_on: [],
  examples: [
    { arguments: ['s'], input: '1772359200', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { arguments: ['ms'], input: 1_772_359_200_000, gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { arguments: ['s'], input: '2026-03-01', gives: { refusal: 'time_form' } },
    { arguments: ['s'], input: ' ', gives: 'nothing' },
  ],
  compile: ([unit = '', ...others]) => {
    if (!isUnit(unit) || others.length > 0) return { expected: 's or ms' };
    return (value) => {
      if (isBlank(value)) return undefined;
      const count = numberOf(value, /^\d+(?:\.\d+)?$/);
      const moment_ms = count === null ? Number.NaN : Math.trunc(count * UNITS_MS[unit]);
      return moment_ms <= LATEST_MS ? moment_ms : NOT_A_TIME;
    };
  },
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Day 0 of workbooks that count from 1900, as they hold a 29 February of that year for a day. */
const EXCEL_DAY_0_MS = Date.UTC(1899, 11, 30);

export const excelDate: Transform = {
  name: 'excel_date',
  summary:
    'A day and time as Excel counts them: days since 1900, with the time of day as a fraction; to the second. In the offset of the argument, else in the `default_offset` of the source.',
  parameters: 'none, or the offset: `Z` or such as `+01:00`',
  takes: 'json',
  gives: { name: 'timestamp' },
  depends_on: ['sources.csv'],
  examples: [
    { arguments: ['Z'], input: '46095.6458333333', gives: { output: Date.UTC(2026, 2, 14, 15, 30) } },
    { source: { default_offset_minutes: 60 }, input: 46_095, gives: { output: Date.UTC(2026, 2, 13, 23) } },
    { input: 46_095, gives: { refusal: 'time_offset_unknown' } },
    { arguments: ['Z'], input: '14.03.2026', gives: { refusal: 'time_form' } },
    { arguments: ['Z'], input: ' ', gives: 'nothing' },
  ],
  compile: ([offset, ...others]) => {
    const minutes = offset === undefined ? null : parseOffset(offset);
    if (others.length > 0 || (offset !== undefined && minutes === null))
      return { expected: 'no argument, or Z or +01:00' };
    return (value, { source }) => {
      if (isBlank(value)) return undefined;
      const days = numberOf(value, /^\d{1,7}(?:\.\d+)?$/);
      // The days before 1 March 1900 are counted otherwise, and no export of today holds them.
      if (days === null || days < 61) return NOT_A_TIME;
      const offset_minutes = minutes ?? source.default_offset_minutes;
      if (offset_minutes === null) return refusalOf('no_offset');
      const moment_ms = EXCEL_DAY_0_MS + Math.round((days * DAY_MS) / 1_000) * 1_000 - offset_minutes * MINUTE_MS;
      return moment_ms <= LATEST_MS ? moment_ms : NOT_A_TIME;
    };
  },
};

const ODATA = /^\/Date\((-?\d{1,15})(?:[+-]\d{1,4})?\)\/$/;

export const odataDate: Transform = {
  name: 'odata_date',
  summary:
    'A moment as JSON of OData 2 has it, such as that of SAP SuccessFactors: milliseconds since 1970 UTC. An offset behind them says where it was told, and moves nothing.',
  parameters: null,
  takes: 'string',
  gives: { name: 'timestamp' },
  depends_on: [],
  examples: [
    { input: '/Date(1772359200000)/', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '/Date(1772359200000+0060)/', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '2026-03-01T10:00:00', gives: { refusal: 'time_form' } },
  ],
  compile: withoutParameters(() =>
    textStep((text) => {
      const moment_ms = Number(ODATA.exec(text.trim())?.[1] ?? Number.NaN);
      return Math.abs(moment_ms) <= LATEST_MS ? moment_ms : NOT_A_TIME;
    }),
  ),
};
