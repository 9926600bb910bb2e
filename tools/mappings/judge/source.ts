import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportMap, loadExportMap } from '../../../mappings/exports/load.ts';
import { type ExportKind, exportKinds } from '../../../mappings/exports/targets.ts';
import type { Mappings, SourcePolicy } from '../../../mappings/index.ts';
import { CommandError } from '../errors.ts';
import type { ReadOptions } from '../read/open.ts';
import type { RowSource } from '../read/row.ts';
import { checkColumns } from './columns.ts';
import { formOfRows } from './form.ts';

/** How the rows of an export are to be read, as people say it. */
export interface ExportFlags extends ReadOptions {
  readonly kind?: ExportKind;
  /** False: none, though there is one. */
  readonly map?: string | false;
  /** Where joined files are that are not beside the export: `name=path`. */
  readonly join?: readonly string[];
  /** Folder of the mapping files. */
  readonly mappings: string;
}

/** @throws CommandError */
export const sourceOf = (mappings: Mappings, id: string): SourcePolicy => {
  const source = mappings.source(id);
  if (source) return source;
  throw new CommandError(`sources.csv has no source ${id}: add a row for it, or name one that is there with --source`);
};

/** Where the export map of a source is looked for. */
export const exportMapPath = (mappings_directory: string, source: string, kind: ExportKind): string =>
  join(mappings_directory, 'exports', `${source}.${kind}.csv`);

/**
 * What the rows tell of. HR systems tell of workers. Learning systems tell of both others: the rows say which, where they have
 * the form of raw records; else the export map that is there.
 */
export const kindOf = (
  source: SourcePolicy,
  { kind, mappings: directory }: ExportFlags,
  rows: Pick<RowSource, 'first' | 'format'>,
): ExportKind => {
  if (kind !== undefined) return kind;
  if (source.kind === 'hris') return 'workers';
  const mapped = exportKinds.filter((each) => existsSync(exportMapPath(directory, source.id, each)));
  return formOfRows(rows) ?? (mapped.length === 1 ? mapped[0]! : 'statements');
};

/**
 * The map by which an export is read: the one that is named; else the usual one, if there is one, but for rows that have the
 * form of raw records already. Rows that nobody has confirmed are read: who asks has to say what they are.
 * @throws CommandError when it names columns that a table does not have; MappingError when it does not load
 */
export const mapFor = (
  source: SourcePolicy,
  kind: ExportKind,
  flags: ExportFlags,
  rows: RowSource,
  mappings: Mappings,
): ExportMap | null => {
  const usual = exportMapPath(flags.mappings, source.id, kind);
  const path = flags.map ?? (formOfRows(rows) === null && existsSync(usual) && usual);
  if (path === false) return null;
  if (!existsSync(path)) throw new CommandError(`there is no export map ${path}`);
  const map = loadExportMap(path, kind, mappings, { guesses: 'accept' });
  checkColumns(map, rows);
  return map;
};
