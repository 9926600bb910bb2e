import { parseMoment } from '../../../mappings/transforms/iso8601.ts';
import type { Check } from './check.ts';
import { fault } from './fault.ts';

/** RFC 3339 5.6: nothing left out, offset included. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const TIME_DESIGNATOR = /t/i;
const UTC = 0;

/** A moment in epoch milliseconds, with whether the text says where on earth; null: no date and time of ISO 8601. */
interface Reading {
  readonly moment: number;
  readonly has_offset: boolean;
  /** Whether the text says more than milliseconds, so that a store may round it up. */
  readonly is_finer: boolean;
}

const ENDS_IN_OFFSET = /(?:[Zz]|[Tt][^+-]*[+-][\d:]+)$/;
/** Decimals of hours or minutes are taken for finer as well: whether they are is not worth the arithmetic. */
const FINER_THAN_MILLISECONDS = /[.,]\d{3}\d*[1-9]/;

const parse = (text: string): Reading | null => {
  const moment = parseMoment(text, UTC);
  if (typeof moment !== 'number') return null;
  const has_offset = text.endsWith('Z') || ENDS_IN_OFFSET.test(text);
  return { moment, has_offset, is_finer: FINER_THAN_MILLISECONDS.test(text) };
};

/** The timestamps of a statement are read for its check and again for its fingerprint: the newest two are kept. */
const recent = { texts: ['', ''], readings: [null, null] as (Reading | null)[], oldest: 0 };

const read = (text: string): Reading | null => {
  const known = recent.texts.indexOf(text);
  if (known >= 0) return recent.readings[known]!;
  const reading = parse(text);
  recent.texts[recent.oldest] = text;
  recent.readings[recent.oldest] = reading;
  recent.oldest = 1 - recent.oldest;
  return reading;
};

/**
 * Whether a text is a date and time of ISO 8601: calendar, week or ordinal date, basic or extended, with any precision and
 * offset, or none (Data 4.5). An offset such as +0000 is taken beside an extended time, too: libraries write it, and no other moment can be
 * meant. A date alone is no moment, and so no timestamp; nor is anything with the offset -00:00.
 */
export const isTimestamp = (value: string): boolean => TIME_DESIGNATOR.test(value) && read(value) !== null;

const readChecked = (timestamp: string): Reading => {
  const reading = read(timestamp);
  if (reading === null) throw new TypeError('a timestamp that is none is in no checked statement');
  return reading;
};

const RADIX = 36;

/**
 * Moments that a store may make of a timestamp, as texts: cut or rounded to the millisecond (Data 4.5), in any time zone. Two
 * timestamps can be the same when they share one. A timestamp without offset is no moment and shares none with one that has it.
 */
export const momentsOf = (timestamp: string): readonly string[] => {
  const { moment, has_offset, is_finer } = readChecked(timestamp);
  const zone = has_offset ? '' : 'L';
  const cut = `${zone}${moment.toString(RADIX)}`;
  return is_finer ? [cut, `${zone}${(moment + 1).toString(RADIX)}`] : [cut];
};

/** Whether two timestamps share one of `momentsOf`. */
export const canBeSameMoment = (one: string, other: string): boolean => {
  const [a, b] = [readChecked(one), readChecked(other)];
  if (a.has_offset !== b.has_offset) return false;
  return (
    a.moment === b.moment || (a.is_finer && a.moment + 1 === b.moment) || (b.is_finer && b.moment + 1 === a.moment)
  );
};

/** Epoch milliseconds; null for a timestamp without offset, which is no moment by itself. */
export const epochMsOf = (timestamp: string): number | null => {
  const { moment, has_offset } = readChecked(timestamp);
  return has_offset ? moment : null;
};

/** Equal texts for two timestamps exactly when they are the same moment, cut to the millisecond. */
export const momentOf = (timestamp: string): string => {
  const { moment, has_offset } = readChecked(timestamp);
  return has_offset ? `${moment}` : `local ${moment}`;
};

const notIso = fault('xapi_timestamp', 'XAPI-00123', 'a date and time of ISO 8601');
const notRfc3339 = fault('xapi_timestamp', 'IEEE 9274.1.1 4.2.7', 'a date and time of RFC 3339, with offset');

/** @param requirement what a value breaks that is no text */
export const timestamp = (requirement: string): Check => {
  const notText = fault('xapi_type', requirement, 'a string');
  return (value, edition) => {
    if (typeof value !== 'string') return notText;
    if (edition === '2.0' && !RFC_3339.test(value)) return notRfc3339;
    return isTimestamp(value) ? null : notIso;
  };
};
