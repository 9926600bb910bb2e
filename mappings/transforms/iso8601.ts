import { calendarDay, ordinalDay, weekDay } from './calendar.ts';

/** Why a text is no moment: not the form; no offset, and no default; or the offset -00:00, which says it is not known. */
export type TimeFault = 'form' | 'no_offset' | 'unknown_offset';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const CALENDAR_DATE = /^(\d{4})(-?)(\d\d)\2(\d\d)$/;
const ORDINAL_DATE = /^(\d{4})(-?)(\d{3})$/;
const WEEK_DATE = /^(\d{4})(-?)W(\d\d)\2(\d)$/;
const OFFSET = String.raw`([Zz]|[+-]\d\d(?::?\d\d)?)?`;
const EXTENDED_TIME = new RegExp(String.raw`^(\d\d)(?::(\d\d)(?::(\d\d))?)?(?:[.,](\d+))?${OFFSET}$`);
const BASIC_TIME = new RegExp(String.raw`^(\d\d)(?:(\d\d)(\d\d)?)?(?:[.,](\d+))?${OFFSET}$`);

/** Days since 1970-01-01 and whether the date is in the extended format, with hyphens. */
const parseDate = (text: string): { readonly day: number; readonly extended: boolean } | null => {
  const match = CALENDAR_DATE.exec(text) ?? ORDINAL_DATE.exec(text) ?? WEEK_DATE.exec(text);
  if (!match) return null;
  const [year, second, third] = [Number(match[1]), Number(match[3]), Number(match[4])];
  const day = text.includes('W')
    ? weekDay(year, second, third)
    : match[4] === undefined
      ? ordinalDay(year, second)
      : calendarDay(year, second, third);
  return day === null ? null : { day, extended: match[2] === '-' };
};

/** Nine digits keep the product exact in a double for hours, too; what they leave out is below a millisecond. */
const fractionMs = (digits: string, unit_ms: number): number => {
  const kept = digits.slice(0, 9);
  return Math.floor((Number(kept) * unit_ms) / 10 ** kept.length);
};

/** Minutes east of UTC; null where the text has no offset and there is no default. */
const parseOffset = (text: string | undefined, default_minutes: number | null): number | null | TimeFault => {
  if (text === undefined) return default_minutes;
  if (text === 'Z' || text === 'z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return 'form';
  const total = hours * 60 + minutes;
  if (text.startsWith('+')) return total;
  return total === 0 ? 'unknown_offset' : -total;
};

const parseTimeOfDay = (
  text: string,
  extended: boolean,
  default_minutes: number | null,
): { readonly time_ms: number; readonly leap_second: boolean } | TimeFault => {
  const match = (extended ? EXTENDED_TIME : BASIC_TIME).exec(text);
  if (!match) return 'form';
  const [hour, minute, second] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  const unit_ms = match[3] !== undefined ? SECOND_MS : match[2] !== undefined ? MINUTE_MS : HOUR_MS;
  const within_day_ms =
    hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + (match[4] ? fractionMs(match[4], unit_ms) : 0);
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && within_day_ms > DAY_MS)) return 'form';
  const offset = parseOffset(match[5], default_minutes);
  if (typeof offset === 'string') return offset;
  if (offset === null) return 'no_offset';
  return { time_ms: within_day_ms - offset * MINUTE_MS, leap_second: second === 60 };
};

const parseAnyForm = (text: string, default_offset_minutes: number | null): number | TimeFault => {
  const [date_text = '', time_text, ...rest] = text.split(/[Tt]/);
  const date = parseDate(date_text);
  if (!date || rest.length > 0) return 'form';
  const day_ms = date.day * DAY_MS;
  if (time_text === undefined) {
    return default_offset_minutes === null ? 'no_offset' : day_ms - default_offset_minutes * MINUTE_MS;
  }
  const time = parseTimeOfDay(time_text, date.extended, default_offset_minutes);
  if (typeof time === 'string') return time;
  const moment_ms = day_ms + time.time_ms;
  // A leap second is 23:59:60 UTC; counted like the first second of the next day, as POSIX does.
  const after_midnight_ms = ((moment_ms % DAY_MS) + DAY_MS) % DAY_MS;
  return time.leap_second && after_midnight_ms >= SECOND_MS ? 'form' : moment_ms;
};

