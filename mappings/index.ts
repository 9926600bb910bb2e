import { fileURLToPath } from 'node:url';
import { type LoadOptions, loadDirectory } from './loader/load.ts';
import type { Mappings } from './types.ts';

export { type EmailAddress, foldedCase, parseAddress, withoutSubAddress } from './address.ts';
export { type MappingErrorCode, mappingErrorCodes } from './error-codes.ts';
export { MappingError, type MappingFault } from './loader/faults.ts';
export type * from './types.ts';
export { expiryOf } from './validity.ts';
export { isCompleted, successOf } from './verdicts.ts';
export { mappingsVersion } from './version.ts';

/**
 * Reads, checks and compiles all mapping files, and executes their samples.
 * @param directory folder of the CSV files; the repository's own by default
 * @param options services also refuse export maps that nobody has confirmed; the commands that help to confirm them do not
 * @throws MappingError listing every fault of every file with file, line and column
 */
export const loadMappings = (
  directory: string = fileURLToPath(new URL('.', import.meta.url)),
  options: LoadOptions = {},
): Mappings => loadDirectory(directory, options);
