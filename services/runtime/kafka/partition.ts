const SEED = 0x9747b28c | 0;
const M = 0x5bd1e995 | 0;
const R = 24;

/** Murmur2, 32 bit, as the Java client has it in `Utils.murmur2`. */
export const murmur2 = (data: Buffer): number => {
  const { length } = data;
  let h = SEED ^ length;
  const aligned = length & ~3;
  for (let i = 0; i < aligned; i += 4) {
    let k = Math.imul(data.readInt32LE(i), M);
    k = Math.imul(k ^ (k >>> R), M);
    h = Math.imul(h, M) ^ k;
  }
  const rest = length & 3;
  if (rest === 3) h ^= data[aligned + 2]! << 16;
  if (rest >= 2) h ^= data[aligned + 1]! << 8;
  if (rest >= 1) h = Math.imul(h ^ data[aligned]!, M);
  h = Math.imul(h ^ (h >>> 13), M);
  return h ^ (h >>> 15);
};

/** Partition of a key, as every Java client chooses it, so that producers in all languages agree. */
export const partitionOf = (key: Buffer | string, partitions: number): number =>
  (murmur2(typeof key === 'string' ? Buffer.from(key) : key) & 0x7fffffff) % partitions;
