import type { ExportKind } from '../../../mappings/exports/targets.ts';
import type { RowSource } from '../read/row.ts';

const has = (row: unknown, names: readonly string[]): boolean =>
  typeof row === 'object' && row !== null && names.every((name) => name in row);

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** A statement stands in the row itself, or in its field `statement`, as an object or as text. */
const isStatement = (row: unknown): boolean => {
  if (!has(row, ['verb', 'object'])) return has(row, ['statement']);
  const { verb, object } = row as { readonly verb: unknown; readonly object: unknown };
  return isObject(verb) && isObject(object);
};

/** What raw records a row has the form of, by the fields that they always have; null where it has a form of its own. */
export const formOf = (row: unknown): ExportKind | null => {
  if (isStatement(row)) return 'statements';
  if (has(row, ['event_id', 'occurred_at'])) return 'enrollments';
  return has(row, ['event_id', 'effective_at']) ? 'workers' : null;
};

/** The form of an export's rows, by the first of them that can be read. */
export const formOfRows = ({ first, format }: Pick<RowSource, 'first' | 'format'>): ExportKind | null =>
  format === 'csv' || first?.content.kind !== 'value' ? null : formOf(first.content.value);
