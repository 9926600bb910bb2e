import { basename, dirname } from 'node:path';
import { compileFieldMap } from '../fields/field-map.ts';
import { FIELDS } from '../fields/row.ts';
import { FaultList } from '../loader/faults.ts';
import { readTable } from '../loader/table.ts';
import type { CompiledMap, Deprecation, Mappings } from '../types.ts';
import { type ExportKind, exportTopics, SUPPLIED, targetsOf } from './targets.ts';

/** How the columns of one export become the fields of a raw record: a field map whose targets are places in it. */
export interface ExportMap extends CompiledMap<Readonly<Record<string, unknown>>> {
  readonly file: string;
  readonly kind: ExportKind;
  readonly deprecations: readonly Deprecation[];
}

/**
 * Reads, checks and compiles an export map, and executes its samples. Rows that are still guesses are read, and can be
 * told by their `guess`.
 * @throws MappingError listing every fault of the file
 */
export const loadExportMap = (path: string, kind: ExportKind, mappings: Mappings): ExportMap => {
  const faults = new FaultList();
  const file = basename(path);
  const table = readTable(dirname(path), file, FIELDS, faults);
  const sources = { get: mappings.source, declares: (id: string) => mappings.source(id) !== undefined };
  const scope = {
    shape: 'any',
    topic: exportTopics[kind].topic,
    targets: targetsOf(kind),
    supplied: SUPPLIED,
    open: [],
    guesses: 'accept',
  } as const;
  const map = compileFieldMap<Readonly<Record<string, unknown>>>(table, scope, { lookups: mappings, sources, faults });
  faults.throwIfAny();
  return { file, kind, deprecations: table.deprecations, ...map };
};
