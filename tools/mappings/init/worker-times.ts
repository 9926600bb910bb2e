import { parsePath } from '../../../mappings/fields/path.ts';
import { CHANGED, LEAVES, NEVER_CHANGED, OTHER_TIME_OF_WORKER } from '../words/columns.ts';
import type { Column } from './column.ts';
import type { Sample } from './fields.ts';
import { type GuessedRow, undecidedRow } from './guess.ts';
import { receivedAt, timeRows } from './time.ts';
import type { StatusReading } from './worker-status.ts';

const TARGET = 'effective_at';

/** The keys of a place that is below objects only; null where a list is on the way. */
const keysOf = (place: string): readonly string[] | null => {
  const path = parsePath(place);
  if ('expected' in path || path.kind !== 'source') return null;
  const keys = path.segments.flatMap((segment) => (segment.kind === 'key' ? [segment.key] : []));
  return keys.length === path.segments.length ? keys : null;
};

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The place of a row where another one has a word: `['Status'='T']['Termination Date']`. */
const placeWhere = (status: Column, word: string, place: string): string | null => {
  const keys = keysOf(status.place);
  if (keys === null || keysOf(place) === null) return null;
  const condition = `[${keys.map(quote).join('.')}=${quote(word)}]`;
  return `${condition}${place.startsWith('[') ? '' : '.'}${place}`;
};

/** Of those who have left, the day on which they did. */
const endRows = (sample: Sample, status: StatusReading | undefined): readonly GuessedRow[] => {
  if (status === undefined) return [];
  const [end] = timeRows(sample, TARGET, 'moment', LEAVES, NEVER_CHANGED);
  if (end === undefined) return [];
  return [...status.meanings].flatMap(([word, meaning]) => {
    const source_field = meaning === 'there' ? null : placeWhere(status.column, word, end.source_field);
    if (source_field === null) return [];
    if (meaning === 'left') return [{ ...end, source_field, why: `of those who have left: ${end.why}` }];
    const how = end.transform.startsWith('undecided') ? 'parse_date with its format' : end.transform;
    const question = `whether "${word}" says that somebody has left, at ${end.source_field}: then write ${how}; else remove the row`;
    return [undecidedRow(source_field, TARGET, 'timestamp', question)];
  });
};

const isEnd = ({ words }: Column): boolean => LEAVES.some((pattern) => pattern.test(words));

/** Of the record, and not of a part of it. */
const ofRecord = (column: Column): boolean => !isEnd(column) && !OTHER_TIME_OF_WORKER.test(column.words);

/**
 * When a row takes effect: those who have left, at their end; the others, when the record was changed last or else at the time of
 * the export. Never the day of hire.
 */
export const effectiveRows = (sample: Sample, status: StatusReading | undefined): readonly GuessedRow[] => {
  const others = { ...sample, columns: sample.columns.filter(ofRecord) };
  const changed = timeRows(others, TARGET, 'moment', CHANGED, NEVER_CHANGED);
  const isFilled = ({ source_field }: GuessedRow): boolean =>
    sample.columns.some(({ place, filled, rows }) => place === source_field && filled === rows);
  const is_whole = changed.some(isFilled);
  return [...endRows(sample, status), ...changed, ...(is_whole ? [] : [receivedAt(TARGET, changed.length > 0)])];
};
