import { createHmac, hash } from 'node:crypto';

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
/** Longer texts are rare and take the slower way. */
const TEXT_CHARS_MAX = 4096;
const UTF8_BYTES_PER_CHAR_MAX = 3;

/**
 * Makes HMAC-SHA256 (RFC 2104) for one key: text in, 64 hex digits out. Two one-shot hashes over prepared blocks take half
 * the time of `createHmac`, which builds a native object for each call.
 */
export const createHmacSha256 = (secret: string): ((text: string) => string) => {
  const secretBytes = Buffer.from(secret, 'utf8');
  const key = Buffer.alloc(BLOCK_BYTES);
  (secretBytes.length > BLOCK_BYTES ? hash('sha256', secretBytes, 'buffer') : secretBytes).copy(key);

  const inner = Buffer.alloc(BLOCK_BYTES + TEXT_CHARS_MAX * UTF8_BYTES_PER_CHAR_MAX);
  const outer = Buffer.alloc(BLOCK_BYTES + DIGEST_BYTES);
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ INNER_PAD;
    outer[index] = byte ^ OUTER_PAD;
  }

  return (text) => {
    if (text.length > TEXT_CHARS_MAX) return createHmac('sha256', secretBytes).update(text).digest('hex');
    const end = BLOCK_BYTES + inner.write(text, BLOCK_BYTES, 'utf8');
    outer.write(hash('sha256', inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'binary');
    return hash('sha256', outer, 'hex');
  };
};
