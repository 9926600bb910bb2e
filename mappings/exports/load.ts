import { basename, dirname } from 'node:path';
import { compileFieldMap, type FieldMapInputs } from '../fields/field-map.ts';
import { FIELDS, type RowScope } from '../fields/row.ts';
import { FaultList } from '../loader/faults.ts';
import { readTable, type Table } from '../loader/table.ts';
import type { CompiledMap, Deprecation, FieldMapRow, MappingContext, MappingRejection, Mappings } from '../types.ts';
import { type Join, readJoins } from './joins.ts';
import { type ExportKind, exportTopics, FILTER_TARGETS, IGNORED_BY, SUPPLIED, targetsOf } from './targets.ts';

/** How the columns of one export become the fields of a raw record: a field map whose targets are places in it. */
export interface ExportMap extends CompiledMap<Readonly<Record<string, unknown>>> {
  readonly file: string;
  readonly kind: ExportKind;
  readonly deprecations: readonly Deprecation[];
  /** Files whose rows are read beside those of the export, in the order in which they are looked up. */
  readonly joins: readonly Join[];
  /** The rule by which a row is left out; null: it is read. */
  readonly ignoredBy: (source: unknown, context: MappingContext) => string | null | MappingRejection;
}

type FieldTable = Table<keyof typeof FIELDS.columns>;

const compile = (
  table: FieldTable,
  kind: ExportKind,
  guesses: RowScope['guesses'],
  inputs: FieldMapInputs,
): Omit<ExportMap, 'file' | 'deprecations' | 'joins'> => {
  const isFilter = ({ target_field }: FieldTable['rows'][number]): boolean => target_field.text === IGNORED_BY;
  const scope = { shape: 'any', topic: exportTopics[kind].topic, supplied: SUPPLIED, open: [], guesses } as const;
  const map = compileFieldMap<Readonly<Record<string, unknown>>>(
    { ...table, rows: table.rows.filter((row) => !isFilter(row)) },
    { ...scope, targets: targetsOf(kind) },
    inputs,
  );
  const filter = compileFieldMap<Readonly<Record<typeof IGNORED_BY, string | null>>>(
    { ...table, rows: table.rows.filter(isFilter) },
    { ...scope, targets: FILTER_TARGETS },
    inputs,
  );
  return {
    kind,
    version: map.version,
    rows: [...filter.rows, ...map.rows].toSorted((a, b) => a.line - b.line),
    apply: map.apply,
    ignoredBy: (source, context) => {
      const filtered = filter.apply(source, context);
      return filtered.kind === 'rejected' ? filtered : filtered.fields[IGNORED_BY];
    },
  };
};

export interface ExportMapOptions {
  /** Whether rows may be guesses that nobody has confirmed, and leave questions open. Refused by default. */
  readonly guesses?: RowScope['guesses'];
}

/** As `loadExportMap`, adding faults to a list; the map is of no use where there are any. */
export const readExportMap = (
  path: string,
  kind: ExportKind,
  inputs: FieldMapInputs,
  { guesses = 'refuse' }: ExportMapOptions = {},
): ExportMap => {
  const file = basename(path);
  const table = readTable(dirname(path), file, FIELDS, inputs.faults);
  const joins = readJoins(path, inputs.faults);
  return { file, deprecations: table.deprecations, joins, ...compile(table, kind, guesses, inputs) };
};

/**
 * Reads, checks and compiles an export map and its joins, and executes its samples.
 * @throws MappingError listing every fault of the file; a row that nobody has confirmed is one, unless guesses are accepted
 */
export const loadExportMap = (
  path: string,
  kind: ExportKind,
  mappings: Mappings,
  options: ExportMapOptions = {},
): ExportMap => {
  const faults = new FaultList();
  const sources = { get: mappings.source, declares: (id: string) => mappings.source(id) !== undefined };
  const map = readExportMap(path, kind, { lookups: mappings, sources, faults }, options);
  faults.throwIfAny();
  return map;
};

/** Rows that nobody has confirmed, or that leave a question open. */
export const unconfirmedRows = ({ rows }: Pick<ExportMap, 'rows'>): readonly FieldMapRow[] =>
  rows.filter(({ guess, questions }) => guess !== null || questions.length > 0);
