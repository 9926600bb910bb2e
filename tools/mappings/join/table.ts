import { isDeepStrictEqual } from 'node:util';
import type { Join } from '../../../mappings/exports/joins.ts';
import { CommandError } from '../errors.ts';
import { openRows } from '../read/open.ts';

/** Joined files are held in memory. */
const CHARACTERS_MAX = 200_000_000;

type Fields = Readonly<Record<string, unknown>>;

/** The rows of a joined file by their keys. */
export interface JoinTable {
  /** Undefined: no row has the key; `duplicate`: several have it, and none of them counts. */
  readonly find: (key: string) => Fields | 'duplicate' | undefined;
}

/** A key as text; null where there is none. */
export const keyOf = (value: unknown): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  return String(value).trim() || null;
};

/**
 * Reads a file that an export map joins.
 * @throws CommandError when it cannot be read as a whole, lacks the key column, or is too large to be held
 */
export const readJoinTable = async (path: string, { name, key, duplicate }: Join): Promise<JoinTable> => {
  const source = await openRows(path);
  const rows = new Map<string, Fields | 'duplicate'>();
  let characters = 0;
  for await (const { at, content } of source.rows) {
    if (content.kind === 'fault') throw new CommandError(`${path}, ${source.counts} ${at}: ${content.reason}`);
    const row = content.value as Fields | null;
    const value = keyOf(row?.[key]);
    if (row === null || value === null) continue;
    characters += JSON.stringify(row).length;
    if (characters > CHARACTERS_MAX)
      throw new CommandError(
        `${path} is larger than what a join can hold, ${CHARACTERS_MAX.toLocaleString('en')} characters`,
      );
    const earlier = rows.get(value);
    if (earlier === undefined || duplicate === 'last') rows.set(value, row);
    else if (duplicate === 'refuse' && !isDeepStrictEqual(earlier, row)) rows.set(value, 'duplicate');
  }
  if (source.columns !== null && !source.columns.includes(key))
    throw new CommandError(`${path} has no column ${JSON.stringify(key)}, which is the key of the join ${name}`);
  return { find: (value) => rows.get(value) };
};
