import type { SourcePolicy } from '../../mappings/index.ts';
import { isObject } from './xapi/check.ts';

// RFC 8259 section 6.
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const SCORE_PARTS = ['scaled', 'raw', 'min', 'max'] as const;

const unquoted = (value: unknown): unknown =>
  typeof value === 'string' && JSON_NUMBER.test(value) ? Number(value) : value;

/**
 * Mends what a source is known to do wrong and its policy accepts; leaves everything else to the check. So far: numbers of a
 * score written as text (`quoted_numbers`). Records keep the statement as it came: only what is read here is mended.
 * @returns the statement itself where there is nothing to mend
 */
export const repair = (statement: unknown, { quoted_numbers }: Pick<SourcePolicy, 'quoted_numbers'>): unknown => {
  if (quoted_numbers === 'refuse' || !isObject(statement)) return statement;
  const { result } = statement;
  if (!isObject(result) || !isObject(result['score'])) return statement;
  const score: Record<string, unknown> = { ...result['score'] };
  for (const part of SCORE_PARTS) if (part in score) score[part] = unquoted(score[part]);
  return { ...statement, result: { ...result, score } };
};
