/** What a codec can do; every form is bounded in bytes. Errors of damaged bytes are plain `Error`s. */
export interface Codec {
  /** Compresses the records of a batch, as kafkajs hands them over. */
  readonly compress: (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
  /**
   * Decompresses the records of a batch in one piece.
   * @returns null when they have more than `bytes_max` bytes; about as many are decompressed before that is known
   */
  readonly decompress: (bytes: Buffer, bytes_max: number) => Promise<Buffer | null>;
  /** Decompresses the records of a batch piece by piece. A piece has at most 46 MiB, as a rule less than one. */
  readonly pieces: (bytes: Buffer) => AsyncIterable<Buffer>;
}

/**
 * Up to here, handing a batch to another thread and back costs more than to compress it: 30 to 120 µs, against 1 µs for
 * each of its records.
 */
const AT_ONCE_MAX_BYTES = 128 * 1024;

/** Works on small batches at once, and on large ones in another thread, so that heartbeats do not wait for them. */
export const isSmall = (bytes: Buffer): boolean => bytes.length <= AT_ONCE_MAX_BYTES;
