import type {
  Completion,
  Credential,
  EffectCompletion,
  EffectCredential,
  EffectSkill,
  SkillEvidence,
  StatementEffect,
  Voiding,
} from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { OutputRecord } from '../runtime/service.ts';

/** What all withdrawals of one statement have in common. */
export interface Stamps
  extends Pick<
    Completion,
    'member_id' | 'known_as' | 'statement_id' | 'source' | 'rule' | 'mapping_version' | 'voided_by' | 'origin'
  > {
  readonly assertion: 'revoked';
}

/** One record is withdrawn once, whoever voids its statement and how often. */
const taking = (event_id: string) => ({ event_id: uuidV5(`withdrawal|${event_id}`), withdraws: event_id });

/** Whoever does not look at `assertion` sees an activity that is not completed, rather than a second completion. */
export const completionWithdrawal = (
  { event_id, course_id, completed_at }: EffectCompletion,
  stamps: Stamps,
): Completion => ({
  ...stamps,
  ...taking(event_id),
  course_id,
  course_name: null,
  activity_type: null,
  activity_kind: null,
  learning_completed: false,
  completed_at,
  success: null,
  score: null,
  grading_scale: null,
  duration: null,
  registration: null,
  waived_reason: null,
});

export const skillWithdrawal = (
  { event_id, framework, skill_uri, label }: EffectSkill,
  completion: EffectCompletion,
  { statement_id, ...stamps }: Stamps,
): SkillEvidence => ({
  ...stamps,
  ...taking(event_id),
  framework,
  skill_uri,
  label,
  level: null,
  confidence: 0,
  evidence: {
    kind: completion.learning_completed ? 'completion' : 'assessment',
    course_id: completion.course_id,
    statement_id,
    completion_event_id: completion.event_id,
  },
  observed_at: completion.completed_at,
  expires_at: null,
});

export const credentialWithdrawal = (
  { event_id, kind, credential_id, issued_at }: EffectCredential,
  stamps: Stamps,
): Credential => ({
  ...stamps,
  ...taking(event_id),
  kind,
  credential_id,
  name: null,
  badge_awarded: [],
  certificate_ref: null,
  issuer: null,
  issued_at,
  expires_at: null,
  renews: null,
  course_id: null,
});

/** @param statement_id of the statement that is taken back */
export const stampsOf = (
  statement_id: string,
  { member_id, known_as, source }: Pick<StatementEffect, 'member_id' | 'known_as' | 'source'>,
  { rule, mapping_version, statement_id: voided_by, origin }: Omit<Voiding, 'source'>,
): Stamps => ({
  member_id,
  known_as,
  assertion: 'revoked',
  statement_id,
  source,
  rule,
  mapping_version,
  voided_by,
  origin,
});

/**
 * The records that take back what a statement led to, one for each of its records and in their order. They say which record
 * they take back and when that happened, but repeat nothing else of it: no score, no certificate.
 * @param statement_id of the voided statement
 */
export const withdrawalsOf = (
  statement_id: string,
  { completion, skills, credentials, ...effect }: StatementEffect,
  voiding: Voiding,
): readonly OutputRecord[] => {
  const stamps = stampsOf(statement_id, effect, voiding);
  const { member_id } = effect;
  const records: OutputRecord[] = [];
  if (completion) {
    records.push({ topic: 'marketplace.completion', key: member_id, value: completionWithdrawal(completion, stamps) });
    for (const skill of skills) {
      const value = skillWithdrawal(skill, completion, stamps);
      records.push({ topic: 'marketplace.skill', key: member_id, value });
    }
  }
  for (const credential of credentials) {
    const value = credentialWithdrawal(credential, stamps);
    records.push({ topic: 'marketplace.credential', key: member_id, value });
  }
  return records;
};
