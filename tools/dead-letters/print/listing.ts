import { formatTime, shortened } from '../../cli/text.ts';
import { count, table } from '../../ledger/table.ts';
import type { CodeSummary, Listing, Row } from '../list.ts';

const MESSAGE_LENGTH_MAX = 70;
const UNREADABLE = '(unreadable)';

const codeRow = ({ input, code, count: letters, replayed, first_ms, last_ms }: CodeSummary): readonly string[] => [
  input,
  code ?? UNREADABLE,
  count(letters),
  count(replayed),
  formatTime(first_ms),
  formatTime(last_ms),
];

const letterRow = ({ at, died_at_ms, code, attempt, replayed, message }: Row): readonly string[] => [
  at,
  formatTime(died_at_ms),
  code ?? UNREADABLE,
  attempt === null ? '' : String(attempt),
  replayed ? 'yes' : '',
  shortened(message ?? '', MESSAGE_LENGTH_MAX),
];

/** A listing for people: counts by input and code, then the first letters. */
export const describeListing = ({ codes, rows, count: letters }: Listing): string => {
  if (letters === 0) return 'no dead letters';
  const parts = [
    table(['input', 'code', 'dead letters', 'sent back', 'first', 'last'], codes.map(codeRow), [0, 1, 4, 5]),
  ];
  if (rows.length > 0) {
    const head = ['dead letter', 'refused at', 'code', 'attempt', 'sent back', 'what was wrong'];
    parts.push(table(head, rows.map(letterRow), [0, 1, 2, 4, 5]));
    if (rows.length < letters) parts.push(`${count(letters - rows.length)} more; see --limit and the filters`);
  }
  return parts.join('\n');
};
