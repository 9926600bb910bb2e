import type { Enrollment } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { LearnedCompletion } from './evidence.ts';
import type { Views } from './views.ts';

export const standingKey = ({ member_id, course_id }: Pick<Enrollment, 'member_id' | 'course_id'>): string =>
  `${member_id}|${course_id}`;

const evidenceOf = (completed: LearnedCompletion): NonNullable<Enrollment['completion_evidence']> => ({
  completion_event_id: completed.completion.completion_event_id,
  statement_id: completed.completion.statement_id,
  source: completed.source,
  completed_at: completed.changed_at,
  rule: completed.rule,
  mapping_version: completed.mapping_version,
});

/**
 * Named after all that the standing follows from. Evidence is only ever added, and none of it twice: so no standing of a key
 * has the id of an earlier one, even when it says the same again, and the last has one id for every order of arrival.
 */
const eventId = ({ newest, previous_end, completion, withdrawn }: Views): string => {
  const learned = newest?.enrollment_state === 'dropped' ? [] : [completion?.event_id ?? '', ...withdrawn];
  return uuidV5(['standing', newest?.event_id, previous_end?.event_id ?? '', ...learned].join('|'));
};

/**
 * The standing that follows from both views: the newest change decides, but that a completion of the current period ends
 * an enrollment which the learning system still calls active.
 * @returns null without an enrollment: a completion alone is no standing
 */
export const standingOf = (views: Views): Enrollment | null => {
  const { newest, completion } = views;
  if (newest === null) return null;
  const { completion: _, counterpart_expected: __, ...change } = newest;
  const told: Enrollment = { ...change, event_id: eventId(views), completion_evidence: null };
  if (completion === null || told.enrollment_state === 'dropped') return told;
  const supported: Enrollment = { ...told, completion_evidence: evidenceOf(completion) };
  if (told.enrollment_state === 'completed') return supported;
  return {
    ...supported,
    enrollment_state: 'completed',
    // Never before the change that it follows: readers go by this time.
    changed_at: Math.max(told.changed_at, completion.changed_at),
    rule: 'completed-by-learning',
    mapping_version: completion.mapping_version,
  };
};
