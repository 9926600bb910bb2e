import { compressFrame, compressFrameSync, decompressFrame, decompressFrameSync, uncompressSync } from 'lz4-napi';
import { type Codec, isSmall } from './codec.ts';

const MAGIC = 0x184d2204;
const STORED = 0x80000000;
/** A byte of a length field stands for at most 255 bytes. */
const RATIO_MAX = 255;
const MAX_BLOCK_BYTES: Readonly<Record<number, number>> = {
  4: 64 * 1024,
  5: 256 * 1024,
  6: 1024 * 1024,
  7: 4 * 1024 * 1024,
};

interface Block {
  readonly bytes: Buffer;
  readonly is_stored: boolean;
  /** What it holds at most when it is decompressed. */
  readonly plain_bytes_max: number;
}

/**
 * The blocks of a frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md). What stands behind the frame is left
 * out, as the Java client does it.
 * @throws Error for what is no frame, is cut off, or has blocks that depend on each other, which brokers refuse too
 */
const blocksOf = (bytes: Buffer): readonly Block[] => {
  if (bytes.length < 7 || bytes.readUInt32LE(0) !== MAGIC) throw new Error('lz4: no frame');
  const flags = bytes[4]!;
  const block_bytes_max = MAX_BLOCK_BYTES[(bytes[5]! >> 4) & 7];
  if (flags >> 6 !== 1 || block_bytes_max === undefined) throw new Error('lz4: a frame of an unknown version');
  if ((flags & 0x20) === 0 || (flags & 1) === 1) throw new Error('lz4: blocks that depend on other bytes');
  const content_bytes = (flags & 0x08) > 0 ? Number(bytes.readBigUInt64LE(6)) : 0;
  const checksum_bytes = (flags & 0x10) > 0 ? 4 : 0;
  const blocks: Block[] = [];
  let plain_bytes_max = 0;
  for (let at = (flags & 0x08) > 0 ? 15 : 7; ; ) {
    if (at + 4 > bytes.length) throw new Error('lz4: a frame is cut off');
    const word = bytes.readUInt32LE(at);
    if (word === 0) break;
    const is_stored = word >= STORED;
    const size = is_stored ? word - STORED : word;
    if (size > block_bytes_max || at + 4 + size > bytes.length) throw new Error('lz4: a block is cut off');
    const block = {
      bytes: bytes.subarray(at + 4, at + 4 + size),
      is_stored,
      plain_bytes_max: is_stored ? size : Math.min(block_bytes_max, size * RATIO_MAX),
    };
    blocks.push(block);
    plain_bytes_max += block.plain_bytes_max;
    at += 4 + size + checksum_bytes;
  }
  if (content_bytes > plain_bytes_max) throw new Error('lz4: a frame says that it holds more than it can');
  return blocks;
};

/** The library wants the size in front, and cuts what it hands out to what there is. */
const decompressBlock = ({ bytes, is_stored, plain_bytes_max }: Block): Buffer => {
  if (is_stored) return bytes;
  const sized = Buffer.allocUnsafe(4 + bytes.length);
  sized.writeUInt32LE(plain_bytes_max, 0);
  bytes.copy(sized, 4);
  return uncompressSync(sized);
};

const blockByBlock = (blocks: readonly Block[], bytes_max: number): Buffer | null => {
  const plain: Buffer[] = [];
  let left = bytes_max;
  for (const block of blocks) {
    const part = decompressBlock(block);
    left -= part.length;
    if (left < 0) return null;
    plain.push(part);
  }
  return Buffer.concat(plain);
};

export const lz4Codec: Codec = {
  compress: async ({ buffer }) => (isSmall(buffer) ? compressFrameSync(buffer) : await compressFrame(buffer)),
  decompress: async (bytes, bytes_max) => {
    const blocks = blocksOf(bytes);
    const most = blocks.reduce((sum, { plain_bytes_max }) => sum + plain_bytes_max, 0);
    if (most > bytes_max) return blockByBlock(blocks, bytes_max);
    return isSmall(bytes) ? decompressFrameSync(bytes) : await decompressFrame(bytes);
  },
  async *pieces(bytes) {
    for (const block of blocksOf(bytes)) yield decompressBlock(block);
  },
};
