import { openKey } from '../../services/runtime/engine/dead-letter.ts';
import type { DeadLetterOpener } from '../../services/runtime/engine/dead-letter-seal.ts';
import { headerText } from '../../services/runtime/engine/headers.ts';
import { SEALED_KEY } from '../../services/runtime/engine/producer-headers.ts';
import type { Letter } from './letter.ts';

/** What is known of the record key behind a dead letter. */
export type KnownKey =
  /** As the input had it; null where the record had none. */
  | { readonly kind: 'known'; readonly key: Buffer | null }
  /** The letter is from before keys were encrypted, or not from a service: its own key is all there is. */
  | { readonly kind: 'unsealed'; readonly key: Buffer | null }
  /** The seal was made with another key, or for another letter. */
  | { readonly kind: 'not_opened' };

/** Finds the record key behind a dead letter. */
export const keyOf = ({ record, said }: Letter, opener: DeadLetterOpener): KnownKey => {
  if (headerText(record.headers, SEALED_KEY) === undefined) return { kind: 'unsealed', key: record.key };
  const key = said === null ? undefined : openKey(record, said, opener);
  return key === undefined ? { kind: 'not_opened' } : { kind: 'known', key };
};

/** Makes the test whether a letter has a record key: by its hash, so that no letter needs to be opened. */
export const keyTest = (text: string, opener: DeadLetterOpener): ((letter: Letter) => boolean) => {
  const key = Buffer.from(text);
  const hashes = new Map<string, ReadonlySet<string>>();
  const hashesOf = (topic: string): ReadonlySet<string> => {
    const known = hashes.get(topic) ?? new Set(opener.hashesOf(topic, key));
    hashes.set(topic, known);
    return known;
  };
  return ({ record }) => {
    if (record.key === null) return false;
    if (headerText(record.headers, SEALED_KEY) === undefined) return record.key.equals(key);
    return hashesOf(record.topic).has(record.key.toString('latin1'));
  };
};
