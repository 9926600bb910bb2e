import type { Evidence } from '../../schemas/types.generated.ts';

interface Result {
  readonly event_id: string;
  readonly course_id: string;
}

/**
 * What a skill is evidence of, given the records that one statement led to. A completion counts before the score beside it.
 * @throws Error without either: a skill is evidence of one of them
 */
export const evidenceOf = (statement_id: string, completion: Result | null, score: Result | null): Evidence => {
  const result = completion ?? score;
  if (result === null) throw new Error('a skill without a completion or a score');
  return {
    kind: completion === null ? 'assessment' : 'completion',
    course_id: result.course_id,
    statement_id,
    completion_event_id: completion?.event_id ?? null,
    score_event_id: score?.event_id ?? null,
  };
};
