import type { Member } from '../../schemas/types.generated.ts';
import { AliasError, type CanonicalAlias, canonicalAlias, emailAliases } from '../../services/people/alias.ts';
import type { HashAlias } from '../../services/people/alias-hash.ts';
import type { EmailPolicyOf } from '../../services/people/email.ts';

/** Whether a key is that of the installation; `untested` where no member record holds anything to try it with. */
export type KeyVerdict = 'right' | 'wrong' | 'untested';

/** What the key is tried with: one match decides, and each of these has one but for an address that was given up meanwhile. */
const ALIASES_MAX = 1_000;

const attempt = (read: () => readonly CanonicalAlias[]): readonly CanonicalAlias[] => {
  try {
    return read();
  } catch (error) {
    if (error instanceof AliasError) return [];
    throw error;
  }
};

/**
 * Aliases that a member record gives away: the employee id where that is the member id, and the address where the member agreed to it.
 * The hash of a pseudonym is looked for in vain, and does no harm.
 */
const aliasesOf = ({ member_id, email }: Member, policyOf: EmailPolicyOf): readonly CanonicalAlias[] => [
  ...attempt(() => [canonicalAlias({ kind: 'employee_id', namespace: null, value: member_id }, policyOf)]),
  ...(email === null ? [] : attempt(() => emailAliases(email, policyOf))),
];

const isPseudonym = (member_id: string): boolean => /^p-[0-9a-f]{32}$/.test(member_id);

/**
 * Tries a key out: under the right one, aliases that members are known by are keys of `identity.link`. Nobody who lacks the key
 * could have written them there.
 * @param members the newest records, or all
 * @param links keys of `identity.link`
 */
export const verifyKey = async (
  members: AsyncIterable<Member>,
  links: AsyncIterable<string>,
  hashAlias: HashAlias,
  policyOf: EmailPolicyOf,
): Promise<KeyVerdict> => {
  const hashes = new Set<string>();
  for await (const member of members) {
    if (member.email === null && isPseudonym(member.member_id)) continue;
    for (const alias of aliasesOf(member, policyOf)) hashes.add(hashAlias(alias));
    if (hashes.size >= ALIASES_MAX) break;
  }
  if (hashes.size === 0) return 'untested';
  for await (const link of links) if (hashes.has(link)) return 'right';
  return 'wrong';
};
