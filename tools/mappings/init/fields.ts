import type { SourcePolicy } from '../../../mappings/index.ts';
import type { Column } from './column.ts';
import { anyText, bestColumn, type Candidate, type GuessedRow, namedColumn, placeholder, textRow } from './guess.ts';
import { type Look, looksDistinct, looksLikeEmail } from './recognise.ts';
import { looksLikeTime } from './time-look.ts';

const NO_LOOK: Look = { share: 0, why: 'its values are times' };

/** What the guesses are made from. */
export interface Sample {
  readonly columns: readonly Column[];
  readonly source: SourcePolicy;
}

const COURSE_ID = [
  /\b(course|training|offering|activity|item|module|class)( object)? (id|code|number|nr|no|key|iri)\b/,
  /^(course|training)$/,
];
export const COURSE_NAME = [/\b(course|training|offering|activity|item|module|class) (name|title)\b/, /\btitle\b/];
/** An id of what changed, such as the enrollment, is none of the change: it stays the same while the row changes. */
const EVENT_ID = [/\b(event|transaction|statement) ?(id|uuid)\b/];
/** Numbers of employees first: they are known to the HR system, ids of users only to their own. */
export const PERSON_ID = [
  /\b(employee|worker|personnel|staff) ?(id|number|nr|no)\b/,
  /\b(user|learner|student|person) ?(id|number|name|login)?\b/,
  /\blogin\b/,
];
export const eventId = ({ columns }: Sample): GuessedRow => {
  const best = namedColumn(columns, EVENT_ID, looksDistinct);
  if (best) return textRow(best, 'event_id', 'event-1001');
  return {
    source_field: '$',
    target_field: 'event_id',
    type: 'string',
    transform: 'content_id',
    sample_input: '{"a": 1}',
    sample_output: '015abd7f5cc57a2dd94b7590f04ad808',
    confidence: 0.5,
    why: 'no column looks like the id of a row, so one is made from its content: the same row again is a repeat',
  };
};

export const emailColumn = ({ columns }: Sample): Candidate | undefined =>
  bestColumn(columns, [/\be ?mails?\b/, /\bmail\b/], looksLikeEmail);

export const courseId = ({ columns, source }: Sample, target_field: string): GuessedRow => {
  const best = namedColumn(columns, COURSE_ID, (column) =>
    looksLikeTime(column, 'Z').share > 0 ? NO_LOOK : anyText(column),
  );
  if (best === undefined) return placeholder(target_field, 'the id of the course');
  if (target_field === 'course_id') return textRow(best, target_field, 'SEC-101');
  const iri = source.course_iri?.replace('{id}', 'SEC-101') ?? 'SEC-101';
  return { ...textRow(best, target_field, 'SEC-101', 'course_iri', iri) };
};

export const optionalText = (
  columns: readonly Column[],
  names: readonly RegExp[],
  target_field: string,
  sample: string,
): readonly GuessedRow[] => {
  const best = namedColumn(columns, names);
  return best === undefined ? [] : [textRow(best, target_field, sample)];
};
