const FIRST_CAPACITY = 1024;
const ABSENT = -1;

/** What is remembered of each record of one input partition: a few bytes, so that millions fit. */
export interface RecordIndex {
  /** Offsets are added in ascending order. */
  readonly add: (offset: number, key: Buffer | null) => void;
  readonly has: (offset: number) => boolean;
  /** A number that equal keys of the partition share. */
  readonly keyIdAt: (offset: number) => number;
  /** Notes that a record has output; true the first time. */
  readonly markPublished: (offset: number) => boolean;
}

/** An empty index. */
export const createRecordIndex = (): RecordIndex => {
  const keyIds = new Map<string, number>();
  let base = 0;
  let ids = new Int32Array(0);
  let published = new Uint8Array(0);

  const grow = (slots: number): void => {
    let capacity = Math.max(FIRST_CAPACITY, ids.length);
    while (capacity < slots) capacity *= 2;
    const grownIds = new Int32Array(capacity).fill(ABSENT);
    grownIds.set(ids);
    const grownPublished = new Uint8Array(capacity);
    grownPublished.set(published);
    ids = grownIds;
    published = grownPublished;
  };

  const keyIdOf = (key: Buffer | null): number => {
    const text = key === null ? '' : `=${key.toString('latin1')}`;
    const known = keyIds.get(text);
    if (known !== undefined) return known;
    keyIds.set(text, keyIds.size);
    return keyIds.size - 1;
  };

  const keyIdAt = (offset: number): number => ids[offset - base] ?? ABSENT;

  return {
    add: (offset, key) => {
      if (ids.length === 0) base = offset;
      const slot = offset - base;
      if (slot >= ids.length) grow(slot + 1);
      ids[slot] = keyIdOf(key);
    },
    has: (offset) => keyIdAt(offset) !== ABSENT,
    keyIdAt,
    markPublished: (offset) => {
      const first = published[offset - base] === 0;
      published[offset - base] = 1;
      return first;
    },
  };
};
