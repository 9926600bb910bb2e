/** Which of two events of one worker is the newer. */
export interface Version {
  /** Null where the source keeps no sequence. */
  readonly sequence: number | null;
  /** Epoch milliseconds. */
  readonly effective_at: number;
}

const sequenceOf = ({ sequence }: Version): number => sequence ?? Number.NEGATIVE_INFINITY;

/**
 * Orders by sequence, then by effective time. An event without a sequence comes before every event with one: letting
 * time decide between such two would make a circle of three events possible, and then the order of arrival would matter.
 * @returns below zero when `a` is older, zero when neither is
 */
export const compareVersions = (a: Version, b: Version): number =>
  // Two missing sequences differ by NaN, which counts as no difference.
  sequenceOf(a) - sequenceOf(b) || a.effective_at - b.effective_at;
