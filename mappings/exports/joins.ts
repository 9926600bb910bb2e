import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { compilePath, type Path, parsePath } from '../fields/path.ts';
import { choice, complete, createDuplicateCheck, matching, text } from '../loader/cells.ts';
import type { FaultList } from '../loader/faults.ts';
import { type Cell, type FileFormat, readTable } from '../loader/table.ts';
import { UNKNOWN_SOURCE } from '../transforms/examples.ts';

export const JOINS = {
  summary:
    'Files that are read beside an export, such as `classes.csv` and `users.csv` of OneRoster: one row for each, in the order in which they are looked up. Stands beside the map `<source>.<kind>.csv` as `<source>.<kind>.joins.csv`. The map reads what it finds as `joined.<name>.<column>`.',
  columns: {
    name: 'Name of the join: lower-case letters, digits and `_`.',
    file: 'Name of the file, in the folder of the export; another place is given with `--join name=path`.',
    key: 'Column of the file that holds the key.',
    value_of:
      'Where the row has the key, as a source field: `classSourcedId`, or `joined.classes.courseSourcedId` of a join above.',
    missing:
      'What happens to a row whose key the file does not have: `refuse`, or `absent` for a row without it. A row that has no key is read without.',
    duplicate: 'Which row counts where several have the key: `refuse`, `first` or `last`.',
  },
} as const satisfies FileFormat;

/** One file that is read beside an export. */
export interface Join {
  readonly name: string;
  readonly file: string;
  readonly key: string;
  /** What the row has as the key. */
  readonly read: (row: unknown) => unknown;
  readonly value_of: string;
  readonly missing: 'refuse' | 'absent';
  readonly duplicate: 'refuse' | 'first' | 'last';
}

/** Where a row has what was found for it. */
export const JOINED = 'joined';

const sourceField = (cell: Cell): Path | undefined => {
  const path = parsePath(cell.text);
  if (!('expected' in path) && path.kind === 'source' && path.segments.length > 0) return path;
  cell.fault('the place of a value in the row, such as classSourcedId');
  return undefined;
};

const CONTEXT = { source: UNKNOWN_SOURCE, received_at: 0 };

/** Where the joins of an export map stand. */
export const joinsPath = (map_path: string): string => map_path.replace(/\.csv$/, '.joins.csv');

/** Reads the joins of an export map; none where it has no such file. */
export const readJoins = (map_path: string, faults: FaultList): readonly Join[] => {
  const path = joinsPath(map_path);
  if (path === map_path || !existsSync(path)) return [];
  const table = readTable(dirname(path), basename(path), JOINS, faults);
  const isDuplicate = createDuplicateCheck('join');
  return table.rows.flatMap((row) => {
    const path_of_key = sourceField(row.value_of);
    const values = {
      name: matching(row.name, /^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _'),
      file: matching(row.file, /^[^/\\]+$/, 'the name of a file, without a folder'),
      key: text(row.key),
      value_of: text(row.value_of),
      missing: choice(row.missing, ['refuse', 'absent']),
      duplicate: choice(row.duplicate, ['refuse', 'first', 'last']),
    };
    if (!complete(values) || path_of_key === undefined || isDuplicate(row.name, values.name)) return [];
    const read = compilePath(path_of_key);
    return [{ ...values, read: (source: unknown) => read(source, CONTEXT) }];
  });
};
