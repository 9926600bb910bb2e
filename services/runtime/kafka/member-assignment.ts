const INT16_BYTES = 2;
const INT32_BYTES = 4;

/**
 * Partitions by topic, as the leader of a group assigned them to a member (ConsumerProtocolAssignment, all versions; what
 * comes after the partitions is not read). Bytes that are something else assign nothing.
 */
export const decodeAssignment = (bytes: Buffer | null): ReadonlyMap<string, readonly number[]> => {
  if (bytes === null || bytes.length === 0) return new Map();
  try {
    return readTopics(bytes);
  } catch {
    return new Map();
  }
};

/** @throws RangeError when a length leads beyond the end */
const readTopics = (bytes: Buffer): ReadonlyMap<string, readonly number[]> => {
  const topics = new Map<string, readonly number[]>();
  let at = INT16_BYTES; // version
  const readInt32 = (): number => {
    at += INT32_BYTES;
    return bytes.readInt32BE(at - INT32_BYTES);
  };
  for (let left = readInt32(); left > 0; left -= 1) {
    const length = bytes.readInt16BE(at);
    at += INT16_BYTES;
    if (length < 0 || at + length > bytes.length) throw new RangeError('a topic ends beyond the assignment');
    const topic = bytes.toString('utf8', at, at + length);
    at += length;
    const partitions: number[] = [];
    for (let count = readInt32(); count > 0; count -= 1) partitions.push(readInt32());
    topics.set(topic, partitions);
  }
  return topics;
};
