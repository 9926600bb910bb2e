/**
 * Whether two fingerprints are of the same content. A fingerprint is a text of letters, digits, `-` and `_`. Where part of the content
 * may differ between two copies, marks follow, each after a dot: `content`, or `content.mark.mark`. Two are the same when their
 * contents are equal and either has no marks or they share one.
 *
 * Redis decides by the same rule (`redis/scripts.ts`). It is not transitive: records are compared with the first one of their id,
 * never with one another.
 */
export const isSameFingerprint = (one: string, other: string): boolean => {
  if (one === other) return true;
  const [content, ...marks] = one.split('.');
  const [other_content, ...other_marks] = other.split('.');
  if (content !== other_content) return false;
  if (marks.length === 0 || other_marks.length === 0) return true;
  return marks.some((mark) => other_marks.includes(mark));
};
