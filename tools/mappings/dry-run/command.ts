import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportMap, loadExportMap } from '../../../mappings/exports/load.ts';
import { type ExportKind, exportKinds } from '../../../mappings/exports/targets.ts';
import { loadMappings, type Mappings, type SourcePolicy } from '../../../mappings/index.ts';
import type { Io } from '../cli.ts';
import { CommandError } from '../errors.ts';
import { createInspector } from '../judge/inspect.ts';
import { createJudge } from '../judge/judge.ts';
import { createProgress } from '../progress.ts';
import { type Format, openRows } from '../read/open.ts';
import { type DryRunOptions, dryRun, type Shown } from './run.ts';

export interface DryRunFlags extends Omit<DryRunOptions, 'show'> {
  readonly source: string;
  readonly kind?: ExportKind;
  /** False: none, though there is one. */
  readonly map?: string | false;
  readonly format?: Format;
  readonly show: Shown;
  readonly mappings: string;
}

export const sourceOf = (mappings: Mappings, id: string): SourcePolicy => {
  const source = mappings.source(id);
  if (source) return source;
  throw new CommandError(`sources.csv has no source ${id}: add a row for it, or name one that is there with --source`);
};

/** HR systems tell of workers. Learning systems tell of both others: the export map that is there says which. */
const kindOf = (given: ExportKind | undefined, source: SourcePolicy, mappings_directory: string): ExportKind => {
  if (given !== undefined) return given;
  if (source.kind === 'hris') return 'workers';
  const mapped = exportKinds.filter((kind) => existsSync(exportMapPath(mappings_directory, source.id, kind)));
  return mapped.length === 1 ? mapped[0]! : 'statements';
};

/** Where the export map of a source is looked for. */
export const exportMapPath = (mappings_directory: string, source: string, kind: ExportKind): string =>
  join(mappings_directory, 'exports', `${source}.${kind}.csv`);

/** An export whose rows are objects has the form of raw records, unless a map is named. */
const mapFor = (
  flags: DryRunFlags,
  kind: ExportKind,
  rows_have_columns: boolean,
  mappings: Mappings,
): ExportMap | null => {
  const usual = exportMapPath(flags.mappings, flags.source, kind);
  const path = flags.map ?? (rows_have_columns && existsSync(usual) && usual);
  if (path === false) return null;
  if (!existsSync(path)) throw new CommandError(`there is no export map ${path}`);
  return loadExportMap(path, kind, mappings);
};

/**
 * `mappings dry-run`: shows what would become of the rows of an export.
 * @returns exit code: 0 when every row would be published or ignored, 1 when any would be refused
 * @throws CommandError, MappingError when the run cannot begin
 */
export const runDryRun = async (file: string, flags: DryRunFlags, { out, err }: Io): Promise<number> => {
  const mappings = loadMappings(flags.mappings);
  const source = sourceOf(mappings, flags.source);
  const kind = kindOf(flags.kind, source, flags.mappings);
  const rows = openRows(file, flags.format);
  const map = mapFor(flags, kind, rows.format === 'csv', mappings);
  const context = { judge: createJudge(mappings), kind, source, map, received_at: statSync(file).mtime.getTime() };
  if (!flags.json) {
    const how = map === null ? 'read as they are' : `read by the export map ${map.file} ${map.version}`;
    out.write(`${file}: ${kind} of ${source.id}, ${how}\n\n`);
  }
  const progress = createProgress(err, rows.bytes_total);
  const inspector = createInspector(mappings, kind, map);
  const totals = await dryRun(rows, context, inspector, flags, out, progress);
  return totals.refusals > 0 ? 1 : 0;
};
