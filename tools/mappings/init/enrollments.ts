import { COURSE_NAME, courseId, emailColumn, eventId, optionalText, PERSON_ID, type Sample } from './fields.ts';
import { constantRow, type GuessedRow, namedColumn, placeholder, textRow } from './guess.ts';
import { looksLikeWords } from './recognise.ts';
import { momentRows } from './time.ts';

const learner = (sample: Sample): readonly GuessedRow[] => {
  const email = emailColumn(sample);
  if (email) {
    return [
      constantRow('learner.kind', 'AliasKind', 'mbox', 'the learner is named by an address'),
      textRow(email, 'learner.value', 'ada.lovelace@example.com'),
    ];
  }
  const id = namedColumn(sample.columns, PERSON_ID);
  if (id === undefined) {
    return [
      constantRow('learner.kind', 'AliasKind', 'mbox', 'see learner.value', 0),
      placeholder('learner.value', 'who the learner is'),
    ];
  }
  const employee = PERSON_ID[0]!.test(id.column.words);
  return [
    constantRow(
      'learner.kind',
      'AliasKind',
      employee ? 'employee_id' : 'lms_user',
      `the name of the column ${id.column.place}`,
    ),
    ...(employee
      ? []
      : [constantRow('learner.namespace', 'string', sample.source.id, 'ids of users are unique to their system')]),
    textRow(id, 'learner.value', 'U-1001'),
  ];
};

export const enrollments = (sample: Sample): readonly GuessedRow[] => {
  const { columns } = sample;
  const status = namedColumn(columns, [/\bstatus\b/, /\b(state|progress|result)\b/], looksLikeWords);
  return [
    eventId(sample),
    ...learner(sample),
    courseId(sample, 'course_id'),
    ...optionalText(columns, COURSE_NAME, 'course_name', 'Security Awareness'),
    status
      ? textRow(status, 'status', status.column.values[0]?.trim() || 'Completed')
      : placeholder('status', 'the standing in the course'),
    ...momentRows(sample, 'occurred_at'),
  ];
};
