import type { EnrollmentMeaning, EnrollmentWord, Mappings } from '../types.ts';
import { choice, complete, createDuplicateCheck, slug, text } from './cells.ts';
import type { Sources } from './sources.ts';
import type { FileFormat, Table } from './table.ts';

export const ENROLLMENT_STATUS = {
  summary:
    'The vocabulary of each learning system for where a learner stands in a course. A word that has no row is refused, never guessed.',
  columns: {
    source: 'Id of the source, as in `sources.csv`.',
    status: 'Its word. Case and spacing do not matter.',
    state: 'What it means: `active`, `completed` or `dropped`.',
    rule: 'Name of the row, stamped on what is published.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof ENROLLMENT_STATUS.columns;

const canonical = (word: string): string => word.trim().replace(/\s+/g, ' ').toLowerCase();

export const loadEnrollmentStatus = (
  table: Table<Column>,
  sources: Sources,
): Pick<Mappings, 'enrollmentState' | 'enrollmentWords'> => {
  const isDuplicateWord = createDuplicateCheck('word of a source');
  const isDuplicateRule = createDuplicateCheck('rule name');
  const vocabularies = new Map<string, Map<string, EnrollmentMeaning>>();
  const words: EnrollmentWord[] = [];
  for (const row of table.rows) {
    const source = row.source.text;
    if (!sources.declares(source)) row.source.fault('a source of sources.csv');
    const word = text(row.status);
    const meaning = {
      state: choice(row.state, ['active', 'completed', 'dropped']),
      rule: slug(row.rule),
      mapping_version: table.version,
    };
    if (word === undefined || !complete(meaning)) continue;
    if (isDuplicateWord(row.status, `${source}|${canonical(word)}`) || isDuplicateRule(row.rule, meaning.rule))
      continue;
    words.push({ source, word, state: meaning.state });
    const vocabulary = vocabularies.get(source) ?? new Map<string, EnrollmentMeaning>();
    vocabularies.set(source, vocabulary.set(canonical(word), meaning).set(word, meaning));
  }
  const enrollmentState: Mappings['enrollmentState'] = (source, status) => {
    const vocabulary = vocabularies.get(source);
    return vocabulary?.get(status) ?? vocabulary?.get(canonical(status));
  };
  return { enrollmentState, enrollmentWords: words };
};
