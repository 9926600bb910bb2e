import type { DriftKind, EnrollmentDrift, ResolvedEnrollment } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { LearnedCompletion } from './evidence.ts';
import type { Views } from './views.ts';

/** How the views can disagree; stable names, counted in a metric. */
export const DRIFT_KINDS = [
  'completion_without_enrollment',
  'completion_before_enrollment',
  'completion_missing',
  'completion_withdrawn',
  'dropped_after_completion',
  'completion_after_drop',
] as const satisfies readonly DriftKind[];

interface Disagreement {
  readonly kind: DriftKind;
  readonly enrollment: ResolvedEnrollment | null;
  readonly completion: LearnedCompletion | null;
}

/** Where the views disagree, and nothing explains it. */
const disagreement = (views: Views): Disagreement | null => {
  const { newest, previous_end, completion, stray, taken_back } = views;
  if (newest === null) {
    if (stray === null || !stray.counterpart_expected) return null;
    return { kind: 'completion_without_enrollment', enrollment: null, completion: stray };
  }
  const between = (kind: DriftKind, learned: LearnedCompletion | null): Disagreement => ({
    kind,
    enrollment: newest,
    completion: learned,
  });
  switch (newest.enrollment_state) {
    case 'active':
      // Completed already, then enrolled again: the period in between explains it.
      if (completion !== null || stray === null || previous_end !== null) return null;
      return between('completion_before_enrollment', stray);
    case 'completed':
      if (completion !== null || !newest.counterpart_expected) return null;
      return taken_back === null ? between('completion_missing', null) : between('completion_withdrawn', taken_back);
    case 'dropped':
      if (completion === null) return null;
      return completion.changed_at > newest.changed_at
        ? between('completion_after_drop', completion)
        : between('dropped_after_completion', completion);
  }
};

const toRecord = ({ kind, enrollment, completion }: Disagreement, event_id: string): EnrollmentDrift => {
  const { member_id, course_id } = (enrollment ?? completion)!;
  return {
    event_id,
    member_id,
    course_id,
    course_name: enrollment?.course_name ?? completion?.course_name ?? null,
    kind,
    since: Math.max(enrollment?.changed_at ?? 0, completion?.changed_at ?? 0),
    enrollment: enrollment && {
      enrollment_state: enrollment.enrollment_state,
      source_status: enrollment.source_status,
      source: enrollment.source,
      changed_at: enrollment.changed_at,
      rule: enrollment.rule,
      origin: enrollment.origin,
    },
    completion: completion && {
      completion_event_id: completion.completion.completion_event_id,
      statement_id: completion.completion.statement_id,
      source: completion.source,
      completed_at: completion.changed_at,
      withdrawn: completion.completion.withdrawn,
      rule: completion.rule,
      origin: completion.origin,
    },
  };
};

/**
 * The drift record that holds if the views stay as they are; null while they agree. Named as a standing is, after what the
 * disagreement is about: another completion may go out of the current period and come back into it.
 */
export const driftOf = (views: Views): EnrollmentDrift | null => {
  const found = disagreement(views);
  if (found === null) return null;
  const { newest, previous_end, withdrawn } = views;
  const causes = [newest, previous_end, found.completion].map((cause) => cause?.event_id ?? '');
  return toRecord(found, uuidV5(['drift', found.kind, ...causes, ...withdrawn].join('|')));
};
