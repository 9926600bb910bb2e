import { LRUCache } from 'lru-cache';
import type { CanonicalAlias } from './alias.ts';
import { createHmacSha256 } from './hmac.ts';

/** Keyed hashes of what may be personal, under the key of one installation: 32 lower-case hex digits. */
export interface HashAlias {
  /** Hash of a canonical alias. */
  (alias: CanonicalAlias): string;
  /**
   * Hash of any other text, such as an id that a sender chose.
   * @param purpose what the hash is for: equal texts have different hashes for different purposes
   */
  readonly text: (purpose: string, text: string) => string;
}

/** Enough for every learner active within minutes in a large company. */
const CACHE_BYTES_MAX = 30 * 1024 * 1024;
/** What an entry takes beside its characters: two strings, and its place in the cache. */
const ENTRY_BYTES = 200;
const BYTES_PER_CHAR_MAX = 2;
/** An alias that is longer than any real one would push out hundreds of those. */
const CACHED_CHARS_MAX = 1_000;
const HASH_HEX_DIGITS = 32;
const ALIAS_HASH = new RegExp(`^[0-9a-f]{${HASH_HEX_DIGITS}}$`);
const SECRET_BYTES_MIN = 16;

/**
 * Makes the function under which aliases are known outside: HMAC-SHA256 over `kind|namespace|value`, cut to 128 bits.
 * Without the secret nobody can test a guessed address against it.
 * @param secret at least 16 bytes of UTF-8; the same for every service of one installation
 * @throws RangeError for a shorter secret
 */
export const createAliasHasher = (secret: string, cache_bytes_max = CACHE_BYTES_MAX): HashAlias => {
  if (Buffer.byteLength(secret) < SECRET_BYTES_MIN) {
    throw new RangeError(`alias secret: at least ${SECRET_BYTES_MIN} bytes`);
  }
  const hmac = createHmacSha256(secret);
  const cache = new LRUCache<string, string>({
    maxSize: cache_bytes_max,
    sizeCalculation: (_digest, text) => ENTRY_BYTES + text.length * BYTES_PER_CHAR_MAX,
  });
  const hashAlias = ({ kind, namespace, value }: CanonicalAlias): string => {
    const text = `${kind}|${namespace ?? ''}|${value}`;
    const known = cache.get(text);
    if (known !== undefined) return known;
    const digest = hmac(text).slice(0, HASH_HEX_DIGITS);
    if (text.length <= CACHED_CHARS_MAX) cache.set(text, digest);
    return digest;
  };
  // No kind of alias is called so.
  const hashText = (purpose: string, text: string): string => hmac(`text|${purpose}|${text}`).slice(0, HASH_HEX_DIGITS);
  return Object.assign(hashAlias, { text: hashText });
};

/** Whether a text has the form of a keyed hash. */
export const isAliasHash = (text: string): boolean => ALIAS_HASH.test(text);
