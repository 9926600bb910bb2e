import { LEAVES } from '../words/columns.ts';
import type { Column } from './column.ts';
import { constantRow, type GuessedRow, undecidedRow, wordsRow } from './guess.ts';
import { contradictionOf, type Meaning, type StatusReading } from './worker-status.ts';

const KIND = 'WorkerEventKind';

const EVENT: Readonly<Record<Meaning, string>> = { there: 'snapshot_row', left: 'terminate', asked: '?' };

/**
 * What a row without the status says. A member of JSON that is absent says nothing, as in SCIM; a blank cell may mean either, and a
 * worker who is new would count as one who works there.
 */
const blankRow = ({ column }: StatusReading): readonly GuessedRow[] => {
  const blank = column.rows - column.filled;
  if (blank === 0) return [];
  const in_rows = `it is blank in ${blank} of ${column.rows} rows`;
  return column.is_text
    ? [undecidedRow('$', 'kind', KIND, `what a blank ${column.place} means: ${in_rows}`, 'update')]
    : [constantRow('kind', KIND, 'update', `${in_rows}: such a row says nothing of who works there`)];
};

const withoutStatus = (columns: readonly Column[]): readonly GuessedRow[] => {
  const leaves = columns.find(
    ({ words, filled, rows }) => filled < rows && LEAVES.some((pattern) => pattern.test(words)),
  );
  const why =
    'no column says who works there, so every row is taken for one who does: confirm that nobody in the list has left';
  return [
    ...(leaves === undefined
      ? []
      : [
          undecidedRow(leaves.place, 'kind', KIND, `whether everybody has left who has a ${leaves.place}`, 'terminate'),
        ]),
    constantRow('kind', KIND, 'snapshot_row', why, 0.3),
  ];
};

/** Rows that say whether the worker of a row is there or has left. */
export const workerKind = (columns: readonly Column[], readings: readonly StatusReading[]): readonly GuessedRow[] => {
  const [first, ...others] = readings;
  if (first === undefined) return withoutStatus(columns);
  const contradiction = contradictionOf(first, others);
  if (contradiction !== undefined) {
    const { other, rows } = contradiction;
    const question = `${first.column.place} and ${other.column.place} contradict each other in ${rows} of ${first.column.rows} rows: which of them says who works there`;
    return [undecidedRow(first.column.place, 'kind', KIND, question, 'snapshot_row')];
  }
  const meanings = new Map([...first.meanings].map(([word, meaning]) => [word, EVENT[meaning]]));
  return [wordsRow(first.column, 'kind', KIND, meanings, first), ...blankRow(first)];
};
