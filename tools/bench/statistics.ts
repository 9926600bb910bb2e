/** The value in the middle; the mean of the two there where their number is even. @throws RangeError for none */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('median of nothing');
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1]! + upper) / 2;
};

/**
 * The smallest value that so many percent of the values do not exceed (nearest rank).
 * @param percent above 0, up to 100
 * @throws RangeError for no values
 */
export const percentile = (values: readonly number[], percent: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (value === undefined) throw new RangeError('percentile of nothing');
  return value;
};
