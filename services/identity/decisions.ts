import type { IdentityAudit } from '../../schemas/types.generated.ts';
import type { LinkChange } from './link-changes.ts';
import { isKnown, type KnownStanding, type Standing, statusOf } from './standing.ts';

/** What the audit trail is told of an event; the rest of the record is the same for all decisions of the event. */
export type Decision = Pick<
  IdentityAudit,
  'member_id' | 'other_member_id' | 'action' | 'alias' | 'alias_kind' | 'reason'
>;

const about = (member_id: string, action: Decision['action'], reason: string): Decision => ({
  member_id,
  other_member_id: null,
  action,
  alias: null,
  alias_kind: null,
  reason,
});

/** Which public facts differ, by name: their values may be personal. */
const changedFacts = (before: KnownStanding, after: KnownStanding): readonly string[] => [
  ...(statusOf(before) === statusOf(after) ? [] : ['status']),
  ...(before.profile.employment_kind === after.profile.employment_kind ? [] : ['employment_kind']),
  ...(before.profile.email === after.profile.email ? [] : ['email']),
];

const onMember = (before: Standing, after: KnownStanding): readonly Decision[] => {
  const { member_id } = after;
  const previous = isKnown(before) ? before : null;
  const decisions: Decision[] = [];
  if (!previous) decisions.push(about(member_id, 'create', 'first event that carries the worker'));
  if (after.former_member_ids.some((id) => !before.former_member_ids.includes(id))) {
    decisions.push(about(member_id, 'merge', 'employment kind changed'));
  }
  const ended = statusOf(after) === 'terminated' && (!previous || statusOf(previous) !== 'terminated');
  const changed = previous ? changedFacts(previous, after) : [];
  if (ended) decisions.push(about(member_id, 'terminate', 'employment ended'));
  else if (changed.length > 0) decisions.push(about(member_id, 'update', `changed: ${changed.join(', ')}`));
  return decisions;
};

/** A conflict concerns who claims now and whoever had the alias until now. */
const onLink = ({ member_id }: KnownStanding, { alias, kind, before, after }: LinkChange): readonly Decision[] => {
  const decide = (member: string, action: Decision['action'], reason: string): Decision => ({
    ...about(member, action, reason),
    alias,
    alias_kind: kind,
  });
  if (after.state === 'linked') {
    if (before?.member_id === after.member_id) return [];
    return [decide(member_id, 'link', before ? 'follows its worker' : 'named by the HR system')];
  }
  const losers = before?.state === 'linked' && before.member_id !== null ? [before.member_id] : [];
  const isNewClaim = before?.claimants.join() !== after.claimants.join();
  return isNewClaim
    ? [member_id, ...losers].map((member) => decide(member, 'conflict', 'more than one worker claims the alias'))
    : [];
};

/** Every decision that an event led to. */
export const decisionsOf = (
  before: Standing,
  after: KnownStanding,
  links: readonly LinkChange[],
): readonly Decision[] => [...onMember(before, after), ...links.flatMap((change) => onLink(after, change))];
