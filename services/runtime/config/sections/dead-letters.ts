import { secrets, text } from '../kinds.ts';
import { defineSection, optional, required } from '../variable.ts';

/** How the keys of dead letters are hidden. */
export interface DeadLetterSettings {
  /** Secret of the keyed hashes and of the encryption, 64 hex digits. */
  readonly key: string;
  /** Former secrets, newest first; the tool reads what was sealed with them. */
  readonly previous_keys: readonly string[];
}

const KEY = /^[0-9a-fA-F]{64}$/;
const PREVIOUS_MAX = 8;

/** A secret of its own, so that who works on dead letters needs no other. */
export const dead_letters = defineSection({
  title: 'Dead letters',
  variables: {
    DEAD_LETTER_KEY: required(text(KEY, '64 hex digits'), {
      description:
        'Secret under which record keys of dead letters are hashed and encrypted. The same in all services, and for ' +
        '`npm run dead-letters`, which restores the key. Make one with `openssl rand -hex 32`.',
      secret: true,
    }),
    DEAD_LETTER_KEY_PREVIOUS: optional(secrets(KEY, PREVIOUS_MAX, '64 hex digits'), {
      description:
        'Former values of `DEAD_LETTER_KEY`, newest first. Only `npm run dead-letters` reads them, to replay what was refused ' +
        'before the secret was changed. A value can go once its dead letters have expired, after 30 days.',
      secret: true,
    }),
  },
  build: (values): DeadLetterSettings => ({
    key: values.DEAD_LETTER_KEY,
    previous_keys: values.DEAD_LETTER_KEY_PREVIOUS ?? [],
  }),
});
