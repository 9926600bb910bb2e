import type { SourcePolicy } from '../../../mappings/index.ts';
import { COURSE_ID, EMPLOYEE_ID, EVENT_ID, LOGIN_OR_NAME, OTHER_ID, USER_ID } from '../words/columns.ts';
import { EMAIL, OTHER_PERSON } from '../words/names.ts';
import type { Column } from './column.ts';
import {
  anyText,
  bestColumn,
  type Candidate,
  type GuessedRow,
  namedColumn,
  placeholder,
  textRow,
  undecidedRow,
} from './guess.ts';
import { type Look, looksDistinct, looksLikeEmail, looksLikeId, looksLikeOwnId } from './recognise.ts';
import { looksLikeTime } from './time-look.ts';

const NO_LOOK: Look = { share: 0, why: 'its values are times' };

/** What the guesses are made from. */
export interface Sample {
  readonly columns: readonly Column[];
  readonly source: SourcePolicy;
}

/** @param moments rows that tell when: where one is the time of the export, the same row of another export is another event */
export const eventId = ({ columns }: Sample, moments: readonly GuessedRow[]): GuessedRow => {
  const best = namedColumn(columns, EVENT_ID, looksDistinct);
  if (best) return textRow(best, 'event_id', 'event-1001');
  const row = contentId();
  return moments.some(({ source_field }) => source_field === '$received_at')
    ? {
        ...row,
        transform: 'content_id(received_at)',
        sample_output: 'afd9475bcc26448d7552fa8c248449ad',
        why: 'no column looks like the id of a row, so one is made from its content and the time of the export',
      }
    : row;
};

const contentId = (): GuessedRow => {
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

const ofThisPerson = ({ words }: Column): boolean => !OTHER_PERSON.test(words) && !OTHER_ID.test(words);

export const emailColumn = ({ columns }: Sample): Candidate | undefined =>
  bestColumn(columns.filter(ofThisPerson), EMAIL, looksLikeEmail);

/** The number of the employee; undefined where no column looks like it. */
export const employeeIdColumn = (columns: readonly Column[], lookAt = looksLikeId): Candidate | undefined =>
  namedColumn(columns.filter(ofThisPerson), EMPLOYEE_ID, lookAt);

/** The id of the user in a learning system; undefined where no column looks like it. */
export const userIdColumn = (columns: readonly Column[]): Candidate | undefined =>
  namedColumn(columns.filter(ofThisPerson), USER_ID, looksLikeId);

/** A column that holds a login, or the name of a person: nobody should be known by a name that others have too. */
export const loginOrName = ({ columns }: Sample, target_field: string): GuessedRow | undefined => {
  const best = namedColumn(columns.filter(ofThisPerson), LOGIN_OR_NAME);
  if (best === undefined) return undefined;
  const { place } = best.column;
  return undecidedRow(
    place,
    target_field,
    'string',
    `whether ${place} holds ids or logins, which only one person has, and not names of people: then write trim`,
  );
};

/** An id by itself is that of the worker, in a list of workers. */
const OWN_ID = [/^(?:external )?id$/, /^key$/];

/** The id by which a list of workers knows them. */
export const workerId = (sample: Sample): GuessedRow => {
  const { columns } = sample;
  const best =
    employeeIdColumn(columns, looksLikeOwnId) ??
    namedColumn(columns.filter(ofThisPerson), [...USER_ID, ...OWN_ID], looksLikeOwnId);
  if (best !== undefined) return textRow(best, 'employee_id', 'E-1001');
  return loginOrName(sample, 'employee_id') ?? placeholder('employee_id', 'the number of the person');
};

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
  const best = namedColumn(
    columns.filter(({ words }) => !OTHER_PERSON.test(words)),
    names,
  );
  return best === undefined ? [] : [textRow(best, target_field, sample)];
};
