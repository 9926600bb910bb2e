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
    'A moment of ISO 8601, to the millisecond; further digits are cut off. The offset -00:00 is refused; a time without offset has the `default_offset` of the source, else is refused.',
  parameters: null,
  takes: 'string',
  gives: { name: 'timestamp' },
  depends_on: ['sources.csv'],
  examples: [
    { input: '2026-03-01T10:00:00.123456Z', gives: { output: Date.UTC(2026, 2, 1, 10, 0, 0, 123) } },
    { input: '2026-03-01T11:00:00+01:00', gives: { output: Date.UTC(2026, 2, 1, 10) } },
    { input: '20260301T153000+0530', gives: { output: Date.UTC(2026, 2, 1, 10) } },
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
