import { promisify } from 'node:util';
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import snappy from 'kafkajs-snappy';
import { compressFrame, compressFrameSync, decompressFrame, decompressFrameSync } from 'lz4-napi';
import { requireInside } from './replace.ts';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

const zstdCompressLater = promisify(zstdCompress);
const zstdDecompressLater = promisify(zstdDecompress);

/**
 * Up to here, handing a batch to another thread and back costs more than to compress it: 30 to 120 µs, against 1 µs for
 * each of its records.
 */
const AT_ONCE_MAX_BYTES = 128 * 1024;

/** Works on small batches at once, and on large ones in another thread, so that heartbeats do not wait for them. */
const choose =
  (at_once: (bytes: Buffer) => Buffer, later: (bytes: Buffer) => Promise<Buffer>) =>
  async (bytes: Buffer): Promise<Buffer> =>
    bytes.length <= AT_ONCE_MAX_BYTES ? at_once(bytes) : later(bytes);

const codec = (compress: (bytes: Buffer) => Promise<Buffer>, decompress: Codec['decompress']): Codec => ({
  compress: ({ buffer }) => compress(buffer),
  decompress,
});

const lz4 = codec(
  choose(
    (bytes) => compressFrameSync(bytes),
    (bytes) => compressFrame(bytes),
  ),
  choose(decompressFrameSync, decompressFrame),
);

const zstd = codec(
  choose(
    (bytes) => zstdCompressSync(bytes),
    (bytes) => zstdCompressLater(bytes),
  ),
  choose(
    (bytes) => zstdDecompressSync(bytes),
    (bytes) => zstdDecompressLater(bytes),
  ),
);

/** Without these a snappy, lz4 or zstd batch from any producer crashes the consumer. */
export const registerCodecs = (): void => {
  const { Codecs, Types } = requireInside<{
    Codecs: Record<number, () => Codec>;
    Types: { Snappy: number; LZ4: number; ZSTD: number };
  }>('protocol/message/compression/index.js');
  Codecs[Types.Snappy] = snappy as unknown as () => Codec;
  Codecs[Types.LZ4] = () => lz4;
  Codecs[Types.ZSTD] = () => zstd;
};
