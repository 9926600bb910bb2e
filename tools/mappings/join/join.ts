import { existsSync } from 'node:fs';
import { dirname, join as joinPath } from 'node:path';
import { JOINED, type Join } from '../../../mappings/exports/joins.ts';
import { CommandError } from '../errors.ts';
import { STDIN } from '../read/bytes.ts';
import { type JoinTable, keyOf, readJoinTable } from './table.ts';

/** A row with what was found for it below `joined`, or why it cannot be joined. */
export type Joined =
  | { readonly kind: 'joined'; readonly row: unknown }
  | {
      readonly kind: 'rejected';
      readonly code: 'join_missing' | 'join_duplicate';
      readonly reason: string;
      readonly path: string;
    };

export type JoinRow = (row: unknown) => Joined;

/** Joins a row with tables, one after the other, so that a join may look up what an earlier one found. */
export const createJoinRow =
  (joins: readonly { readonly join: Join; readonly table: JoinTable }[]): JoinRow =>
  (row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return { kind: 'joined', row };
    const joined: Record<string, unknown> = {};
    const whole = { ...row, [JOINED]: joined };
    for (const { join, table } of joins) {
      const key = keyOf(join.read(whole));
      const found = key === null ? undefined : table.find(key);
      const path = `$.${join.value_of}`;
      if (found === 'duplicate')
        return { kind: 'rejected', code: 'join_duplicate', reason: `several rows of ${join.file} have the key`, path };
      if (found !== undefined) joined[join.name] = found;
      else if (key !== null && join.missing === 'refuse')
        return { kind: 'rejected', code: 'join_missing', reason: `no row of ${join.file} has the key`, path };
    }
    return { kind: 'joined', row: whole };
  };

/** Paths given with `--join name=path`. */
const givenPaths = (given: readonly string[], joins: readonly Join[]): ReadonlyMap<string, string> =>
  new Map(
    given.map((text) => {
      const [, name = '', path = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
      if (!joins.some((join) => join.name === name))
        throw new CommandError(
          `--join ${text}: expected name=path, the name one of ${joins.map((join) => join.name).join(', ') || 'the joins of the map, which has none'}`,
        );
      return [name, path];
    }),
  );

/**
 * Opens the files that an export map joins: beside the export, unless they are given.
 * @returns null where there are none
 * @throws CommandError when one of them is not there or cannot be read
 */
export const openJoins = async (
  joins: readonly Join[],
  export_path: string,
  given: readonly string[] = [],
): Promise<JoinRow | null> => {
  const paths = givenPaths(given, joins);
  if (joins.length === 0) return null;
  const tables: { join: Join; table: JoinTable }[] = [];
  for (const join of joins) {
    const path = paths.get(join.name) ?? joinPath(export_path === STDIN ? '.' : dirname(export_path), join.file);
    if (!existsSync(path))
      throw new CommandError(
        `the export map joins ${join.file}, and there is no file ${path}: name it with --join ${join.name}=path`,
      );
    tables.push({ join, table: await readJoinTable(path, join) });
  }
  return createJoinRow(tables);
};
