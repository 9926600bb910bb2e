/** Day arithmetic of the proleptic Gregorian calendar, as ISO 8601 uses it. Days count from 1970-01-01. */

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Counts from March, so that the leap day is the last day of a year; 400 years are 146,097 days. */
const daysFromCivil = (year: number, month: number, day: number): number => {
  const march_year = month <= 2 ? year - 1 : year;
  const march_month = month <= 2 ? month + 9 : month - 3;
  const leap_days = Math.floor(march_year / 4) - Math.floor(march_year / 100) + Math.floor(march_year / 400);
  return march_year * 365 + leap_days + Math.floor((153 * march_month + 2) / 5) + day - 1 - 719_468;
};

/** Null for a date that no calendar has. */
export const calendarDay = (year: number, month: number, day: number): number | null => {
  const length = month === 2 && isLeap(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
  return day >= 1 && day <= length ? daysFromCivil(year, month, day) : null;
};

/** Day of the year, from 1. */
export const ordinalDay = (year: number, day: number): number | null =>
  day >= 1 && day <= (isLeap(year) ? 366 : 365) ? daysFromCivil(year, 1, 1) + day - 1 : null;

/** Monday of the week that holds January 4th: week 1 of the year. 1970-01-01 was a Thursday. */
const firstMonday = (year: number): number => {
  const fourth = daysFromCivil(year, 1, 4);
  return fourth - ((((fourth + 3) % 7) + 7) % 7);
};

/** Week of the year from 1, and day of the week from Monday as 1. */
export const weekDay = (year: number, week: number, weekday: number): number | null => {
  const day = firstMonday(year) + (week - 1) * 7 + weekday - 1;
  return week >= 1 && weekday >= 1 && weekday <= 7 && day < firstMonday(year + 1) ? day : null;
};
