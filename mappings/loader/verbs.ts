import { complete, createDuplicateCheck, iri } from './cells.ts';
import type { FileFormat, Table } from './table.ts';

export const VERBS = {
  summary:
    'Verbs that mean what another one means, so that a rule is written once. A verb that has rules of its own stands in `learning-rules.csv` only.',
  columns: {
    verb: 'IRI of the verb; never its display text.',
    same_as: 'IRI of the verb that `learning-rules.csv` has rows for.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof VERBS.columns;

/**
 * Verbs with the verb whose rules are theirs.
 * @param hasRules whether `learning-rules.csv` has rows for a verb; null when that cannot be told, as the file is unreadable
 */
export const loadVerbs = (
  table: Table<Column>,
  hasRules: ((verb: string) => boolean) | null,
): ReadonlyMap<string, string> => {
  const isDuplicate = createDuplicateCheck('verb');
  const same = new Map<string, string>();
  for (const row of table.rows) {
    const values = { verb: iri(row.verb), same_as: iri(row.same_as) };
    if (!complete(values) || isDuplicate(row.verb, values.verb)) continue;
    if (hasRules?.(values.verb) === true) row.verb.fault('a verb that has no rows of its own in learning-rules.csv');
    else if (hasRules?.(values.same_as) === false) row.same_as.fault('a verb that has rows in learning-rules.csv');
    else same.set(values.verb, values.same_as);
  }
  return same;
};
