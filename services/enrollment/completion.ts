import type { Mappings } from '../../mappings/index.ts';
import type { Completion, ResolvedEnrollment } from '../../schemas/types.generated.ts';
import { homeOf } from '../people/home.ts';
import { uuidV5 } from '../people/ids.ts';

type CompletionMappings = Pick<Mappings, 'activityKind' | 'tellsEnrollments'>;

/**
 * People enroll in courses; parts of one have completions and no enrollments. An activity without a type may be a course,
 * unless its completion says that it is less. Completions of the time before they told a kind have a type at most.
 */
const isCourse = ({ activity_kind, activity_type }: Completion, { activityKind }: CompletionMappings): boolean => {
  if (activity_kind !== null) return activity_kind === 'course';
  return activity_type === null || activityKind(activity_type) === 'course';
};

/** An enrollment is expected of courses only, and only where the source tells of enrollments at all. */
const resolved = (completion: Completion, mappings: CompletionMappings): ResolvedEnrollment => ({
  event_id: uuidV5(`resolved|${completion.event_id}`),
  member_id: homeOf(completion),
  course_id: completion.course_id,
  course_name: completion.course_name,
  enrollment_state: 'completed',
  source_status: 'completed',
  source: completion.source,
  changed_at: completion.completed_at,
  rule: completion.rule,
  mapping_version: completion.mapping_version,
  origin: completion.origin,
  completion: null,
  counterpart_expected: isCourse(completion, mappings) && mappings.tellsEnrollments(completion.source),
});

/**
 * What a completion record says for the standing in its course: that the course is completed, that an earlier record is revoked, or
 * both. Nothing for an assessment: records from before assessments had a topic of their own, which may be read again.
 */
export const toEvidence = (record: Completion, mappings: CompletionMappings): readonly ResolvedEnrollment[] => {
  const { event_id, statement_id, withdraws, assertion, learning_completed } = record;
  const evidence = resolved(record, mappings);
  const told = { completion_event_id: event_id, statement_id, withdraws_earlier: false };
  const entries: ResolvedEnrollment[] = [];
  if (assertion !== 'asserted') {
    const completion = {
      ...told,
      completion_event_id: withdraws ?? event_id,
      asserted: false,
      withdrawn: true,
      withdraws_earlier: withdraws === null,
    };
    entries.push({ ...evidence, event_id: uuidV5(`resolved|${event_id}|withdrawal`), completion });
  }
  if (learning_completed) entries.push({ ...evidence, completion: { ...told, asserted: true, withdrawn: false } });
  return entries;
};
