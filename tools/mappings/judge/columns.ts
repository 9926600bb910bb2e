import { JOINED } from '../../../mappings/exports/joins.ts';
import type { ExportMap } from '../../../mappings/exports/load.ts';
import { parsePath } from '../../../mappings/fields/path.ts';
import { CommandError } from '../errors.ts';
import type { RowSource } from '../read/row.ts';

/** The column that a source field begins with; null for `$`, which is the whole row, and what is known without it. */
const columnOf = (source_field: string): string | null => {
  const path = parsePath(source_field);
  if ('expected' in path || path.kind === 'context') return null;
  const [first] = path.segments;
  return first?.kind === 'key' && first.key !== JOINED ? first.key : null;
};

/** Columns that targets are filled from which every record must have, where the table has none that fills them. */
const missingColumns = ({ rows }: ExportMap, columns: readonly string[]): readonly string[] => {
  const by_target = Map.groupBy(
    rows.filter(({ required }) => required),
    ({ target_field }) => target_field,
  );
  return [...by_target.values()].flatMap((alternatives) => {
    const names = alternatives.map(({ source_field }) => columnOf(source_field));
    return names.some((name) => name === null || columns.includes(name)) ? [] : [names[0]!];
  });
};

/** The line that names all of them, if one of the first lines does. */
const headerLine = (head: string, names: readonly string[]): number | null => {
  const index = head.split(/\r?\n/).findIndex((line) => names.every((name) => line.includes(name)));
  return index === -1 ? null : index + 1;
};

/**
 * A table without a column that every record needs would be refused as a whole: mostly, its header stands further down, or the
 * table is another one.
 * @throws CommandError
 */
export const checkColumns = (map: ExportMap, { columns, head, name }: RowSource): void => {
  if (columns === null) return;
  const missing = missingColumns(map, columns);
  if (missing.length === 0) return;
  const line = headerLine(head, missing);
  const advice =
    line === null
      ? 'name its columns as the map does, or correct the map; where other lines stand above its header, say which line that is with --header'
      : `say --header ${line}, as they stand there`;
  const [columns_are, the] = missing.length === 1 ? ['column', 'it'] : ['columns', 'them'];
  throw new CommandError(
    `${name} has no ${columns_are} ${missing.map((column) => JSON.stringify(column)).join(', ')}, and ${map.file} needs ${the}: ${advice}`,
  );
};
