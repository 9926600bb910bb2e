import type { Mappings } from '../../../mappings/index.ts';
import { ENROLLMENT_STATUS } from '../../../mappings/loader/enrollment-status.ts';
import type { Column } from './column.ts';

const COLUMNS = [...Object.keys(ENROLLMENT_STATUS.columns), 'notes', 'version'];

const slug = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');

const canonical = (word: string): string => word.trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Rows for `enrollment-status.csv`: words that the vocabulary of the source does not have, a blank one too. What they mean is
 * left open with a question mark, as one word means different things in different systems; what it means elsewhere is a note.
 */
export const vocabularyRows = (status: Column, source: string, mappings: Mappings): readonly string[] => {
  if (status.vocabulary === null) return [];
  const words = [...status.vocabulary, ...(status.filled < status.rows ? [''] : [])];
  return words
    .filter((word) => mappings.enrollmentState(source, word) === undefined)
    .map((word) => {
      const elsewhere = mappings.enrollmentWords.find((other) => canonical(other.word) === canonical(word));
      const cells: Readonly<Record<string, string>> = {
        source,
        status: word,
        state: '?',
        rule: `${source}-${slug(word) || 'blank'}`,
        statement: '',
        notes: elsewhere ? `it means ${elsewhere.state} in ${elsewhere.source}` : 'what does it mean?',
      };
      return COLUMNS.map((name) => cells[name] ?? '').join(',');
    });
};
