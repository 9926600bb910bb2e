import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The text of an Avro contract.
 * @param path path below `schemas/`, as the topology names it, such as `raw/raw.xapi.avsc`
 */
export const readSchema = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');

/**
 * The text of an Avro contract as it is registered: without white space, so that the layout of the file has no say in
 * whether a registry knows the schema.
 * @param path as for `readSchema`
 */
export const registeredText = (path: string): string => JSON.stringify(JSON.parse(readSchema(path)));
