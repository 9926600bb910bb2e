import { hash } from 'node:crypto';

/** Namespace of every id that this project derives; never to change, or replays would publish other ids. */
const NAMESPACE = '6f1d3c52-94c0-5f3e-8a57-2c1b7a0e9d44';
const NAMESPACE_BYTES = 16;
/** Longer names are rare and get a buffer of their own. */
const NAME_CHARS_MAX = 1024;
const UTF8_BYTES_PER_CHAR_MAX = 3;

const prefix = Buffer.from(NAMESPACE.replaceAll('-', ''), 'hex');
// One buffer for all calls: the namespace stands in front, the name is written behind it. Safe because hashing is synchronous.
const scratch = Buffer.alloc(NAMESPACE_BYTES + NAME_CHARS_MAX * UTF8_BYTES_PER_CHAR_MAX);
prefix.copy(scratch);

const sha1 = (name: string): string => {
  if (name.length > NAME_CHARS_MAX) return hash('sha1', Buffer.concat([prefix, Buffer.from(name, 'utf8')]), 'hex');
  const end = NAMESPACE_BYTES + scratch.write(name, NAMESPACE_BYTES, 'utf8');
  return hash('sha1', scratch.subarray(0, end), 'hex');
};

const VARIANT_DIGITS = '89ab';

/**
 * Name-based UUID, version 5 (RFC 9562 section 5.5), in the project's namespace. Equal names give equal ids for ever.
 * Name what the id is derived from, kind first, parts divided by a bar: `completion|<statement id>`.
 */
export const uuidV5 = (name: string): string => {
  const digest = sha1(name);
  const variant = VARIANT_DIGITS[Number.parseInt(digest[16]!, 16) & 3]!;
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
};
