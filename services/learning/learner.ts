import type { SourcePolicy } from '../../mappings/index.ts';
import { type Alias, AliasError, BARE_ADDRESS, canonicalAlias } from '../people/alias.ts';
import type { HashAlias } from '../people/alias-hash.ts';
import type { EmailPolicyOf } from '../people/email.ts';
import type { Rejected } from '../runtime/service.ts';
import type { Agent } from './xapi/types.ts';

/**
 * The alias by which a checked agent is known (xAPI 1.0.3 Data 2.4.2.3).
 * @param source decides what an `mbox_sha1sum` is the hash of
 */
export const aliasOfAgent = (agent: Agent, source: Pick<SourcePolicy, 'mbox_sha1sum_of'>): Alias => {
  const { account, mbox, mbox_sha1sum, openid } = agent;
  if (account !== undefined) return { kind: 'account', namespace: account.homePage, value: account.name };
  if (mbox !== undefined) return { kind: 'mbox', namespace: null, value: mbox };
  if (mbox_sha1sum !== undefined) {
    const namespace = source.mbox_sha1sum_of === 'address' ? BARE_ADDRESS : null;
    return { kind: 'mbox_sha1sum', namespace, value: mbox_sha1sum };
  }
  if (openid !== undefined) return { kind: 'openid', namespace: null, value: openid };
  throw new TypeError('an agent without identifier is no checked agent');
};

/**
 * Keyed hash of the learner's alias: never that of the instructor, the authority or a team.
 * @returns a rejection for an identifier that is right for xAPI but identifies nobody, such as an empty account name
 */
export const learnerOf = (
  actor: Agent,
  source: SourcePolicy,
  hashAlias: HashAlias,
  policyOf: EmailPolicyOf,
): string | Rejected => {
  const alias = aliasOfAgent(actor, source);
  try {
    return hashAlias(canonicalAlias(alias, policyOf));
  } catch (error) {
    if (!(error instanceof AliasError)) throw error;
    return { kind: 'rejected', code: 'learner_alias', reason: error.message, path: `$.actor.${alias.kind}` };
  }
};
