import type {
  Completion,
  Credential,
  EffectCompletion,
  EffectCredential,
  EffectScore,
  EffectSkill,
  Score,
  SkillEvidence,
  StatementEffect,
  Voiding,
} from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { OutputRecord } from '../runtime/service.ts';
import { evidenceOf } from './evidence.ts';
import { memberRecord } from './member-record.ts';

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
  score_event_id: null,
  duration: null,
  registration: null,
  waived_reason: null,
});

export const scoreWithdrawal = ({ event_id, course_id, assessed_at }: EffectScore, stamps: Stamps): Score => ({
  ...stamps,
  ...taking(event_id),
  course_id,
  course_name: null,
  activity_type: null,
  activity_kind: null,
  assessed_at,
  success: null,
  score: null,
  grading_scale: null,
  attempt: null,
  duration: null,
  registration: null,
});

/** When a skill was shown: on the completion, else on the assessment; epoch milliseconds. */
const observedAt = (completion: EffectCompletion | null, score: EffectScore | null): number => {
  const at = completion?.completed_at ?? score?.assessed_at;
  if (at === undefined) throw new Error('a skill without a completion or a score');
  return at;
};

export const skillWithdrawal = (
  { event_id, framework, skill_uri, label }: EffectSkill,
  { completion, score }: Pick<StatementEffect, 'completion' | 'score'>,
  { statement_id, ...stamps }: Stamps,
): SkillEvidence => ({
  ...stamps,
  ...taking(event_id),
  framework,
  skill_uri,
  label,
  level: null,
  confidence: 0,
  evidence: evidenceOf(statement_id, completion, score),
  observed_at: observedAt(completion, score),
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
  { completion, score, skills, credentials, ...effect }: StatementEffect,
  voiding: Voiding,
): readonly OutputRecord[] => {
  const stamps = stampsOf(statement_id, effect, voiding);
  const records: OutputRecord[] = [];
  if (completion) records.push(memberRecord('marketplace.completion', completionWithdrawal(completion, stamps)));
  if (score) records.push(memberRecord('marketplace.score', scoreWithdrawal(score, stamps)));
  for (const skill of skills) {
    records.push(memberRecord('marketplace.skill', skillWithdrawal(skill, { completion, score }, stamps)));
  }
  for (const credential of credentials) {
    records.push(memberRecord('marketplace.credential', credentialWithdrawal(credential, stamps)));
  }
  return records;
};
