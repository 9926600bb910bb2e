import {
  isCompleted,
  type LearningRule,
  type MappingContext,
  type MappingRejection,
  type Mappings,
  successOf,
} from '../../mappings/index.ts';
import type { Completion, Score } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import { activityKindOf } from './activity-kind.ts';
import { waivedReasonOf } from './cmi5/waived.ts';
import { completionId, type Draft, type Drafts } from './drafts.ts';
import { isUnderWay } from './progress.ts';
import type { Statement } from './xapi/types.ts';

/** What is stamped on all records of one statement. */
export interface Stamps {
  readonly statement_id: string;
  readonly source: string;
  readonly rule: string;
  readonly mapping_version: string;
}

type LearnedMappings = Pick<Mappings, 'fieldMap' | 'activityKind'>;

/** What a statement says of its activity, whether it completes or assesses it. */
export type Activity = Pick<
  Draft<Completion>,
  Extract<keyof Draft<Completion>, Exclude<keyof Draft<Score>, 'event_id' | 'assertion'>>
>;

/** What the statement says of being completed; some say it of the step that was just made, and how far that led beside it. */
const saidCompletion = (statement: Statement, { completed }: LearningRule, said: boolean | null): boolean | null =>
  completed === 'from_whole_progress' && isUnderWay(statement.result) ? false : said;

/**
 * The result of an assessment: a score, passed or failed. Where a rule assesses nothing, a score is not read at all: a scaled one
 * beside "progressed" says how far the learner got, and cmi5 allows none beside "completed" (9.5.1).
 * @returns null where the statement says neither
 */
const readScore = (
  statement: Statement,
  activity: Activity,
  assessed_at: number,
  { fieldMap }: LearnedMappings,
  context: MappingContext,
): Draft<Score> | MappingRejection | null => {
  const mapped = fieldMap('score').apply(statement, context);
  if (mapped.kind === 'rejected') return mapped;
  if (mapped.fields.score === null && activity.success === null) return null;
  const event_id = uuidV5(`score|${activity.statement_id}`);
  return { ...activity, ...mapped.fields, assertion: 'asserted', event_id, assessed_at };
};

/** What a statement says of learning. */
export type Learned = Pick<Drafts, 'completion' | 'score'>;

export const NOTHING_LEARNED: Learned = { completion: null, score: null };

/** A completed activity is a completion, an assessed one a score; a statement may tell both. */
export const readLearned = (
  statement: Statement,
  rule: LearningRule,
  stamps: Stamps,
  mappings: LearnedMappings,
  context: MappingContext,
): Learned | MappingRejection => {
  const mapped = mappings.fieldMap('completion').apply(statement, context);
  if (mapped.kind === 'rejected') return mapped;
  const { learning_completed: said, completed_at, success, ...fields } = mapped.fields;
  const activity_kind = activityKindOf(statement, mappings);
  const event_id = completionId(stamps.statement_id);
  if (rule.derives.includes('completion_revocation')) {
    // The source takes back that the activity is completed; what it says of a result is not to be taken for one.
    const revoked = { assertion: 'revoked', learning_completed: false, success: null, score_event_id: null } as const;
    const completion = { ...fields, ...stamps, ...revoked, activity_kind, completed_at, event_id, waived_reason: null };
    return { completion, score: null };
  }

  const activity: Activity = { ...fields, ...stamps, activity_kind, success: successOf(rule, success) };
  const score = rule.derives.includes('assessment')
    ? readScore(statement, activity, completed_at, mappings, context)
    : null;
  if (score !== null && 'kind' in score) return score;
  const isCompletion = rule.derives.includes('completion') || score !== null;
  if (!isCompletion || !isCompleted(rule, saidCompletion(statement, rule, said))) return { completion: null, score };
  const completion: Draft<Completion> = {
    ...activity,
    assertion: 'asserted',
    event_id,
    learning_completed: true,
    completed_at,
    score_event_id: score?.event_id ?? null,
    waived_reason: waivedReasonOf(statement),
  };
  return { completion, score };
};
