import { COURSE_NAME, ENROLLMENT_STATUS, NEVER_STANDING, STANDING_CHANGED } from '../words/columns.ts';
import {
  courseId,
  emailColumn,
  employeeIdColumn,
  eventId,
  loginOrName,
  optionalText,
  type Sample,
  userIdColumn,
} from './fields.ts';
import { type Candidate, constantRow, type GuessedRow, namedColumn, placeholder, textRow } from './guess.ts';
import { looksLikeWords } from './recognise.ts';
import { roleRows } from './role.ts';
import { momentRows } from './time.ts';

const KIND = 'AliasKind';

const byId = ({ source }: Sample, id: Candidate, is_employee: boolean): readonly GuessedRow[] => [
  constantRow(
    'learner.kind',
    KIND,
    is_employee ? 'employee_id' : 'lms_user',
    `the name of the column ${id.column.place}`,
  ),
  ...(is_employee
    ? []
    : [constantRow('learner.namespace', 'string', source.id, 'ids of users are unique to their system')]),
  textRow(id, 'learner.value', 'U-1001'),
];

const learner = (sample: Sample): readonly GuessedRow[] => {
  const email = emailColumn(sample);
  if (email) {
    return [
      constantRow('learner.kind', KIND, 'mbox', 'the learner is named by an address'),
      textRow(email, 'learner.value', 'ada.lovelace@example.com'),
    ];
  }
  const employee = employeeIdColumn(sample.columns);
  if (employee !== undefined) return byId(sample, employee, true);
  const user = userIdColumn(sample.columns);
  if (user !== undefined) return byId(sample, user, false);
  return [
    constantRow('learner.kind', KIND, 'lms_user', 'see learner.value', 0),
    constantRow('learner.namespace', 'string', sample.source.id, 'see learner.value', 0),
    loginOrName(sample, 'learner.value') ?? placeholder('learner.value', 'who the learner is'),
  ];
};

const status = ({ columns, source }: Sample): readonly GuessedRow[] => {
  const best = namedColumn(columns, ENROLLMENT_STATUS, looksLikeWords);
  if (best === undefined) return [placeholder('status', 'the standing in the course')];
  const { filled, rows } = best.column;
  const row = textRow(best, 'status', best.column.values[0]?.trim() || 'Completed');
  if (filled === rows) return [row];
  const why = `it is blank in ${rows - filled} of ${rows} rows: enrollment-status.csv says what a blank word of ${source.id} means`;
  return [row, constantRow('status', 'string', '', why)];
};

export const enrollments = (sample: Sample): readonly GuessedRow[] => {
  const moments = momentRows(sample, 'occurred_at', STANDING_CHANGED, NEVER_STANDING);
  return [
    ...roleRows(sample),
    eventId(sample, moments),
    ...learner(sample),
    courseId(sample, 'course_id'),
    ...optionalText(sample.columns, COURSE_NAME, 'course_name', 'Security Awareness'),
    ...status(sample),
    ...moments,
  ];
};
