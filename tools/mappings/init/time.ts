import type { SourcePolicy } from '../../../mappings/index.ts';
import type { Sample } from './fields.ts';
import { bestColumn, type GuessedRow } from './guess.ts';
import { looksLikeTime } from './recognise.ts';

/** Offset to write into the map where neither the times nor the source have one. */
const assumedOffset = ({ default_offset_minutes }: SourcePolicy): string | null =>
  default_offset_minutes === null ? 'Z' : null;

const WHEN = [
  /\b(completed|completion|status|changed|modified|updated|effective|enrolled|registered)( on| at)?( date| time)?\b.*/,
  /\b(date|time|timestamp|at|on)\b/,
];

/** The row of the column that tells when; undefined where none does. */
export const timeRow = (
  { columns, source }: Sample,
  target_field: string,
  form: 'moment' | 'text',
): GuessedRow | undefined => {
  const offset = assumedOffset(source);
  const best = bestColumn(columns, WHEN, (column) => looksLikeTime(column, offset));
  if (best === undefined) return undefined;
  const { transform, example, ambiguity } = looksLikeTime(best.column, offset);
  const assumed = transform.includes(', Z)') ? '; taken for UTC, as sources.csv has no default_offset' : '';
  const at = new Date(Date.UTC(2026, 2, 14, ...timeOfDay(example)));
  return {
    source_field: best.column.place,
    target_field,
    type: form === 'text' ? 'string' : 'timestamp',
    transform: form === 'text' ? `${transform} | write_iso8601` : transform,
    sample_input: example,
    sample_output:
      form === 'text'
        ? sampleMoment(at, source, transform).toISOString()
        : sampleMoment(at, source, transform).toISOString().replace('.000Z', 'Z'),
    ambiguity,
    confidence: best.confidence,
    why: `${best.why}${assumed}`,
  };
};

const timeOfDay = (example: string): [number, number, number] => [
  /15:|03:/.test(example) ? 15 : 0,
  example.includes(':30') ? 30 : 0,
  example.includes(':45') ? 45 : 0,
];

const MINUTE_MS = 60_000;

/** The example in UTC: it is written in the offset of the source, unless it has one of its own. */
const sampleMoment = (written: Date, { default_offset_minutes }: SourcePolicy, transform: string): Date => {
  const own = transform === 'parse_iso8601' || transform.includes(', Z)');
  return new Date(written.getTime() - (own ? 0 : (default_offset_minutes ?? 0)) * MINUTE_MS);
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
