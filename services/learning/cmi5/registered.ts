import type { SourcePolicy } from '../../../mappings/index.ts';
import type { Completion, Registration, RegistrationFact } from '../../../schemas/types.generated.ts';
import { uuidV5 } from '../../people/ids.ts';
import type { Coordinates, OutputRecord, TableKey } from '../../runtime/service.ts';
import type { Drafts } from '../drafts.ts';
import { voidingRecord } from '../voiding.ts';
import type { Cmi5Fact } from './fact.ts';
import type { Cmi5IgnoreRule, Satisfaction } from './registration.ts';

export const REGISTRATIONS = 'learning.registration';

/** A fact with the input partition whose state decides on it: all statements of a learner come in one. */
export interface Registered {
  readonly fact: Cmi5Fact;
  readonly partition: number;
}

/** Where the state of a registration stands. Names the input partition, which alone writes it. */
export const registrationKey = (
  { fact: { registration, activity_id }, partition }: Registered,
  member_id: string,
): TableKey<typeof REGISTRATIONS> => ({
  table: REGISTRATIONS,
  key: `${partition}|${uuidV5(`registration|${member_id}|${registration}|${activity_id}`)}`,
});

export const registrationRecord = (registered: Registered, member_id: string, value: Registration): OutputRecord => ({
  topic: REGISTRATIONS,
  key: registrationKey(registered, member_id).key,
  partition: registered.partition,
  value,
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

/**
 * What a statement leads to once it is known whether its activity is satisfied. One that does not satisfy it completes
 * nothing; a pass stays a pass.
 */
export const judged = (drafts: Drafts, satisfaction: Satisfaction | null): Drafts => {
  const { completion, skills } = drafts;
  if (satisfaction === null || completion === null) return drafts;
  if (!satisfaction.satisfied) {
    return completion.success === true ? drafts : { ...drafts, completion: null, skills: [] };
  }
  const { since, passed_before } = satisfaction;
  return {
    ...drafts,
    completion: { ...completion, learning_completed: true, completed_at: since },
    // The pass was evidence of the skills already.
    skills: passed_before ? [] : skills.map((skill) => ({ ...skill, observed_at: since })),
  };
};

/** Takes back failed statements that a pass turns out to precede, as if the pass voided them. */
export const withdrawalsOf = (
  withdrawn: readonly RegistrationFact[],
  { statement_id, source, mapping_version }: Pick<Completion, 'statement_id' | 'source' | 'mapping_version'>,
  origin: Coordinates,
): readonly OutputRecord[] => {
  const rule = 'cmi5-failed-after-passed' satisfies Cmi5IgnoreRule;
  const told_by = { rule, mapping_version };
  return withdrawn.map((failed) =>
    voidingRecord({ kind: 'voiding', statement_id, source, target_id: failed.statement_id, rule, told_by }, origin),
  );
};
