import {
  expiryOf,
  isCompleted,
  type LearningRule,
  type MappedFields,
  type MappingContext,
  type MappingRejection,
  type Mappings,
  successOf,
} from '../../mappings/index.ts';
import type { Completion, Credential, SkillEvidence } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import { activityKindOf } from './activity-kind.ts';
import { waivedReasonOf } from './cmi5/waived.ts';
import { courseOf } from './course-of.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { IgnoreRule } from './ignore-rules.ts';
import { isUnderWay } from './progress.ts';
import type { Statement } from './xapi/types.ts';

/** What a statement means for the marketplace. */
export type Interpretation =
  | { readonly kind: 'drafts'; readonly rule: string; readonly drafts: Drafts }
  | { readonly kind: 'ignored'; readonly rule: IgnoreRule }
  | MappingRejection;

/** What is stamped on all records of one statement. */
interface Stamps {
  readonly statement_id: string;
  readonly source: string;
  readonly rule: string;
  readonly mapping_version: string;
}

type InterpretMappings = Pick<Mappings, 'fieldMap' | 'skillsOf' | 'credentialPolicy' | 'activityKind'>;

/** What is told of the statement itself beside its fields. */
type Told = Pick<Draft<Completion>, 'activity_kind' | 'waived_reason'>;

/** What the statement says of being completed; some say it of the step that was just made, and how far that led beside it. */
const saidCompletion = (statement: Statement, { completed }: LearningRule, said: boolean | null): boolean | null =>
  completed === 'from_whole_progress' && isUnderWay(statement.result) ? false : said;

/** Passed or failed counts as a result, and so does a score. */
const hasResult = ({ score, success }: Draft<Completion>): boolean => score !== null || success !== null;

const draftCompletion = (
  fields: MappedFields['completion'],
  told: Told,
  rule: LearningRule,
  stamps: Stamps,
): Draft<Completion> | null => {
  const draft: Draft<Completion> = {
    ...fields,
    ...stamps,
    ...told,
    assertion: 'asserted',
    event_id: uuidV5(`completion|${stamps.statement_id}`),
    learning_completed: isCompleted(rule, fields.learning_completed),
    success: successOf(rule, fields.success),
  };
  const completes = rule.derives.includes('completion') && draft.learning_completed;
  const assesses = rule.derives.includes('assessment') && hasResult(draft);
  return completes || assesses ? draft : null;
};

/**
 * What a rule assesses nothing by has no score: a scaled one beside "progressed" says how far the learner got, and cmi5 allows
 * none beside "completed" (9.5.1). It is not read at all, so that nothing is refused for it.
 */
const assessed = (statement: Statement, { derives }: LearningRule): Statement => {
  if (statement.result?.score === undefined || derives.includes('assessment')) return statement;
  const { score: _, ...result } = statement.result;
  return { ...statement, result };
};

/** The source takes back that the activity is completed; what it says of a result is not to be taken for one. */
const draftRevocation = (
  fields: MappedFields['completion'],
  { activity_kind }: Told,
  stamps: Stamps,
): Draft<Completion> => ({
  ...fields,
  ...stamps,
  activity_kind,
  waived_reason: null,
  assertion: 'revoked',
  event_id: uuidV5(`completion|${stamps.statement_id}`),
  learning_completed: false,
  success: null,
  score: null,
  grading_scale: null,
});

/** An activity is evidence of its skills when it is completed or passed, and not failed. */
const isEvidence = ({ learning_completed, success }: Draft<Completion>): boolean =>
  success === true || (learning_completed && success === null);

/** Skills are expected of courses; of what is known to be less, a mapping may tell some. */
const mayBeCourse = (completion: Draft<Completion> | null): boolean =>
  completion?.activity_kind === 'course' || completion?.activity_kind === null;

const draftSkills = (completion: Draft<Completion>, mappings: InterpretMappings): readonly Draft<SkillEvidence>[] =>
  mappings.skillsOf(completion.course_id, completion.completed_at).map((skill) => ({
    ...skill,
    event_id: uuidV5(`skill|${completion.statement_id}|${skill.framework}|${skill.skill_uri}`),
    assertion: 'asserted',
    evidence: {
      kind: completion.learning_completed ? 'completion' : 'assessment',
      course_id: completion.course_id,
      statement_id: completion.statement_id,
      completion_event_id: completion.event_id,
    },
    observed_at: completion.completed_at,
    source: completion.source,
    rule: completion.rule,
  }));

