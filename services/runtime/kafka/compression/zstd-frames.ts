const MAGIC = 0xfd2fb528;
/** The last four bits are free. */
const SKIPPABLE = 0x184d2a50;
const RLE_BLOCK = 1;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];
const CONTENT_SIZE_BYTES = [0, 2, 4, 8];

/** Clients write one frame a batch. Each frame costs up to a millisecond, whatever is in it. */
const FRAMES_MAX = 32;

/**
 * Cuts Zstandard data into its frames, skippable ones left out (RFC 8878, section 3.1).
 * @throws Error where the data ends within a frame, something else stands there, or there are more than 32 frames
 */
export const framesOf = (bytes: Buffer): readonly Buffer[] => {
  const frames: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length) throw new Error('zstd: a frame is cut off');
    const magic = bytes.readUInt32LE(at);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      at += 8 + bytes.readUInt32LE(at + 4);
      continue;
    }
    if (magic !== MAGIC) throw new Error('zstd: no frame where one should begin');
    if (frames.length === FRAMES_MAX) throw new Error(`zstd: more than ${FRAMES_MAX} frames`);
    const end = endOfFrame(bytes, at);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return frames;
};

const endOfFrame = (bytes: Buffer, start: number): number => {
  const descriptor = bytes[start + 4]!;
  const is_single_segment = (descriptor & 0x20) > 0;
  const content_size_flag = descriptor >> 6;
  const content_size_bytes = content_size_flag === 0 && is_single_segment ? 1 : CONTENT_SIZE_BYTES[content_size_flag]!;
  let at = start + 5 + (is_single_segment ? 0 : 1) + DICTIONARY_ID_BYTES[descriptor & 3]! + content_size_bytes;
  for (let is_last = false; !is_last; ) {
    if (at + 3 > bytes.length) throw new Error('zstd: a frame is cut off');
    const header = bytes.readUIntLE(at, 3);
    is_last = (header & 1) === 1;
    at += 3 + (((header >> 1) & 3) === RLE_BLOCK ? 1 : header >> 3);
  }
  if ((descriptor & 0x04) > 0) at += 4;
  if (at > bytes.length) throw new Error('zstd: a frame is cut off');
  return at;
};
