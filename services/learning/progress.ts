import type { Result } from './xapi/types.ts';

/** Extensions that say how far the learner got, with what they say at the end: percent in cmi5 (9.5.5.1), a share in the video profile. */
const WHOLE = new Map([
  ['https://w3id.org/xapi/cmi5/result/extensions/progress', 100],
  ['https://w3id.org/xapi/video/extensions/progress', 1],
]);

const isBelow = (value: unknown, whole: number): boolean => {
  // Some systems write the number as text.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && number < whole;
};

/**
 * Whether a result that tells of progress says that the learner has not come to the end. `scaled` is then no score: it says how far
 * the learner got.
 */
export const isUnderWay = (result: Result | undefined): boolean => {
  if (result === undefined) return false;
  if (isBelow(result.score?.scaled, 1)) return true;
  return [...WHOLE].some(([extension, whole]) => isBelow(result.extensions?.[extension], whole));
};
