import { type IgnoreRule, ignoreRules } from '../../../services/learning/ignore-rules.ts';
import type { AmbiguousField } from '../judge/inspect.ts';
import type { Row } from '../read/row.ts';
import type { Outcome } from './confirm.ts';
import { briefly, shownFields } from './shown.ts';

const INDENT = ' '.repeat(12);

/** What a row leads to, in lines for people. */
export const rowLines = (place: string, judgement: Outcome, personal: boolean): readonly string[] => {
  const head = `${place.padEnd(12)}${judgement.outcome.padEnd(10)} `;
  switch (judgement.outcome) {
    case 'published':
    case 'unconfirmed':
      return [
        `${head}by the rule ${judgement.rule}`,
        ...(judgement.records.length > 0
          ? judgement.records.map((record) => `${INDENT}→ ${briefly(record, personal)}`)
          : [`${INDENT}→ nothing by itself: it may take back, or change, what came before`]),
      ];
    case 'ignored': {
      const why = ignoreRules[judgement.rule as IgnoreRule];
      return [`${head}by the rule ${judgement.rule}${why === undefined ? '' : `: ${why}`}`];
    }
    case 'refused':
      return [`${head}${judgement.code} at ${judgement.path}: ${judgement.reason}`];
  }
};

/** The same as one line of JSON. */
export const rowJson = (
  { at }: Row,
  judgement: Outcome,
  fields: { readonly ambiguous: readonly AmbiguousField[]; readonly unmapped: readonly string[] },
  personal: boolean,
): string => {
  if (judgement.outcome === 'ignored' || judgement.outcome === 'refused')
    return JSON.stringify({ row: at, ...judgement });
  const records = judgement.records.map((record) => ({ topic: record.topic, value: shownFields(record, personal) }));
  return JSON.stringify({
    row: at,
    ...judgement,
    records,
    ambiguous: fields.ambiguous.map(({ field }) => field),
    unmapped: fields.unmapped,
  });
};
