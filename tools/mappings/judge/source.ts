import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportMap, loadExportMap } from '../../../mappings/exports/load.ts';
import { type ExportKind, exportKinds } from '../../../mappings/exports/targets.ts';
import type { Mappings, SourcePolicy } from '../../../mappings/index.ts';
import { CommandError } from '../errors.ts';
import type { Format } from '../read/open.ts';

/** How the rows of an export are to be read, as people say it. */
export interface ExportFlags {
  readonly kind?: ExportKind;
  /** False: none, though there is one. */
  readonly map?: string | false;
  readonly format?: Format;
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

/** HR systems tell of workers. Learning systems tell of both others: the export map that is there says which. */
export const kindOf = (source: SourcePolicy, { kind, mappings: directory }: ExportFlags): ExportKind => {
  if (kind !== undefined) return kind;
  if (source.kind === 'hris') return 'workers';
  const mapped = exportKinds.filter((each) => existsSync(exportMapPath(directory, source.id, each)));
  return mapped.length === 1 ? mapped[0]! : 'statements';
};

/**
 * An export whose rows are objects has the form of raw records, unless a map is named.
 * @throws CommandError, MappingError
 */
export const mapFor = (
  source: SourcePolicy,
  kind: ExportKind,
  flags: ExportFlags,
  rows_have_columns: boolean,
  mappings: Mappings,
): ExportMap | null => {
  const usual = exportMapPath(flags.mappings, source.id, kind);
  const path = flags.map ?? (rows_have_columns && existsSync(usual) && usual);
  if (path === false) return null;
  if (!existsSync(path)) throw new CommandError(`there is no export map ${path}`);
  return loadExportMap(path, kind, mappings);
};
