import { hash } from 'node:crypto';

const NONE = 'none';

/** Equal for two values exactly when they are the same bytes. */
export const digest = (bytes: Buffer | null): string => (bytes === null ? NONE : hash('sha1', bytes, 'base64'));

/** Equal for two records exactly when key and value are the same bytes. */
export const fingerprint = (key: Buffer | null, value: Buffer | null): string => `${digest(key)} ${digest(value)}`;
