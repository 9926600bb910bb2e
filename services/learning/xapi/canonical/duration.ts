import { textOf } from './values.ts';

/** Real durations are shorter. A longer one is compared as text, so that reading digits costs no more than it must. */
const READ_CHARS_MAX = 64;

const AMOUNT = String.raw`(\d+)(?:[.,](\d+))?`;
const DURATION = new RegExp(
  `^P(?:${AMOUNT}Y)?(?:${AMOUNT}M)?(?:${AMOUNT}W)?(?:${AMOUNT}D)?(?:T(?:${AMOUNT}H)?(?:${AMOUNT}M)?(?:${AMOUNT}S)?)?$`,
);

/** Years and months have no fixed length in seconds, so they are counted in hundredths of a month. */
const HUNDREDTHS_OF_MONTH = [1_200n, 100n] as const;
/** Weeks, days, hours, minutes, seconds in hundredths of a second, the precision of comparisons (Data 4.6). */
const HUNDREDTHS_OF_SECOND = [60_480_000n, 8_640_000n, 360_000n, 6_000n, 100n] as const;

/** Whole units and decimals of each unit, in the order of the pattern. */
type Amounts = readonly (string | undefined)[];

const sumOf = (amounts: Amounts, from: number, factors: readonly bigint[]): bigint =>
  factors.reduce((sum, factor, i) => {
    const whole = amounts[from + 2 * i];
    if (whole === undefined) return sum;
    const decimals = amounts[from + 2 * i + 1] ?? '';
    // What is finer than a hundredth is cut off.
    return sum + (BigInt(whole + decimals) * factor) / 10n ** BigInt(decimals.length);
  }, 0n);

/**
 * A duration by its length, cut to 0.01 s: PT90S, PT1M30S and PT1M30.004S are one length. A day is 24 hours and a week seven
 * days, as the libraries have it by which stores read and write durations. Months differ in length, so P1M equals no number of
 * days; a year is twelve of them.
 *
 * Data 2.3.1 would have durations compared as texts, because no store can tell their exact length. But 4.6 lets a store cut
 * them, and those that parse them write them in other units: a repeat like that is not another statement.
 */
export const durationOf = (duration: string): string => {
  const [, ...amounts] = (duration.length > READ_CHARS_MAX ? null : DURATION.exec(duration)) ?? [];
  if (amounts.length === 0) return textOf(duration);
  const months = sumOf(amounts, 0, HUNDREDTHS_OF_MONTH);
  const seconds = sumOf(amounts, 2 * HUNDREDTHS_OF_MONTH.length, HUNDREDTHS_OF_SECOND);
  return `d${months};${seconds};`;
};
