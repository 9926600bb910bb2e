import type { Deprecation } from '../types.ts';
import { compareVersions, parseVersion } from './semver.ts';
import type { Cell, CommonRow } from './table.ts';

/** Adds a fault unless the cell holds a version that the file has reached. */
export const checkRowVersion = (cell: Cell, file_version: string | null): void => {
  const row = parseVersion(cell.text);
  const file = file_version === null ? null : parseVersion(file_version);
  if (!row) cell.fault('a version such as 1.0.0');
  else if (file && compareVersions(row, file) > 0) cell.fault(`no version above that of the file, ${file_version}`);
};

/** What a deprecated row says of itself; undefined for a row in use. */
export const deprecationOf = (row: CommonRow, file_version: string | null): Deprecation | undefined => {
  const { deprecated_since, use_instead } = row;
  if (deprecated_since.text === '') {
    if (use_instead.text !== '') use_instead.fault('nothing, as the row is not deprecated');
    return undefined;
  }
  checkRowVersion(deprecated_since, file_version);
  if (use_instead.text === '') use_instead.fault('what takes the place of the deprecated row');
  const { file, line } = deprecated_since;
  return { file, line, since: deprecated_since.text, use_instead: use_instead.text };
};
