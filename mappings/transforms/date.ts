import { parseMoment, type TimeFault } from './iso8601.ts';
import { parseOffset } from './offset.ts';
import { refusalOf } from './time.ts';
import { Refusal, type Transform, textStep, withoutParameters } from './transform.ts';

/** Parts of a date format, longest first where one begins another. */
const TOKENS = {
  YYYY: String.raw`(?<year>\d{4})`,
  MMM: '(?<name>[A-Za-z]{3,9})',
  MM: String.raw`(?<month>\d{1,2})`,
  DD: String.raw`(?<day>\d{1,2})`,
  HH: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<hour12>\d{1,2})`,
  mm: String.raw`(?<minute>\d{2})`,
  ss: String.raw`(?<second>\d{2})`,
  SSS: String.raw`(?<fraction>\d{1,9})`,
  A: '(?<half>[AaPp][Mm])',
  Z: String.raw`(?<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2})`,
  dddd: '[A-Za-z]{2,9}',
} as const;

const EXPECTED =
  'a format with YYYY, MM or MMM, and DD, and perhaps HH (or hh and A), mm, ss, SSS and Z, each once: DD.MM.YYYY HH:mm; then, without Z in it, perhaps an offset: Z or +01:00';

const SPLIT = /(YYYY|MMM|MM|DD|HH|hh|mm|ss|SSS|A|Z|dddd)/;

const compileFormat = (format: string): RegExp | null => {
  const pattern = format
    .split(SPLIT)
    .map((part) => (Object.hasOwn(TOKENS, part) ? TOKENS[part as keyof typeof TOKENS] : RegExp.escape(part)))
    .join('');
  const has = (token: string): boolean => format.includes(token);
  const whole = has('YYYY') && has('MM') && has('DD') && has('hh') === has('A') && !(has('hh') && has('HH'));
  const ordered = (!has('mm') || has('HH') || has('hh')) && (!has('ss') || has('mm')) && (!has('SSS') || has('ss'));
  try {
    return whole && ordered ? new RegExp(`^\\s*${pattern}\\s*$`) : null;
  } catch {
    return null; // A part twice is a group of the same name twice.
  }
};

const two = (text: string | number): string => String(text).padStart(2, '0');

/** Noon is 12 PM, midnight 12 AM. */
const hourOf = ({ hour, hour12, half }: Readonly<Record<string, string | undefined>>): number | null => {
  if (hour12 === undefined) return Number(hour ?? 0);
  const on_clock = Number(hour12);
  if (on_clock < 1 || on_clock > 12) return null;
  return (on_clock % 12) + (half?.toLowerCase() === 'pm' ? 12 : 0);
};

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];

/** Number of a month by its English name, or three letters or more of it; empty where it is none. */
const monthOf = (name: string): string => {
  const index = MONTHS.findIndex((month) => month.startsWith(name.toLowerCase()));
  return index === -1 ? '' : String(index + 1);
};

/** UTC by its names, or as it is. */
const offsetOf = (offset: string): string => (/^[A-Z]/.test(offset) ? 'Z' : offset);

const momentIn = (text: string, format: RegExp, default_offset_minutes: number | null): number | TimeFault => {
  const parts = format.exec(text)?.groups;
  const hour = parts ? hourOf(parts) : null;
  if (!parts || hour === null) return 'form';
  const { year, name = '', month = monthOf(name), day = '', minute = '00', second = '00' } = parts;
  const { fraction = '0', offset = '' } = parts;
  const time = `${two(hour)}:${minute}:${second}.${fraction}${offsetOf(offset)}`;
  return parseMoment(`${year}-${two(month)}-${two(day)}T${time}`, default_offset_minutes);
};

export const parseDate: Transform = {
  name: 'parse_date',
  summary:
    'A moment in the format that the argument describes, in the offset that follows, else in the `default_offset` of the source. A format is never guessed: 03/04/2026 is a day in March or in April.',
  parameters:
    'the format: `YYYY`, `MM` (or `MMM` for the English name, whole or short), `DD`, `HH` (or `hh` with `A` for AM and PM), `mm`, `ss`, `SSS` for a fraction of the second, `Z` for an offset such as `+0100` or `UTC`, `dddd` for the name of the day, which is not read, and what stands between them; then, where the text has no offset and it is not that of the source, the offset: `Z` or such as `+01:00`',
  takes: 'string',
  gives: { name: 'timestamp' },
  depends_on: ['sources.csv'],
  examples: [
    {
      arguments: ['DD.MM.YYYY HH:mm'],
      source: { default_offset_minutes: 60 },
      input: '3.4.2026 11:30',
      gives: { output: Date.UTC(2026, 3, 3, 10, 30) },
    },
    {
      arguments: ['MM/DD/YYYY hh:mm A'],
      source: { default_offset_minutes: 0 },
      input: '03/04/2026 12:05 AM',
      gives: { output: Date.UTC(2026, 2, 4, 0, 5) },
    },
    {
      arguments: ['YYYY-MM-DD'],
      source: { default_offset_minutes: 0 },
      input: '2026-03-01',
      gives: { output: Date.UTC(2026, 2, 1) },
    },
    { arguments: ['YYYY-MM-DD', '+01:00'], input: '2026-03-01', gives: { output: Date.UTC(2026, 1, 28, 23) } },
    {
      arguments: ['YYYY-MM-DD HH:mm:ss.SSS Z'],
      input: '2026-03-01 11:00:00.5 +0100',
      gives: { output: Date.UTC(2026, 2, 1, 10, 0, 0, 500) },
    },
    {
      arguments: ['dddd, DD MMM YYYY, hh:mm A', 'Z'],
      input: 'Sunday, 1 March 2026, 10:00 AM',
      gives: { output: Date.UTC(2026, 2, 1, 10) },
    },
    { arguments: ['YYYY-MM-DD'], input: '2026-03-01', gives: { refusal: 'time_offset_unknown' } },
    {
      arguments: ['DD/MM/YYYY'],
      source: { default_offset_minutes: 0 },
      input: '02/30/2026',
      gives: { refusal: 'time_form' },
    },
    { arguments: ['YYYY-MM-DD'], input: ' ', gives: 'nothing' },
  ],
  compile: (parameters) => {
    const [written = '', offset, ...others] = parameters;
    const format = others.length === 0 ? compileFormat(written) : null;
    const minutes = offset === undefined ? null : parseOffset(offset);
    if (format === null || (offset !== undefined && (minutes === null || written.includes('Z'))))
      return { expected: EXPECTED };
    return textStep((text, { source }) => {
      if (text.trim() === '') return undefined;
      const moment = momentIn(text, format, minutes ?? source.default_offset_minutes);
      return typeof moment === 'number' ? moment : refusalOf(moment);
    });
  },
};

const NOT_A_MOMENT = new Refusal('field_type', 'no moment');

export const writeIso8601: Transform = {
  name: 'write_iso8601',
  summary: 'A moment as text of ISO 8601 in UTC, as xAPI statements have it: for what `parse_date` has read.',
  parameters: null,
  takes: 'json',
  gives: { name: 'string' },
  depends_on: [],
  examples: [
    { input: Date.UTC(2026, 2, 1, 10), gives: { output: '2026-03-01T10:00:00.000Z' } },
    { input: '2026-03-01', gives: { refusal: 'field_type' } },
  ],
  compile: withoutParameters(() => (value) => {
    const valid = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 8.64e15;
    return valid ? new Date(value).toISOString() : NOT_A_MOMENT;
  }),
};
