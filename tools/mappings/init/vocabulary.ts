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

/** More words than that are no vocabulary, and may say something of people. */
const WORDS_MAX = 30;

/**
 * Rows for `enrollment-status.csv`: words that the vocabulary of the source does not have. What they mean is guessed from
 * the vocabularies of others, else left open with a question mark.
 */
export const vocabularyRows = (status: Column, source: string, mappings: Mappings): readonly string[] => {
  const words = [...new Set(status.values.map((value) => value.trim()))].filter((word) => word !== '');
  if (words.length > WORDS_MAX) return [];
  return words
    .filter((word) => mappings.enrollmentState(source, word) === undefined)
    .map((word) => {
      const elsewhere = mappings.enrollmentWords.find((other) => canonical(other.word) === canonical(word));
      const cells: Readonly<Record<string, string>> = {
        source,
        status: word,
        state: elsewhere?.state ?? '?',
        rule: `${source}-${slug(word)}`,
        statement: elsewhere?.state === 'completed' ? 'expected' : '',
        notes: elsewhere ? `guess: so it means in ${elsewhere.source}` : 'what does it mean?',
      };
      return COLUMNS.map((name) => cells[name] ?? '').join(',');
    });
};
