import type { ExportMap } from '../../../mappings/exports/load.ts';
import { type ExportKind, exportTopics, nest } from '../../../mappings/exports/targets.ts';
import type { AvroType } from '../../../mappings/fields/avro.ts';
import type { SourcePolicy } from '../../../mappings/index.ts';
import { readSchema } from '../../../schemas/index.ts';
import type { EnrollmentChange, WorkerEvent } from '../../../schemas/types.generated.ts';
import type { JoinRow } from '../join/join.ts';
import type { Row } from '../read/row.ts';
import { conform, Misfit } from './conform.ts';
import type { Judge } from './judge.ts';
import type { Judgement } from './judgement.ts';
import { scimMessageOf } from './scim.ts';

export interface RowContext {
  readonly judge: Judge;
  readonly kind: ExportKind;
  readonly source: SourcePolicy;
  /** How columns become fields; null where rows have the form of raw records already. */
  readonly map: ExportMap | null;
  /** Adds to a row what other files have for it; null where the map joins none. */
  readonly join?: JoinRow | null;
  /** When the rows are taken to have been received, epoch milliseconds. */
  readonly received_at: number;
}

/** A row with what became of it. */
export interface JudgedRow {
  /** The raw record, or the statement in it, that the row stands for; null where it is none. */
  readonly raw: unknown;
  readonly judgement: Judgement;
}

const schemas = Object.fromEntries(
  Object.entries(exportTopics).map(([kind, { schema }]) => [kind, JSON.parse(readSchema(schema)) as AvroType]),
) as Record<ExportKind, AvroType>;

const misfit = ({ path, expected }: Misfit, kind: ExportKind): Judgement => ({
  outcome: 'refused',
  code: 'row_form',
  reason: `no record for ${exportTopics[kind].topic}: expected ${expected}`,
  path,
});

/** A statement stands in the row itself, or in its field `statement`, as an object or as text. */
const statementText = (row: unknown, text: string | null): { readonly text: string; readonly statement: unknown } => {
  const inner = typeof row === 'object' && row !== null && 'statement' in row ? row.statement : undefined;
  if (inner === undefined) return { text: text ?? JSON.stringify(row), statement: row };
  if (typeof inner !== 'string') return { text: JSON.stringify(inner), statement: inner };
  try {
    return { text: inner, statement: JSON.parse(inner) };
  } catch {
    return { text: inner, statement: null };
  }
};

/** What a row is when its map has read it: the fields of a record, or what becomes of it without one. */
const readBy = (row: unknown, map: ExportMap, { source, received_at, join }: RowContext): unknown | Judged => {
  const joined = join?.(row) ?? ({ kind: 'joined', row } as const);
  if (joined.kind === 'rejected') return new Judged(refusedBy(joined));
  const context = { source, received_at };
  const rule = map.ignoredBy(joined.row, context);
  if (typeof rule === 'string') return new Judged({ outcome: 'ignored', rule });
  const mapped = rule === null ? map.apply(joined.row, context) : rule;
  return mapped.kind === 'rejected' ? new Judged(refusedBy(mapped)) : nest(mapped.fields);
};

class Judged {
  readonly judgement: Judgement;

  constructor(judgement: Judgement) {
    this.judgement = judgement;
  }
}

const refusedBy = ({ code, reason, path }: { code: string; reason: string; path: string }): Judgement => ({
  outcome: 'refused',
  code,
  reason,
  path,
});

/** Headers such as `learner.value` name places, unless the row is nested itself. */
const nested = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && Object.keys(row).some((key) => key.includes('.'))
    ? nest(row as Readonly<Record<string, unknown>>)
    : row;

/**
 * Judges one row of an export.
 * @param text the row as it stands in the file, where it is JSON: numbers and repeated names are judged as they are written
 */
export const judgeRow = (row: unknown, text: string | null, context: RowContext): JudgedRow => {
  const { judge, kind, source, map, received_at } = context;
  const message = scimMessageOf(row);
  if (message !== null) {
    const { code, name } = message;
    return {
      raw: null,
      judgement: { outcome: 'refused', code, reason: `${name} of SCIM is not supported`, path: '$' },
    };
  }
  const given = map === null ? row : readBy(row, map, context);
  if (given instanceof Judged) return { raw: null, judgement: given.judgement };
  if (kind === 'statements') {
    const { text: statement, statement: raw } = statementText(given, map === null ? text : null);
    return { raw, judgement: judge('raw.xapi', null, { source: source.id, received_at, statement }) };
  }
  const supplied = { source: source.id, received_at };
  const value = conform(schemas[kind], { ...(nested(given) as object), ...supplied });
  if (value instanceof Misfit) return { raw: null, judgement: misfit(value, kind) };
  if (kind === 'enrollments') {
    return { raw: value, judgement: judge('raw.enrollment', null, value as EnrollmentChange) };
  }
  const worker = value as WorkerEvent;
  return { raw: value, judgement: judge('raw.hris', worker.employee_id, worker) };
};

/** Judges a row as it was read; one that cannot be read would be refused. */
export const judgeContent = ({ content }: Row, context: RowContext): JudgedRow =>
  content.kind === 'value'
    ? judgeRow(content.value, content.text, context)
    : { raw: null, judgement: { outcome: 'refused', code: 'row_form', reason: content.reason, path: '$' } };
