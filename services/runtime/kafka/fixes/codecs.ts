import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import snappy from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';
import { requireInside } from './replace.ts';

interface Codec {
  compress(encoder: { buffer: Buffer }): Promise<Buffer>;
  decompress(buffer: Buffer): Promise<Buffer>;
}

const compressZstd = promisify(zstdCompress);
const decompressZstd = promisify(zstdDecompress);

const lz4: Codec = {
  compress: ({ buffer }) => compressFrame(buffer),
  decompress: (buffer) => decompressFrame(buffer),
};

const zstd: Codec = {
  compress: ({ buffer }) => compressZstd(buffer),
  decompress: (buffer) => decompressZstd(buffer),
};

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
