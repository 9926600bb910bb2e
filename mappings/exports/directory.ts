import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FieldMapInputs } from '../fields/field-map.ts';
import { FaultList } from '../loader/faults.ts';
import { readExportMap } from './load.ts';
import { type ExportKind, exportKinds } from './targets.ts';

/** An export map by the name of its file, `<source>.<kind>.csv`; kind null where the name has none. */
export interface ExportMapFile {
  readonly file: string;
  readonly source: string;
  readonly kind: ExportKind | null;
}

const JOINS_END = '.joins.csv';

/** Export maps of a folder of mappings; their joins belong to them. */
export const exportMapFiles = (directory: string): readonly ExportMapFile[] => {
  const folder = join(directory, 'exports');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.csv') && !file.endsWith(JOINS_END))
    .toSorted()
    .map((file) => {
      const kind = exportKinds.find((each) => file.endsWith(`.${each}.csv`)) ?? null;
      return { file, source: kind === null ? file : file.slice(0, -`.${kind}.csv`.length), kind };
    });
};

/** Adds what is wrong in the export maps of a folder; a row that nobody has confirmed, or that leaves a question open, is. */
export const checkExportMaps = (directory: string, { faults, ...inputs }: FieldMapInputs): void => {
  for (const { file, source, kind } of exportMapFiles(directory)) {
    if (kind === null || !inputs.sources.declares(source)) continue; // `mappings check` complains of the name.
    const of_file = new FaultList();
    readExportMap(join(directory, 'exports', file), kind, { ...inputs, faults: of_file });
    for (const fault of of_file.all) faults.add({ ...fault, file: `exports/${fault.file}` });
  }
};
