import type { Repair } from '../../mappings/index.ts';

/**
 * Mends what a source is known to send wrong and its mappings list; leaves everything else to the check. Changes the parsed
 * statement in place: the record keeps it as it came.
 * @returns what to add to the name under which the statement is counted, such as `+quoted-numbers`; empty where nothing was mended
 */
export const repair = (statement: unknown, repairs: readonly Repair[]): string => {
  let counted_as = '';
  for (const { name, mend } of repairs) if (mend(statement)) counted_as += `+${name}`;
  return counted_as;
};
