import type { EnrollmentMeaning, EnrollmentState, EnrollmentWord, Mappings } from '../types.ts';
import { choice, complete, createDuplicateCheck, slug } from './cells.ts';
import type { Sources } from './sources.ts';
import type { Cell, FileFormat, Row, Table } from './table.ts';

export const ENROLLMENT_STATUS = {
  summary:
    'The vocabulary of each learning system for where a learner stands in a course. A word that has no row is refused, never guessed.',
  columns: {
    source: 'Id of the source, as in `sources.csv`.',
    status:
      'Its word. Case and spacing do not matter. Empty: what a blank status means, as in OneRoster bulk files. `*`, with the state `none`: it sends no enrollments, so it has no words.',
    state: 'What it means: `active`, `completed` or `dropped`; `none` for `*`.',
    rule: 'Name of the row, stamped on what is published.',
    statement:
      'For `completed`: `expected` when the source also sends a statement of it, `none` when it does not, as for credit by other means. Empty for the other states.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof ENROLLMENT_STATUS.columns;

const canonical = (word: string): string => word.trim().replace(/\s+/g, ' ').toLowerCase();

/** Whether a statement is to be expected; only a completion has one. */
const statementExpected = (state: EnrollmentState | undefined, statement: Cell): boolean | undefined => {
  if (state === undefined) return undefined;
  if (state === 'completed') {
    const answer = choice(statement, ['expected', 'none']);
    return answer === undefined ? undefined : answer === 'expected';
  }
  if (statement.text === '') return false;
  statement.fault('empty, as only a completion has a statement');
  return undefined;
};

/** Whether a row says that its source sends no enrollments: `*,none`. Undefined where it says half of that. */
const saysNone = ({ status, state, statement }: Row<Column>): boolean | undefined => {
  if (status.text !== '*' && state.text !== 'none') return false;
  if (status.text !== '*') status.fault('*, as the state is none');
  else if (state.text !== 'none') state.fault('none, as the word is *');
  else if (statement.text !== '') statement.fault('empty, as there are no completions');
  else return true;
  return undefined;
};

export const loadEnrollmentStatus = (
  table: Table<Column>,
  sources: Sources,
): Pick<Mappings, 'enrollmentState' | 'enrollmentWords' | 'tellsEnrollments' | 'sendsNoEnrollments'> => {
  const isDuplicateWord = createDuplicateCheck('word of a source');
  const isDuplicateRule = createDuplicateCheck('rule name');
  const vocabularies = new Map<string, Map<string, EnrollmentMeaning>>();
  const words: EnrollmentWord[] = [];
  const without = new Map<string, Row<Column>>();
  for (const row of table.rows) {
    const source = row.source.text;
    if (!sources.declares(source)) row.source.fault('a source of sources.csv');
    const none = saysNone(row);
    if (none !== false) {
      if (none && !isDuplicateWord(row.status, `${source}|*`)) without.set(source, row);
      continue;
    }
    const word = row.status.text;
    const state = choice(row.state, ['active', 'completed', 'dropped']);
    const meaning = {
      state,
      rule: slug(row.rule),
      statement_expected: statementExpected(state, row.statement),
      mapping_version: table.version,
    };
    if (!complete(meaning)) continue;
    if (isDuplicateWord(row.status, `${source}|${canonical(word)}`) || isDuplicateRule(row.rule, meaning.rule))
      continue;
    words.push({ source, word, state: meaning.state });
    const vocabulary = vocabularies.get(source) ?? new Map<string, EnrollmentMeaning>();
    vocabularies.set(source, vocabulary.set(canonical(word), meaning).set(word, meaning));
  }
  for (const [source, row] of without) {
    if (vocabularies.has(source)) row.status.fault('a word: other rows of the source say that it sends enrollments');
  }
  const enrollmentState: Mappings['enrollmentState'] = (source, status) => {
    const vocabulary = vocabularies.get(source);
    return vocabulary?.get(status) ?? vocabulary?.get(canonical(status));
  };
  return {
    enrollmentState,
    enrollmentWords: words,
    tellsEnrollments: (source) => vocabularies.has(source),
    sendsNoEnrollments: (source) => without.has(source),
  };
};
