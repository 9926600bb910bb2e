import { expect, test } from 'vitest';
import { median, percentile } from '../../../tools/bench/statistics.ts';

test('the median is the value in the middle, or the mean of the two there', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 7])).toBe(6);
  expect(() => median([])).toThrow(RangeError);
});

test('a percentile is the smallest value that so many percent do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect(percentile(hundred, 50)).toBe(50);
  expect(percentile(hundred, 99)).toBe(99);
  expect(percentile(hundred, 100)).toBe(100);
  expect(percentile([4], 1)).toBe(4);
  expect(() => percentile([], 50)).toThrow(RangeError);
});
