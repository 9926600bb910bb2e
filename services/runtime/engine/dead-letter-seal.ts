import { createCipheriv, createDecipheriv, createHmac, hash, hkdfSync, randomBytes } from 'node:crypto';
import type { Coordinates } from '../service.ts';
import { formatCoordinates } from './headers.ts';

/** What the seal of a dead letter binds: none of it can be exchanged without breaking the seal. */
export interface Bound {
  /** Topic of the dead letter. */
  readonly topic: string;
  /** The record that was refused, and where it was first. */
  readonly refused: Coordinates;
  readonly origin: Coordinates;
  readonly attempt: number;
  readonly origin_timestamp_ms: number;
  readonly code: string;
  /** As the dead letter carries it. */
  readonly value: Buffer | null;
}

/** Writes the keys of dead letters: what a service needs. */
export interface DeadLetterSealer {
  /**
   * Keyed hash of a record's key, 32 lower-case hex digits. Equal keys of one topic of dead letters have equal hashes. Nobody can test
   * a guessed key without the secret.
   */
  readonly hashKey: (topic: string, key: Buffer) => string;
  /** The encrypted key of a record, as text: that of a record without a key too, so that every dead letter has a seal. */
  readonly seal: (key: Buffer | null, bound: Bound) => string;
}

/** Reads the keys of dead letters: what the tool of operators needs. */
export interface DeadLetterOpener {
  readonly hashesOf: (topic: string, key: Buffer) => readonly string[];
  /**
   * @returns the key of the record, null where it has none; undefined where the seal is not one of ours, was made with a key
   * that is not given, or belongs to another dead letter
   */
  readonly open: (sealed: string, bound: Bound) => Buffer | null | undefined;
}

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HASH_HEX_DIGITS = 32;
/** The first byte of what is encrypted. */
const HAS_NO_KEY = 0;
const HAS_KEY = 1;

/** The two keys that are derived from the secret, RFC 5869: what is learned of the use of one says nothing of the other. */
const derived = (secret: string, purpose: 'hash' | 'seal'): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'hex'), '', `skillstream dead letter ${purpose}`, KEY_BYTES));

const additionalData = (bound: Bound): Buffer => {
  const { topic, refused, origin, attempt, origin_timestamp_ms, code, value } = bound;
  const digest = value === null ? null : hash('sha256', value, 'base64');
  const places = [formatCoordinates(refused), formatCoordinates(origin)];
  return Buffer.from(JSON.stringify([topic, ...places, attempt, origin_timestamp_ms, code, digest]));
};

/** Keyed by topic too, so that the same key in two inputs cannot be seen to be the same. */
const hashWith = (hash_key: Buffer, topic: string, key: Buffer): string =>
  createHmac('sha256', hash_key).update(`${topic}\0`).update(key).digest('hex').slice(0, HASH_HEX_DIGITS);

/** @param secret `DEAD_LETTER_KEY`: 64 hex digits */
export const createSealer = (secret: string): DeadLetterSealer => {
  const hash_key = derived(secret, 'hash');
  const seal_key = derived(secret, 'seal');
  return {
    hashKey: (topic, key) => hashWith(hash_key, topic, key),
    seal: (key, bound) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, seal_key, nonce, { authTagLength: TAG_BYTES });
      cipher.setAAD(additionalData(bound));
      const parts = [nonce, cipher.update(Buffer.of(key === null ? HAS_NO_KEY : HAS_KEY))];
      if (key !== null) parts.push(cipher.update(key));
      parts.push(cipher.final(), cipher.getAuthTag());
      return Buffer.concat(parts).toString('base64url');
    },
  };
};

const openWith = (seal_key: Buffer, sealed: Buffer, aad: Buffer): Buffer | null | undefined => {
  const decipher = createDecipheriv(ALGORITHM, seal_key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    return plain[0] === HAS_KEY ? plain.subarray(1) : null;
  } catch {
    return undefined;
  }
};

/** @param secrets `DEAD_LETTER_KEY` and those before it that dead letters may still be sealed with */
export const createOpener = (secrets: readonly string[]): DeadLetterOpener => {
  const hash_keys = secrets.map((secret) => derived(secret, 'hash'));
  const seal_keys = secrets.map((secret) => derived(secret, 'seal'));
  return {
    hashesOf: (topic, key) => hash_keys.map((hash_key) => hashWith(hash_key, topic, key)),
    open: (text, bound) => {
      const sealed = Buffer.from(text, 'base64url');
      if (sealed.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      const aad = additionalData(bound);
      for (const seal_key of seal_keys) {
        const key = openWith(seal_key, sealed, aad);
        if (key !== undefined) return key;
      }
      return undefined;
    },
  };
};
