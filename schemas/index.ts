import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The text of an Avro contract.
 * @param path path below `schemas/`, as the topology names it, such as `raw/raw.xapi.avsc`
 */
export const readSchema = (path: string): string =>
  readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
