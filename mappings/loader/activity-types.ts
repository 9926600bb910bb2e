import type { ActivityKind, Mappings } from '../types.ts';
import { choice, complete, createDuplicateCheck, iri } from './cells.ts';
import type { FileFormat, Table } from './table.ts';
import { createVocabulary } from './vocabulary.ts';

export const ACTIVITY_KINDS = [
  'course',
  'part',
  'assessment',
  'attempt',
  'question',
  'media',
  'event',
  'badge',
  'certificate',
] as const satisfies readonly ActivityKind[];

export const ACTIVITY_TYPES = {
  summary:
    'What kind of thing an activity is. Rules name kinds, completions carry them, and enrollments are of courses. An activity of a type that has no row is of no known kind; one without a type is a part where the statement names another activity as its parent.',
  columns: {
    activity_type:
      'IRI of the type, as `object.definition.type` has it. http or https, `www.`, case of the host, an empty fragment and a slash at the end make no difference.',
    kind: '`course`: what people enroll in, a program too. `part` of a course, such as a module, lesson or SCO. `assessment`: a test as a whole. `attempt`: one go at it. `question` or goal inside of it. `media`: what is played. `event`: what people come together for. `badge`. `certificate`.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof ACTIVITY_TYPES.columns;

export const loadActivityTypes = (table: Table<Column>): Mappings['activityKind'] => {
  const isDuplicate = createDuplicateCheck('activity type');
  const kinds = new Map<string, ActivityKind>();
  for (const row of table.rows) {
    const values = { activity_type: iri(row.activity_type), kind: choice(row.kind, ACTIVITY_KINDS) };
    if (!complete(values) || isDuplicate(row.activity_type, values.activity_type)) continue;
    kinds.set(values.activity_type, values.kind);
  }
  return createVocabulary(kinds);
};
