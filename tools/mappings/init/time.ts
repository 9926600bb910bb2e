import type { SourcePolicy } from '../../../mappings/index.ts';
import type { Column } from './column.ts';
import type { Sample } from './fields.ts';
import { behindCleaning, type Candidate, candidatesOf, type GuessedRow, sampleOf, undecidedRow } from './guess.ts';
import { stepOf } from './recognise.ts';
import { decidedBy, looksLikeTime, type TimeLook } from './time-look.ts';

/** Offset to write into the map where neither the times nor the source have one. */
const assumedOffset = ({ default_offset_minutes }: SourcePolicy): string | null =>
  default_offset_minutes === null ? 'Z' : null;

/** Columns that tell when, the first to be asked first; more than one only where the first is not filled in each row. */
const COLUMNS_MAX = 3;

/** Columns whose names say when, and whose values are times. */
const timeColumns = (
  columns: readonly Column[],
  names: readonly RegExp[],
  lookAt: (column: Column) => TimeLook,
): readonly Candidate[] => {
  const rank = ({ column }: Candidate): number => names.findIndex((pattern) => pattern.test(column.words));
  const candidates = candidatesOf(columns, names, lookAt)
    .filter(({ is_named }) => is_named)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, COLUMNS_MAX);
  const filled = candidates.findIndex(({ column }) => column.filled === column.rows);
  return filled === -1 ? candidates : candidates.slice(0, filled + 1);
};

const quoted = (parameter: string): string =>
  /[,()|']/.test(parameter) ? `'${parameter.replaceAll("'", "''")}'` : parameter;
const callOf = ({ transform, parameters }: TimeLook): string =>
  parameters.length === 0 ? transform : `${transform}(${parameters.map(quoted).join(', ')})`;

/** A column whose name says when, while its values are no times that could be read. */
const unreadable = (
  columns: readonly Column[],
  names: readonly RegExp[],
  target_field: string,
  type: string,
): readonly GuessedRow[] => {
  const column = columns.find(
    ({ words, filled }) => names[0]!.test(words) && /\b(date|time|at|on|datum|fecha)\b/.test(words) && filled > 0,
  );
  if (column === undefined) return [];
  return [
    undecidedRow(
      column.place,
      target_field,
      type,
      `how the times of ${column.place} are written: no known format fits; then write parse_date with it`,
    ),
  ];
};

const EFFECTIVE =
  'the day from which the row holds, or one of the past such as that of a promotion: ask who made the export';

/**
 * Rows of the columns that tell when; none where no column does.
 * @param names what their names have to hold, the clearest first
 * @param never names of times that are others
 */
export const timeRows = (
  { columns, source }: Sample,
  target_field: string,
  form: 'moment' | 'text',
  names: readonly RegExp[],
  never: RegExp,
): readonly GuessedRow[] => {
  const offset = assumedOffset(source);
  const lookAt = (column: Column): TimeLook => looksLikeTime(column, offset);
  const type = form === 'text' ? 'string' : 'timestamp';
  const possible = columns.filter(({ words, place }) => !never.test(words) && !place.includes('[0]'));
  const found = timeColumns(possible, names, lookAt);
  if (found.length === 0) return unreadable(possible, names, target_field, type);
  const looks = new Map(columns.map((column) => [column, lookAt(column)]));
  return found.map(({ column, ...candidate }, index) => {
    const own = looks.get(column) ?? lookAt(column);
    const others = [...looks].filter(([other]) => other !== column).map(([, look]) => look);
    const look = decidedBy(own, others, offset);
    const { confidence, why } = look === own ? candidate : { confidence: 0.5, why: look.why };
    if (look.question !== null) {
      const row = undecidedRow(column.place, target_field, type, look.question);
      return { ...row, ambiguity: look.ambiguity, confidence: 0 };
    }
    const moment = stepOf(look.transform, look.parameters, source)(look.example) as number;
    const written = new Date(moment).toISOString();
    const blank = column.is_text && column.filled < column.rows && look.transform !== 'parse_date' ? 'trim | ' : '';
    const assumed =
      look.assumes_offset && offset !== null ? '; taken for UTC, as sources.csv has no default_offset' : '';
    return {
      source_field: column.place,
      target_field,
      type,
      transform: behindCleaning(column, `${blank}${callOf(look)}${form === 'text' ? ' | write_iso8601' : ''}`),
      sample_input: sampleOf(column, look.example),
      sample_output: form === 'text' ? written : written.replace('.000Z', 'Z'),
      ambiguity: look.ambiguity ?? (/\beffective\b/.test(column.words) ? EFFECTIVE : null),
      confidence,
      why: `${index === 0 ? '' : 'where the column above is empty: '}${why}${assumed}`,
    };
  });
};

/**
 * The time at which the export was received.
 * @param is_last whether columns come before it that are empty in some rows
 */
export const receivedAt = (target_field: string, is_last: boolean): GuessedRow => ({
  source_field: '$received_at',
  target_field,
  type: 'timestamp',
  transform: 'identity',
  sample_input: '2026-03-14T15:30:45Z',
  sample_output: '2026-03-14T15:30:45Z',
  confidence: 0.5,
  why: is_last
    ? 'where the columns above are empty: the time of the export'
    : 'no column tells when the record was changed, so the time of the export stands for it',
});

/** Rows that tell when, whatever the columns are; the time of the export where they are empty. */
export const momentRows = (
  sample: Sample,
  target_field: string,
  names: readonly RegExp[],
  never: RegExp,
): readonly GuessedRow[] => {
  const rows = timeRows(sample, target_field, 'moment', names, never);
  const is_whole = rows.some(({ source_field }) =>
    sample.columns.some(({ place, filled, rows: all }) => place === source_field && filled === all),
  );
  return is_whole ? rows : [...rows, receivedAt(target_field, rows.length > 0)];
};