const ZERO = 48;

/** Two digits at a place of the text; NaN for anything else, which fails every comparison. */
const two = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const Z = 90;
const PLUS = 43;
const MINUS = 45;

/** Minutes east of UTC of an offset such as `+01:00` at a place of the text; NaN for any other, and for -00:00. */
const usualOffset = (text: string, at: number): number => {
  const sign = text.charCodeAt(at);
  const [hours, minutes] = [two(text, at + 1), two(text, at + 4)];
  if (text[at + 3] !== ':' || !(hours <= 23 && minutes <= 59)) return Number.NaN;
  if (sign === PLUS) return hours * 60 + minutes;
  return sign === MINUS && hours + minutes > 0 ? -hours * 60 - minutes : Number.NaN;
};

const isSign = (code: number): boolean => code === PLUS || code === MINUS;

/** How many characters at the end of a text of the usual form are its offset. */
const offsetLength = (text: string): number => {
  if (text.charCodeAt(text.length - 1) === Z) return 1;
  return isSign(text.charCodeAt(text.length - 6)) ? 6 : 0;
};

/**
 * The form of nearly all senders, `2026-03-01T10:00:00.000Z` or with `+01:00` or no offset, any number of decimals; else null,
 * and null where there is neither offset nor default.
 */
const parseUsualForm = (text: string, default_minutes: number | null): number | null => {
  const offset_length = offsetLength(text);
  const end = text.length - offset_length;
  if (end < 19 || text[4] !== '-' || text[7] !== '-' || text[10] !== 'T' || text[13] !== ':' || text[16] !== ':') {
    return null;
  }
  const day = calendarDay(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  const offset =
    offset_length === 6 ? usualOffset(text, end) : offset_length === 1 ? 0 : (default_minutes ?? Number.NaN);
  if (day === null || !(hour <= 23 && minute <= 59 && second <= 59) || Number.isNaN(day + offset)) return null;
  let fraction_ms = 0;
  if (end > 19) {
    if (text[19] !== '.' || end === 20) return null;
    for (let at = 20, unit_ms = 100; at < end; at++, unit_ms = Math.floor(unit_ms / 10)) {
      const digit = text.charCodeAt(at) - ZERO;
      if (!(digit >= 0 && digit <= 9)) return null;
      fraction_ms += digit * unit_ms;
    }
  }
  return day * DAY_MS + hour * HOUR_MS + (minute - offset) * MINUTE_MS + second * SECOND_MS + fraction_ms;
};

/**
 * A moment of ISO 8601-1:2019, in epoch milliseconds; digits beyond are cut off. Calendar, ordinal and week dates, basic
 * and extended format, precision from hours on with a decimal fraction, every offset. A date alone is its first moment.
 * @param default_offset_minutes offset east of UTC of texts that carry none; null refuses them
 */
export const parseMoment = (text: string, default_offset_minutes: number | null): number | TimeFault =>
  parseUsualForm(text, default_offset_minutes) ?? parseAnyForm(text, default_offset_minutes);

const DURATION =
  /^P(?=\d|T\d)(?:(?:\d+(?:[.,]\d+)?Y)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?D)?(?:T(?=\d)(?:\d+(?:[.,]\d+)?H)?(?:\d+(?:[.,]\d+)?M)?(?:\d+(?:[.,]\d+)?S)?)?|\d+(?:[.,]\d+)?W)$/;

/** Whether a text is an ISO 8601 duration: weeks alone or the other units, a fraction only in the smallest given. */
export const isDuration = (text: string): boolean => DURATION.test(text) && !/[.,]\d+[A-Z]./.test(text);