/** What the statement says of name and end goes before what the mapping knows. */
const draftCredential = (
  kind: Credential['kind'],
  fields: MappedFields['badge'],
  rule: LearningRule,
  stamps: Stamps,
  { credentialPolicy }: InterpretMappings,
): Draft<Credential> => {
  const policy = credentialPolicy(kind, fields.credential_id, fields.course_id);
  return {
    ...fields,
    ...stamps,
    name: fields.name ?? policy?.name ?? null,
    expires_at: fields.expires_at ?? expiryOf(fields.issued_at, policy?.validity_months ?? null),
    renews: policy?.renews ?? null,
    event_id: uuidV5(`${kind}|${stamps.statement_id}`),
    kind,
    assertion: rule.derives.includes(`${kind}_revocation`) ? 'revoked' : 'asserted',
  };
};

/**
 * The certificate of a statement that is about one, or that has one attached. Where the link stands the field map says: in the
 * attachment with the usage of completion certificates, or in an extension.
 */
const isWanted = (rule: LearningRule, certificate: MappedFields['certificate']): boolean =>
  rule.derives.includes('certificate') ||
  rule.derives.includes('certificate_revocation') ||
  certificate.certificate_ref !== null;

/**
 * Applies a learning rule to a checked statement about an activity. All ids are derived from the statement's, so that a replay
 * gives the same records.
 * @param statement_id in lower case
 */
export const interpret = (
  statement: Statement,
  statement_id: string,
  rule: LearningRule,
  mappings: InterpretMappings,
  context: MappingContext,
): Interpretation => {
  const { derives, mapping_version } = rule;
  const stamps: Stamps = { statement_id, source: context.source.id, rule: rule.rule, mapping_version };
  const derivesAny = (...derivations: readonly (typeof derives)[number][]): boolean =>
    derivations.some((derivation) => derives.includes(derivation));

  let completion: Draft<Completion> | null = null;
  if (derivesAny('completion', 'assessment', 'completion_revocation')) {
    const mapped = mappings.fieldMap('completion').apply(assessed(statement, rule), context);
    if (mapped.kind === 'rejected') return mapped;
    const told = { activity_kind: activityKindOf(statement, mappings), waived_reason: waivedReasonOf(statement) };
    const learning_completed = saidCompletion(statement, rule, mapped.fields.learning_completed);
    completion = derivesAny('completion_revocation')
      ? draftRevocation(mapped.fields, told, stamps)
      : draftCompletion({ ...mapped.fields, learning_completed }, told, rule, stamps);
  }
  const credentials: Draft<Credential>[] = [];
  if (derivesAny('badge', 'badge_revocation')) {
    const mapped = mappings
      .fieldMap('badge')
      .apply(statement, { ...context, course_id: courseOf(statement, mappings) });
    if (mapped.kind === 'rejected') return mapped;
    credentials.push(draftCredential('badge', mapped.fields, rule, stamps, mappings));
  }
  if (derivesAny('certificate', 'attached_certificate', 'certificate_revocation')) {
    const mapped = mappings
      .fieldMap('certificate')
      .apply(statement, { ...context, course_id: courseOf(statement, mappings) });
    if (mapped.kind === 'rejected') return mapped;
    // What is attached to the completion of a course was earned in that course, whatever the course is a part of.
    const course_id = completion?.activity_kind === 'course' ? completion.course_id : mapped.fields.course_id;
    if (isWanted(rule, mapped.fields))
      credentials.push(draftCredential('certificate', { ...mapped.fields, course_id }, rule, stamps, mappings));
  }
  if (completion === null && credentials.length === 0) {
    return { kind: 'ignored', rule: derivesAny('completion', 'assessment') ? 'not-completed' : 'no-certificate' };
  }

  const wantsSkills = completion !== null && derivesAny('skill') && isEvidence(completion);
  const skills = completion !== null && wantsSkills ? draftSkills(completion, mappings) : [];
  // A course that no mapping knows is counted under a name of its own, and its skills are not guessed.
  const isUnmapped = wantsSkills && skills.length === 0 && mayBeCourse(completion);
  const name = isUnmapped ? `${rule.rule}/unmapped-course` : rule.rule;
  return { kind: 'drafts', rule: name, drafts: { completion, skills, credentials } };
};
