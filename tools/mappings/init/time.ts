import type { SourcePolicy } from '../../../mappings/index.ts';
import type { Column } from './column.ts';
import type { Sample } from './fields.ts';
import { behindCleaning, type Candidate, candidatesOf, type GuessedRow, sampleOf } from './guess.ts';
import { stepOf } from './recognise.ts';
import { looksLikeTime, type TimeLook, WHEN } from './time-look.ts';

/** Offset to write into the map where neither the times nor the source have one. */
const assumedOffset = ({ default_offset_minutes }: SourcePolicy): string | null =>
  default_offset_minutes === null ? 'Z' : null;

/** Columns that tell when, the first to be asked first; more than one only where the first is not filled in each row. */
const COLUMNS_MAX = 3;

/** The one time in a table of people that is never that of a change. */
const BIRTH = /\bbirth|\bborn\b|\bdob\b/;

const timeColumns = (columns: readonly Column[], lookAt: (column: Column) => TimeLook): readonly Candidate[] => {
  const candidates = candidatesOf(
    columns.filter(({ words }) => !BIRTH.test(words)),
    WHEN,
    lookAt,
  ).slice(0, COLUMNS_MAX);
  const filled = candidates.findIndex(({ column }) => column.filled === column.rows);
  const [first, ...others] = filled === -1 ? candidates : candidates.slice(0, filled + 1);
  return first === undefined ? [] : [first, ...others.filter(({ is_named }) => is_named)];
};

const quoted = (parameter: string): string =>
  /[,()|']/.test(parameter) ? `'${parameter.replaceAll("'", "''")}'` : parameter;
const callOf = ({ transform, parameters }: TimeLook): string =>
  parameters.length === 0 ? transform : `${transform}(${parameters.map(quoted).join(', ')})`;

/** Rows of the columns that tell when; none where no column does. */
export const timeRows = (
  { columns, source }: Sample,
  target_field: string,
  form: 'moment' | 'text',
): readonly GuessedRow[] => {
  const offset = assumedOffset(source);
  const lookAt = (column: Column): TimeLook => looksLikeTime(column, offset);
  return timeColumns(columns, lookAt).map(({ column, confidence, why }, index) => {
    const look = lookAt(column);
    const moment = stepOf(look.transform, look.parameters, source)(look.example) as number;
    const written = new Date(moment).toISOString();
    const assumed =
      look.assumes_offset && offset !== null ? '; taken for UTC, as sources.csv has no default_offset' : '';
    return {
      source_field: column.place,
      target_field,
      type: form === 'text' ? 'string' : 'timestamp',
      transform: behindCleaning(column, form === 'text' ? `${callOf(look)} | write_iso8601` : callOf(look)),
      sample_input: sampleOf(column, look.example),
      sample_output: form === 'text' ? written : written.replace('.000Z', 'Z'),
      ambiguity: look.ambiguity,
      confidence,
      why: `${index === 0 ? '' : 'where the column above is empty: '}${why}${assumed}`,
    };
  });
};

/** Where no column tells when: the time at which the export was received. */
export const receivedAt = (target_field: string): GuessedRow => ({
  source_field: '$received_at',
  target_field,
  type: 'timestamp',
  transform: 'identity',
  sample_input: '2026-03-14T15:30:45Z',
  sample_output: '2026-03-14T15:30:45Z',
  confidence: 0,
  why: 'no column looks like the time of the change, so the time of the export stands for it',
});

/** Rows that tell when, whatever the columns are. */
export const momentRows = (sample: Sample, target_field: string): readonly GuessedRow[] => {
  const rows = timeRows(sample, target_field, 'moment');
  return rows.length > 0 ? rows : [receivedAt(target_field)];
};
