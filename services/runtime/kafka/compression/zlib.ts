import { promisify } from 'node:util';
import {
  createGunzip,
  createZstdDecompress,
  gunzip,
  gunzipSync,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib';
import { type Codec, isSmall } from './codec.ts';
import { framesOf } from './zstd-frames.ts';

const PIECE_BYTES = 256 * 1024;

const later = {
  gzip: promisify(gzip),
  gunzip: promisify<Buffer, object, Buffer>(gunzip),
  zstdCompress: promisify(zstdCompress),
  zstdDecompress: promisify<Buffer, object, Buffer>(zstdDecompress),
};

const nullWhenTooLarge = (error: unknown): null => {
  if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
  throw error;
};

const bounded = async (
  bytes: Buffer,
  bytes_max: number,
  at_once: (bytes: Buffer, options: object) => Buffer,
  in_thread: (bytes: Buffer, options: object) => Promise<Buffer>,
): Promise<Buffer | null> => {
  const options = { maxOutputLength: Math.max(1, bytes_max) };
  try {
    return isSmall(bytes) ? at_once(bytes, options) : await in_thread(bytes, options);
  } catch (error) {
    return nullWhenTooLarge(error);
  }
};

export const gzipCodec: Codec = {
  compress: async ({ buffer }) => (isSmall(buffer) ? gzipSync(buffer) : await later.gzip(buffer)),
  decompress: (bytes, bytes_max) => bounded(bytes, bytes_max, gunzipSync, later.gunzip),
  async *pieces(bytes) {
    const stream = createGunzip({ chunkSize: PIECE_BYTES });
    stream.end(bytes);
    yield* stream as AsyncIterable<Buffer>;
  },
};

/** Node.js reads the first frame only; the Java client reads all of them. */
export const zstdCodec: Codec = {
  compress: async ({ buffer }) => (isSmall(buffer) ? zstdCompressSync(buffer) : await later.zstdCompress(buffer)),
  decompress: async (bytes, bytes_max) => {
    const frames = framesOf(bytes);
    const plain: Buffer[] = [];
    let left = bytes_max;
    for (const frame of frames) {
      const part = await bounded(frame, left, zstdDecompressSync, later.zstdDecompress);
      if (part === null || part.length > left) return null;
      plain.push(part);
      left -= part.length;
    }
    return plain.length === 1 ? plain[0]! : Buffer.concat(plain);
  },
  async *pieces(bytes) {
    for (const frame of framesOf(bytes)) {
      const stream = createZstdDecompress({ chunkSize: PIECE_BYTES });
      stream.end(frame);
      yield* stream as AsyncIterable<Buffer>;
    }
  },
};
