import { oneOf, text } from '../kinds.ts';
import { defaulted, defineSection, required } from '../variable.ts';

/** How people are named. */
export interface IdentitySettings {
  /** Secret of the keyed hashes of aliases and pseudonyms. */
  readonly key: string;
  readonly member_id_policy: 'employee-id' | 'pseudonym';
}

const KEY_LENGTH_MIN = 32;

/** Settings that all services must share, or they would not mean the same people. */
export const identity = defineSection({
  title: 'Identity',
  variables: {
    IDENTITY_KEY: required(
      text(new RegExp(`^\\S{${KEY_LENGTH_MIN},1024}$`), `at least ${KEY_LENGTH_MIN} characters, no spaces`),
      {
        description:
          'Secret of the keyed hashes of aliases and pseudonyms. The same in all services, and for ever: with another key ' +
          'nobody is known any more. Make one with `openssl rand -hex 32`.',
        secret: true,
      },
    ),
    MEMBER_ID_POLICY: defaulted(oneOf('employee-id', 'pseudonym'), 'employee-id', {
      description: 'What member ids of employees are. Contractors and alumni always have a pseudonym.',
    }),
  },
  build: (values): IdentitySettings => ({ key: values.IDENTITY_KEY, member_id_policy: values.MEMBER_ID_POLICY }),
});
