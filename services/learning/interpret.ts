import {
  expiryOf,
  type LearningRule,
  type MappedFields,
  type MappingContext,
  type MappingRejection,
  type Mappings,
} from '../../mappings/index.ts';
import type { Credential, SkillEvidence } from '../../schemas/types.generated.ts';
import { evidenceOf } from '../marketplace/evidence.ts';
import { uuidV5 } from '../people/ids.ts';
import { courseOf } from './course-of.ts';
import type { Draft, Drafts } from './drafts.ts';
import type { IgnoreRule } from './ignore-rules.ts';
import { type Activity, type Learned, NOTHING_LEARNED, readLearned, type Stamps } from './learned.ts';
import type { Statement } from './xapi/types.ts';

/** What a statement means for the marketplace. */
export type Interpretation =
  | { readonly kind: 'drafts'; readonly rule: string; readonly drafts: Drafts }
  | { readonly kind: 'ignored'; readonly rule: IgnoreRule }
  | MappingRejection;

type InterpretMappings = Pick<Mappings, 'fieldMap' | 'skillsOf' | 'credentialPolicy' | 'activityKind'>;

/** An activity is evidence of its skills when it is completed or passed, and not failed. */
const isEvidence = ({ completion, score }: Learned): boolean => {
  const { success } = (completion ?? score)!;
  return success === true || (completion !== null && success === null);
};

/** Skills are expected of courses; of what is known to be less, a mapping may tell some. */
const mayBeCourse = ({ activity_kind }: Activity): boolean => activity_kind === 'course' || activity_kind === null;

const draftSkills = ({ completion, score }: Learned, mappings: InterpretMappings): readonly Draft<SkillEvidence>[] => {
  const { statement_id, course_id, source, rule } = (completion ?? score)!;
  const observed_at = completion?.completed_at ?? score!.assessed_at;
  return mappings.skillsOf(course_id, observed_at).map((skill) => ({
    ...skill,
    event_id: uuidV5(`skill|${statement_id}|${skill.framework}|${skill.skill_uri}`),
    assertion: 'asserted',
    evidence: evidenceOf(statement_id, completion, score),
    observed_at,
    source,
    rule,
  }));
};

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

  let learned: Learned = NOTHING_LEARNED;
  if (derivesAny('completion', 'assessment', 'completion_revocation')) {
    const read = readLearned(statement, rule, stamps, mappings, context);
    if ('kind' in read) return read;
    learned = read;
  }
  const { completion, score } = learned;
  const result = completion ?? score;
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
    const course_id = result?.activity_kind === 'course' ? result.course_id : mapped.fields.course_id;
    if (isWanted(rule, mapped.fields))
      credentials.push(draftCredential('certificate', { ...mapped.fields, course_id }, rule, stamps, mappings));
  }
  if (result === null && credentials.length === 0) {
    return { kind: 'ignored', rule: derivesAny('completion', 'assessment') ? 'not-completed' : 'no-certificate' };
  }

  const wantsSkills = result !== null && derivesAny('skill') && isEvidence(learned);
  const skills = wantsSkills ? draftSkills(learned, mappings) : [];
  // A course that no mapping knows is counted under a name of its own, and its skills are not guessed.
  const isUnmapped = wantsSkills && skills.length === 0 && mayBeCourse(result);
  const name = isUnmapped ? `${rule.rule}/unmapped-course` : rule.rule;
  return { kind: 'drafts', rule: name, drafts: { completion, score, skills, credentials } };
};
