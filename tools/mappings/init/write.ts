import { FIELDS } from '../../../mappings/fields/row.ts';
import { columnsOf } from '../../../mappings/loader/table.ts';
import type { GuessedRow } from './guess.ts';

const cell = (text: string): string => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const VERSION = '0.1.0';
const REQUIRED =
  /^(?:event_id|learner\.kind|learner\.value|course_id|status|occurred_at|kind|employee_id|effective_at|verb\.id|object\.id)$/;

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** What the cell `guess` says: how sure, and from what. */
const guessOf = ({ confidence, why }: GuessedRow): string => `${percent(confidence)}: ${why}`;

/**
 * The text of an export map whose rows are all marked as guesses. Its samples are made up: nothing that may be personal is
 * copied from the sample file.
 */
export const exportMapText = (rows: readonly GuessedRow[], source: string): string => {
  const header = Object.keys(columnsOf(FIELDS)).filter((name) => name !== 'deprecated_since' && name !== 'use_instead');
  const lines = rows.map((row) => {
    const cells: Readonly<Record<string, string>> = {
      source_field: row.source_field,
      target_field: row.target_field,
      type: row.type,
      required: REQUIRED.test(row.target_field) ? 'yes' : 'no',
      transform: row.transform,
      sample_input: row.sample_input,
      sample_output: row.sample_output,
      sample_source: source,
      ambiguity: row.ambiguity ?? '',
      guess: guessOf(row),
      version: VERSION,
    };
    return header.map((name) => cell(cells[name] ?? '')).join(',');
  });
  return [
    `# version: ${VERSION}`,
    '# Guessed from a sample. Nothing is published by it until every row is confirmed: check it, correct it, empty its cell guess.',
    header.join(','),
    ...lines,
    '',
  ].join('\n');
};
