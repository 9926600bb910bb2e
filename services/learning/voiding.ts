import type { LearningRule } from '../../mappings/index.ts';
import { uuidV5 } from '../people/ids.ts';
import type { Coordinates, OutputRecord } from '../runtime/service.ts';
import type { Statement } from './xapi/types.ts';

/** A statement that says that another one is void (xAPI 1.0.3 Data 2.3.2). */
export interface VoidingStatement {
  readonly kind: 'voiding';
  /** In lower case, as all statement ids. */
  readonly statement_id: string;
  readonly source: string;
  /** The statement that is void; it may be yet to come. */
  readonly target_id: string;
  /** Name under which the outcome is counted. */
  readonly rule: string;
  readonly told_by: Pick<LearningRule, 'rule' | 'mapping_version'>;
}

/**
 * Reads a statement that a rule takes for a voiding one. Who sends it is no learner, and need not be anybody we know.
 * @returns null when its object is no other statement
 */
export const voidingOf = (
  { object }: Statement,
  statement_id: string,
  told_by: LearningRule,
  source: string,
): VoidingStatement | null => {
  if (object.objectType !== 'StatementRef') return null;
  return { kind: 'voiding', statement_id, source, target_id: object.id.toLowerCase(), rule: told_by.rule, told_by };
};

/**
 * Tells the voiding service. It goes where the target's effect goes: who voids is as a rule somebody else than the learner, so
 * the two statements come in different partitions.
 */
export const voidingRecord = (
  { target_id, statement_id, source, told_by: { rule, mapping_version } }: VoidingStatement,
  origin: Coordinates,
): OutputRecord => ({
  topic: 'learning.statement',
  key: target_id,
  value: {
    event_id: uuidV5(`voiding|${statement_id}|${target_id}`),
    effect: null,
    voiding: { source, statement_id, rule, mapping_version, origin },
    origin,
  },
});
