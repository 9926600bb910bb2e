import type { SourcePolicy } from '../../../mappings/index.ts';
import type { EffectRegistration, RegisteredStatement, Registration } from '../../../schemas/types.generated.ts';
import { homeOf } from '../../people/home.ts';
import { uuidV5 } from '../../people/ids.ts';
import type { KnownLearner, OutputRecord, TableKey } from '../../runtime/service.ts';
import { NOTHING_TOLD, type Told } from '../drafts.ts';
import type { Cmi5Fact } from './fact.ts';

export const REGISTRATIONS = 'learning.registration';

/** A fact with the input partition whose state decides on it: all statements of a learner come in one. */
export interface Registered {
  readonly fact: Cmi5Fact;
  readonly partition: number;
}

/**
 * Where the state of a registration stands. Names the input partition, which alone writes it. A merge of workers does not cut it
 * in two.
 */
export const registrationKey = (
  { fact: { registration, activity }, partition }: Registered,
  learner: KnownLearner,
): TableKey<typeof REGISTRATIONS> => ({
  table: REGISTRATIONS,
  key: `${partition}|${uuidV5(`registration|${homeOf(learner)}|${registration}|${activity}`)}`,
});

/** The state of a registration; a tombstone once nothing is left of it. */
export const registrationRecord = (
  { key, partition }: Pick<EffectRegistration, 'key' | 'partition'>,
  value: Registration,
): OutputRecord => ({
  topic: REGISTRATIONS,
  key,
  partition,
  ...(value.statements.length === 0 ? ({ value: null, tombstone: 'revoked' } as const) : { value }),
});

/**
 * A statement as its registration remembers it, before anything is decided.
 * @param told what it leads to if it counts; null for one that only says what counts
 */
export const registeredStatement = (
  { session_id, scaled, mastery_score, move_on, for_credit }: Cmi5Fact,
  { statement_id, role, at }: Pick<RegisteredStatement, 'statement_id' | 'role' | 'at'>,
  told: Told | null,
): RegisteredStatement => ({
  statement_id,
  role,
  at,
  session_id,
  scaled,
  mastery_score,
  move_on,
  for_credit,
  ...(told ?? NOTHING_TOLD),
  assertions: 0,
  standing: null,
});

const policies = new WeakMap<SourcePolicy, SourcePolicy>();

/** How scores of cmi5 statements are read, whatever the source does elsewhere: scaled runs from 0 to 1 (9.5.1). */
export const cmi5Policy = (source: SourcePolicy): SourcePolicy => {
  const known = policies.get(source);
  if (known !== undefined) return known;
  const policy: SourcePolicy = { ...source, scaled_convention: '0..1' };
  policies.set(source, policy);
  return policy;
};
