import { type Edition, isObject } from './check.ts';
import type { Fault } from './fault.ts';
import { statement } from './statement.ts';

/** What xAPI 2.0 added (IEEE 9274.1.1 4.2.2.5). */
const isNewContext = (context: unknown): boolean =>
  isObject(context) && (context['contextAgents'] !== undefined || context['contextGroups'] !== undefined);

/**
 * Which edition a statement follows (Data 2.4.10; IEEE 9274.1.1 4.2.4.3). Most name none, and how they were sent is not known
 * here: then 2.0 if they have what only that has, else 1.0, which takes all others that 2.0 takes.
 */
const editionOf = (value: unknown): Edition => {
  if (!isObject(value)) return '1.0';
  const { version, context, object } = value;
  if (typeof version === 'string') return version.startsWith('2.') ? '2.0' : '1.0';
  return isNewContext(context) || (isObject(object) && isNewContext(object['context'])) ? '2.0' : '1.0';
};

/**
 * Checks parsed JSON against xAPI 1.0.3 (Part Two: Data) or 2.0 (IEEE 9274.1.1), whichever its version names.
 *
 * What depends on a request is left out: bodies of attachments, signatures, credentials. Properties that occur twice cannot
 * be seen in parsed JSON; the specification leaves open what becomes of them (Data 2.2).
 * @returns null when `value` is a statement, else the first fault, with its path from the statement
 */
export const validate = (value: unknown): Fault | null => statement(value, editionOf(value));
