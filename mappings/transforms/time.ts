import { HAPPENED_MIN_MS } from '../plausible-time.ts';
import { isDuration, parseMoment, type TimeFault } from './iso8601.ts';
import { Refusal, type Transform, textStep, withoutParameters } from './transform.ts';

const REFUSALS: Readonly<Record<TimeFault, Refusal>> = {
  form: new Refusal('time_form', 'no ISO 8601 date and time'),
  no_offset: new Refusal('time_offset_unknown', 'no offset from UTC'),
  unknown_offset: new Refusal('time_offset_unknown', 'offset -00:00'),
};

export const refusalOf = (fault: TimeFault): Refusal => REFUSALS[fault];

/** A moment in epoch milliseconds, by the source's policy for times without offset. */
export const momentOf = (text: string, default_offset_minutes: number | null): number | Refusal => {
  const moment = parseMoment(text, default_offset_minutes);
  return typeof moment === 'number' ? moment : refusalOf(moment);
};

export const parseIso8601: Transform = {
  name: 'parse_iso8601',
  summary:
    'A moment of ISO 8601, to the millisecond; further digits are cut off. The offset may be in basic format where the time is in extended format: ISO 8601 does not mix them, but several libraries write `+0000`, and the moment is the same. The offset -00:00 is refused; a time without offset has the `default_offset` of the source, else is refused.',
  parameters: null,
  takes: 'string',
  gives: { name: 'timestamp' },
  depends_on: ['sources.csv'],
  examples: [
    { input: '2026-03-01T10:00:00.123456Z', gives: { output: Date.UTC(2026, 2, 1, 10, 0, 0, 123) } },
    { input: '2026-03-01T11:00:00+01:00', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '20260301T153000+0530', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '2026-03-01T10:00:00.274-0400', gives: { output: Date.UTC(2026, 2, 1, 14, 0, 0, 274) } },
    { input: '2026-060T10Z', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '2026-W09-7T10:00Z', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { source: { default_offset_minutes: 60 }, input: '2026-03-01T11:00', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '2026-03-01T11:00', gives: { refusal: 'time_offset_unknown' } },
    { input: '2026-03-01T11:00:00-00:00', gives: { refusal: 'time_offset_unknown' } },
    { input: '2026-02-29T10:00:00Z', gives: { refusal: 'time_form' } },
    { input: '01/03/2026', gives: { refusal: 'time_form' } },
  ],
  compile: withoutParameters(() => textStep((text, { source }) => momentOf(text, source.default_offset_minutes))),
};

const NOT_A_MOMENT = new Refusal('field_type', 'no timestamp');
const ENDED_LONG_AGO = new Refusal('time_implausible', 'before 1990');

export const validUntil: Transform = {
  name: 'valid_until',
  summary:
    'An end of validity, as it is. Before 1990 it is refused: some systems write the first day of year 1 for no end; take that away with `absent_if`.',
  parameters: null,
  takes: 'json',
  gives: { name: 'timestamp' },
  depends_on: [],
  examples: [
    { input: Date.UTC(2028, 2, 1), gives: { output: Date.UTC(2028, 2, 1) } },
    { input: Date.UTC(9999, 11, 31), gives: { output: Date.UTC(9999, 11, 31) } },
    { input: Date.parse('0001-01-01T00:00:00Z'), gives: { refusal: 'time_implausible' } },
  ],
  compile: withoutParameters(() => (value) => {
    if (!Number.isSafeInteger(value)) return NOT_A_MOMENT;
    return (value as number) < HAPPENED_MIN_MS ? ENDED_LONG_AGO : value;
  }),
};

const NOT_A_DURATION = new Refusal('duration_form', 'no ISO 8601 duration');

export const iso8601Duration: Transform = {
  name: 'iso8601_duration',
  summary: 'An ISO 8601 duration, as it is: years, months, days and times, or weeks alone.',
  parameters: null,
  takes: 'string',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { input: 'PT4H35M59.14S', gives: { output: 'PT4H35M59.14S' } },
    { input: 'P4W', gives: { output: 'P4W' } },
    { input: 'P4W1D', gives: { refusal: 'duration_form' } },
    { input: '90 minutes', gives: { refusal: 'duration_form' } },
  ],
  compile: withoutParameters(() => textStep((text) => (isDuration(text) ? text : NOT_A_DURATION))),
};
