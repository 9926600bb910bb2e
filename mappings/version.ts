import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fieldMapNames, files } from './loader/load.ts';

const DIGITS = 12;

/**
 * Names what all mapping files together say: twelve hex digits, equal for equal content. The version line of a file is set by
 * people, who may forget it.
 * @param directory folder of the CSV files; the repository's own by default
 */
export const mappingsVersion = (directory: string = fileURLToPath(new URL('.', import.meta.url))): string => {
  const hash = createHash('sha256');
  for (const file of [...Object.keys(files), ...fieldMapNames.map((name) => `fields/${name}.csv`)].sort()) {
    const content = readFileSync(join(directory, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, DIGITS);
};
