import type { Worker } from '../../schemas/types.generated.ts';
import {
  type Alias,
  AliasError,
  type AliasKind,
  type CanonicalAlias,
  canonicalAlias,
  emailAliases,
} from '../people/alias.ts';
import type { HashAlias } from '../people/alias-hash.ts';
import type { EmailPolicyOf } from '../people/email.ts';

/** An alias as it may leave the service: hashed. */
export interface HashedAlias {
  readonly alias: string;
  readonly kind: AliasKind;
}

/** Where in the value an alias is not well-formed, and what was expected. Never holds the alias. */
export class BadAlias extends Error {
  override readonly name = 'BadAlias';
  readonly path: string;

  constructor(path: string, cause: AliasError) {
    super(cause.message, { cause });
    this.path = path;
  }
}

const at = <T>(path: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof AliasError ? new BadAlias(path, error) : error;
  }
};

/**
 * Every alias that an event gives to its worker, hashed, without repeats.
 * @param employee_id alias of the employee id, in canonical form
 * @throws BadAlias
 */
export const aliasesOf = (
  employee_id: CanonicalAlias,
  worker: Worker,
  hashAlias: HashAlias,
  policyOf: EmailPolicyOf,
): readonly HashedAlias[] => {
  const one = (path: string, alias: Alias) => at(path, () => canonicalAlias(alias, policyOf));
  const emails = (path: string, email: string) => at(path, () => emailAliases(email, policyOf));
  const aliases = [
    employee_id,
    ...(worker.email === null ? [] : emails('$.worker.email', worker.email)),
    ...worker.other_emails.flatMap((email, i) => emails(`$.worker.other_emails[${i}]`, email)),
    ...worker.openids.map((value, i) => one(`$.worker.openids[${i}]`, { kind: 'openid', namespace: null, value })),
    ...worker.accounts.map(({ home_page, name }, i) =>
      one(`$.worker.accounts[${i}]`, { kind: 'account', namespace: home_page, value: name }),
    ),
    ...worker.sso_subjects.map(({ issuer, subject }, i) =>
      one(`$.worker.sso_subjects[${i}]`, { kind: 'sso_subject', namespace: issuer, value: subject }),
    ),
    ...worker.lms_users.map(({ source, user_id }, i) =>
      one(`$.worker.lms_users[${i}]`, { kind: 'lms_user', namespace: source, value: user_id }),
    ),
  ];
  const byHash = new Map(aliases.map((alias) => [hashAlias(alias), alias.kind]));
  return [...byHash].map(([alias, kind]) => ({ alias, kind }));
};
