import type { Codec } from '../compression/codec.ts';
import { lz4Codec } from '../compression/lz4.ts';
import { snappyCodec } from '../compression/snappy.ts';
import { gzipCodec, zstdCodec } from '../compression/zlib.ts';
import { requireInside } from './replace.ts';

/** Decompresses the records of a batch; null for a batch that is not compressed. */
export type CodecOf = (attributes: number) => Codec | null;

interface Compression {
  readonly Codecs: Record<number, () => Codec>;
  readonly Types: { readonly GZIP: number; readonly Snappy: number; readonly LZ4: number; readonly ZSTD: number };
  readonly lookupCodecByAttributes: CodecOf;
}

const compression = (): Compression => requireInside<Compression>('protocol/message/compression/index.js');

/** The codec that the attributes of a batch name. */
export const codecOf: CodecOf = (attributes) => compression().lookupCodecByAttributes(attributes);

/** Without these a snappy, lz4 or zstd batch from any producer crashes the consumer, and no size is bounded. */
export const registerCodecs = (): void => {
  const { Codecs, Types } = compression();
  Codecs[Types.GZIP] = () => gzipCodec;
  Codecs[Types.Snappy] = () => snappyCodec;
  Codecs[Types.LZ4] = () => lz4Codec;
  Codecs[Types.ZSTD] = () => zstdCodec;
};
