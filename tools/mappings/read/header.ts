import { CommandError } from '../errors.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter that stands most often in a line, outside of quotes. */
export const delimiterOf = (line: string): string => {
  const bare = line.replaceAll(/"(?:[^"]|"")*"/g, '');
  return DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length })).reduce((best, other) =>
    other.count > best.count ? other : best,
  ).delimiter;
};

/** The line by which some tables tell Excel their delimiter: `sep=;`. */
export const separatorIn = (line: string): string | null => /^sep=(.)\r?$/i.exec(line)?.[1] ?? null;

const ADDRESS = /[^\s@<]+@[^\s@>]+\.[^\s@>]+/;

/**
 * Names of the columns: white space in them is one space; the second of a name is `Name (2)`, the fourth column without one
 * `column 4`.
 * @throws CommandError where the cells hold an address: they are no names, and would be told as such
 */
export const columnNames = (cells: readonly string[], at: number): readonly string[] => {
  if (cells.some((cell) => ADDRESS.test(cell))) {
    throw new CommandError(
      `line ${at} names no columns, as it holds an e-mail address: add a line with their names, or say with --header which line has them`,
    );
  }
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.replaceAll(/\s+/g, ' ').trim() || `column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
};
