/** Calendar months later, at the same time of day in UTC; the last day of a shorter month where it lacks the day. */
export const addMonths = (at_ms: number, months: number): number => {
  const date = new Date(at_ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const days_in_month = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, days_in_month));
  return date.getTime();
};

/** When something expires that is valid for some months; null: it does not, or the mapping does not say. */
export const expiryOf = (at_ms: number, validity_months: number | null): number | null =>
  validity_months === null ? null : addMonths(at_ms, validity_months);

/** A span of time from its first moment to just before its last, epoch milliseconds; a null bound is open. */
export interface Period {
  readonly from_ms: number | null;
  readonly until_ms: number | null;
}

export const isWithin = ({ from_ms, until_ms }: Period, at_ms: number): boolean =>
  (from_ms === null || at_ms >= from_ms) && (until_ms === null || at_ms < until_ms);

export const overlap = (a: Period, b: Period): boolean =>
  (a.from_ms ?? -Infinity) < (b.until_ms ?? Infinity) && (b.from_ms ?? -Infinity) < (a.until_ms ?? Infinity);
