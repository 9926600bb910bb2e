import kafkajsSnappy from 'kafkajs-snappy';
import type { Codec } from './codec.ts';

const client = (
  kafkajsSnappy as unknown as () => {
    compress: Codec['compress'];
    decompress: (bytes: Buffer) => Promise<Buffer>;
  }
)();

/** What snappy-java writes around its blocks: magic, version, compatible version, then a length before each block. */
const XERIAL_MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const XERIAL_HEADER_BYTES = 16;
/** A copy of 64 bytes takes three. */
const RATIO_MAX = 22;
const LENGTH_BYTES_MAX = 5;

interface Block {
  readonly bytes: Buffer;
  readonly plain_bytes: number;
}

/**
 * A block with the size that it declares (https://github.com/google/snappy/blob/main/format_description.txt), which is what the
 * library allocates.
 * @throws Error where it can hold no such size
 */
const blockOf = (bytes: Buffer): Block => {
  let plain_bytes = 0;
  let unit = 1;
  for (let at = 0; ; at += 1) {
    const byte = bytes[at];
    if (byte === undefined || at === LENGTH_BYTES_MAX) throw new Error('snappy: no length');
    plain_bytes += (byte & 0x7f) * unit;
    unit *= 0x80;
    if (byte < 0x80) break;
  }
  if (plain_bytes > bytes.length * RATIO_MAX) throw new Error('snappy: a block says that it holds more than it can');
  return { bytes, plain_bytes };
};

/** @throws Error */
const blocksOf = (bytes: Buffer): readonly Block[] => {
  if (!bytes.subarray(0, XERIAL_MAGIC.length).equals(XERIAL_MAGIC)) return [blockOf(bytes)];
  const blocks: Block[] = [];
  for (let at = XERIAL_HEADER_BYTES; at < bytes.length; ) {
    const size = at + 4 > bytes.length ? Number.POSITIVE_INFINITY : bytes.readUInt32BE(at);
    if (at + 4 + size > bytes.length) throw new Error('snappy: a block is cut off');
    blocks.push(blockOf(bytes.subarray(at + 4, at + 4 + size)));
    at += 4 + size;
  }
  return blocks;
};

export const snappyCodec: Codec = {
  compress: (encoder) => client.compress(encoder),
  decompress: async (bytes, bytes_max) => {
    const blocks = blocksOf(bytes);
    if (blocks.reduce((sum, { plain_bytes }) => sum + plain_bytes, 0) > bytes_max) return null;
    if (blocks.length === 1) return await client.decompress(blocks[0]!.bytes);
    return Buffer.concat(await Promise.all(blocks.map((block) => client.decompress(block.bytes))));
  },
  async *pieces(bytes) {
    for (const block of blocksOf(bytes)) yield await client.decompress(block.bytes);
  },
};
