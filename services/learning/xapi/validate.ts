import { type Edition, isObject } from './check.ts';
import type { Fault } from './fault.ts';
import { statement } from './statement.ts';

/** Which edition a statement says it follows. Data 2.4.10; IEEE 9274.1.1 4.2.4.3. */
const editionOf = (value: unknown): Edition => {
  const version = isObject(value) ? value['version'] : undefined;
  if (typeof version !== 'string') return 'either';
  return version.startsWith('2.') ? '2.0' : '1.0';
};

/**
 * Checks parsed JSON against xAPI 1.0.3 (Part Two: Data) or 2.0 (IEEE 9274.1.1), whichever its version names.
 *
 * What depends on a request is left out: bodies of attachments, signatures, credentials. Properties that occur twice cannot
 * be seen in parsed JSON; the specification leaves open what becomes of them (Data 2.2).
 * @returns null when `value` is a statement, else the first fault, with its path from the statement
 */
export const validate = (value: unknown): Fault | null => statement(value, editionOf(value));
