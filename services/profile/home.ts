import type { MemberNews, SkillEvidenceSet, SkillMember, SkillNews } from '../../schemas/types.generated.ts';
import { type Context, defineInput, type Outcome, type OutputRecord, type TableKey } from '../runtime/service.ts';
import type { LevelRank } from './combine.ts';
import { CONTRIBUTED_MAX, contribute, isOvercrowded } from './contributions.ts';
import type { ProfileErrorCode } from './error-codes.ts';
import { addEvidence, EVIDENCE_MAX, emptySet, isEmpty, isFull, profileKey } from './evidence.ts';
import { isNew, NEW_MEMBER, SKILLS_MAX, withoutSkill, withSkill } from './member.ts';
import { newsRecord } from './news.ts';
import { contributionRecords, profileRecords } from './reconcile.ts';

export const SETS = 'skill.evidence';
export const MEMBERS = 'skill.member';

type SkillRelated = SkillNews & { readonly skill_uri: string };
const isSkillRelated = (news: SkillNews): news is SkillRelated => news.skill_uri !== null;

const ignored = (rule: string): Outcome => ({ kind: 'ignored', rule });
const published = (rule: string, records: readonly OutputRecord[]): Outcome => ({ kind: 'published', rule, records });
const refused = (code: ProfileErrorCode, reason: string): Outcome => ({ kind: 'rejected', code, reason });

const setRecord = (key: string, value: SkillEvidenceSet | null, partition: number): OutputRecord => ({
  topic: SETS,
  key,
  partition,
  ...(value === null ? ({ value, tombstone: 'erased' } as const) : { value }),
});

const memberRecord = (key: string, member: SkillMember): OutputRecord => ({
  topic: MEMBERS,
  key,
  ...(isNew(member) ? ({ value: null, tombstone: 'ended' } as const) : { value: member }),
});

const asksOf = ({ member_id, skill_uri }: SkillNews): readonly TableKey[] => {
  const member: TableKey = { table: MEMBERS, key: member_id };
  return skill_uri === null ? [member] : [member, { table: SETS, key: profileKey(member_id, skill_uri) }];
};

const ruleOfMove = (before: SkillMember, { merged_into, erased }: MemberNews): string => {
  if (erased) return 'member-erased';
  if (before.erased) return 'member-back';
  return merged_into === null ? 'member-unmerged' : 'member-merged';
};

/**
 * The member is elsewhere now, or gone, so each of its skills is to be looked at: one by one, as a set may be large. A member
 * that comes back after it was erased has nothing; what was erased is not remembered.
 */
const moveMember = (news: SkillNews, member: MemberNews, context: Context): Outcome => {
  const { member_id, event_id } = news;
  const { merged_into, erased } = member;
  const before = context.get(MEMBERS, member_id) ?? NEW_MEMBER;
  if (before.merged_into === merged_into && before.erased === erased) return ignored('member-stays');
  const reviews = before.skills.map((skill_uri) =>
    newsRecord({ id: `review|${event_id}|${skill_uri}`, member_id, skill_uri, member }, context.record.origin),
  );
  const after = { merged_into, erased, skills: erased ? [] : before.skills };
  return published(ruleOfMove(before, member), [memberRecord(member_id, after), ...reviews]);
};

const overflowOf = (set: SkillEvidenceSet, { skills }: SkillMember): Outcome | null => {
  if (isFull(set))
    return refused('evidence_overflow', `more than ${EVIDENCE_MAX} pieces of evidence of one skill of one member`);
  if (isOvercrowded(set))
    return refused('contribution_overflow', `more than ${CONTRIBUTED_MAX} pieces of evidence from merged members`);
  if (skills.length > SKILLS_MAX) return refused('skills_overflow', `more than ${SKILLS_MAX} skills of one member`);
  return null;
};

/** Names what changed a profile, for the ledger. */
const ruleOf = ({ evidence, contribution }: SkillNews): string => {
  if (contribution !== null) return 'contribution';
  if (evidence === null) return 'member-moved';
  if (evidence.asserted === null) return 'evidence-revoked';
  return evidence.withdraws === null ? 'evidence-asserted' : 'evidence-corrected';
};

const changed = (set: SkillEvidenceSet, { evidence, contribution }: SkillNews): SkillEvidenceSet => {
  if (evidence !== null) return addEvidence(set, evidence);
  return contribution === null ? set : contribute(set, contribution);
};

const tellSkill = (news: SkillRelated, { get, record }: Context, levelRank: LevelRank): Outcome => {
  const { event_id, member_id, skill_uri, origin } = news;
  const key = profileKey(member_id, skill_uri);
  const member = get(MEMBERS, member_id) ?? NEW_MEMBER;
  const before = get(SETS, key);
  // The member itself may be back by then; what it had is gone all the same.
  const forgets = news.member?.erased ?? false;
  if (member.erased && !forgets) return ignored('member-erased');

  const told = changed(before ?? emptySet(member_id, skill_uri), news);
  // A set that was emptied stays: were it to begin anew, what has expired would expire a second time.
  if (before === null && isEmpty(told)) return published('no-change', []);
  const after = forgets ? null : { ...told, merged_into: member.merged_into };
  const listed = forgets ? withoutSkill(member, skill_uri) : withSkill(member, skill_uri);
  const overflow = overflowOf(told, listed);
  if (overflow !== null) return overflow;
  const stays = told === before && after?.merged_into === before.merged_into;
  if (stays && listed === member) return published('no-change', []);

  const change = { member_id, skill_uri, before, after };
  const contributions = contributionRecords(change, { id: event_id, origin: record.origin });
  const profile = profileRecords(change, { id: event_id, origin }, levelRank);
  const quiet = contributions.length > 0 ? 'contributed' : 'profile-unchanged';
  return published(profile.length > 0 ? ruleOf(news) : quiet, [
    setRecord(key, after, record.coordinates.partition),
    ...(listed === member ? [] : [memberRecord(member_id, listed)]),
    ...contributions,
    ...profile,
  ]);
};

/** What a member is told: the only place where sets and members are written, but for what falls due. */
export const homeInput = (levelRank: LevelRank) =>
  defineInput<'skill.news', SkillNews>('skill.news', {
    claim: false,
    prepare: ({ value }) => ({ kind: 'prepared', id: value.event_id, fingerprint: '', event: value }),
    state: asksOf,
    handle: (news, context) => {
      if (isSkillRelated(news)) return tellSkill(news, context, levelRank);
      if (news.member !== null) return moveMember(news, news.member, context);
      throw new Error('the profile service tells news of a member or of a skill');
    },
  });
