import type {
  EffectRegistration,
  Registration,
  RegistrationRole,
  VoidedRegistered,
} from '../../../schemas/types.generated.ts';
import { type Context, defineInput, type KnownLearner, type Outcome, type ReadTable } from '../../runtime/service.ts';
import type { Told } from '../drafts.ts';
import { registeredEffectRecord, settledEffectRecord } from '../effect.ts';
import { type Cause, publishedTold, standingTold } from './change.ts';
import {
  REGISTRATIONS,
  type Registered,
  registeredStatement,
  registrationKey,
  registrationRecord,
} from './registered.ts';
import { NEW_REGISTRATION, withoutStatement, withStatement } from './registration.ts';
import type { Cmi5IgnoreRule } from './verdicts.ts';

/** Who an alias belongs to; no entry once that is erased. */
const LINKS = 'identity.link' as const;

/** A statement of a registration, with what it leads to if it counts. */
export interface RegisteredTold {
  readonly statement_id: string;
  readonly role: RegistrationRole;
  readonly source: string;
  /** Keyed hash of the learner's alias. */
  readonly learner: string;
  /** Name under which the outcome is counted. */
  readonly rule: string;
  readonly told_by: Pick<Cause, 'rule' | 'mapping_version'>;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Null for a statement that publishes nothing, but says what counts. */
  readonly told: Told | null;
}

type Known = Context & { readonly member_id: string };

const ignored = (rule: Cmi5IgnoreRule): Outcome => ({ kind: 'ignored', rule });

/** Whether a launch is known: then what its session tells outside of the definitions of cmi5 says nothing of the activity. */
export const isLaunched = (registered: Registered, known: Known): boolean => {
  const { table, key } = registrationKey(registered, known);
  return known.get(table, key)?.statements.some(({ role }) => role === 'launched') ?? false;
};

export const outsideOfCmi5 = (): Outcome => ignored('cmi5-allowed');

/** What a statement changes in its registration. */
export const handleRegistered = (
  { statement_id, role, source, learner, rule, told_by, at, told }: RegisteredTold,
  registered: Registered,
  { get, member_id, known_as, record: { origin, timestamp_ms } }: Known,
): Outcome => {
  const { table, key } = registrationKey(registered, { member_id, known_as });
  const known = get(table, key) ?? NEW_REGISTRATION;
  const self = registeredStatement(registered.fact, { statement_id, role, at }, told);
  const decided = withStatement(known, self, {
    rule: told_by.rule,
    mapping_version: told_by.mapping_version,
    statement_id,
    origin,
  });
  if (decided === null) return ignored('cmi5-registration-full');
  const i = decided.statements.findIndex((each) => each.statement_id === statement_id);
  const verdict = decided.verdicts[i]!;
  if (verdict.kind === 'rejected') return verdict;

  const place: EffectRegistration = { key, partition: registered.partition, noted_at: timestamp_ms };
  const next: Registration = {
    noted_at: Math.max(known.noted_at, timestamp_ms),
    learner,
    statements: decided.statements,
  };
  const { left } = decided;
  const settled = left && settledEffectRecord(left.statement_id, publishedTold(left), origin);
  const { completion, score } = standingTold(decided.statements[i]!);
  const counted = told === null || completion !== null || score !== null ? rule : `${rule}/not-satisfied`;
  return {
    kind: 'published',
    rule: verdict.kind === 'ignored' ? verdict.rule : counted,
    records: [
      ...decided.records,
      registrationRecord(place, next),
      registeredEffectRecord({ statement_id, source, member_id, known_as }, place, origin),
      ...(settled === null ? [] : [settled]),
    ],
  };
};

/**
 * Whether the learner of a registration was erased: then the alias has no link, or that of somebody else who has it now. One in
 * conflict says neither.
 */
const isErased = ({ learner, statements }: Registration, get: ReadTable): boolean => {
  if (learner === null) return false;
  const link = get(LINKS, learner);
  if (link === null) return true;
  const records = statements.flatMap(({ completion, score, credentials }) =>
    [completion ?? [], score ?? [], credentials].flat(),
  );
  const isOf = ({ member_id, known_as }: KnownLearner): boolean =>
    [link.member_id, link.known_as].some((id) => id !== null && (id === member_id || id === known_as));
  return link.state === 'linked' && records.length > 0 && !records.some(isOf);
};

/** A statement of a registration is voided: the others count as if it had never been told. */
export const voidedInput = defineInput<'learning.voided', VoidedRegistered & { readonly key: string }>(
  'learning.voided',
  {
    claim: false,
    prepare: ({ key, value }) => {
      if (key === null) throw new Error('the voiding service writes the place of the registration as the key');
      return { kind: 'prepared', id: value.event_id, fingerprint: '', event: { ...value, key } };
    },
    state: ({ key }, _learner, get) => {
      const learner = get(REGISTRATIONS, key)?.learner ?? null;
      return [{ table: REGISTRATIONS, key }, ...(learner === null ? [] : [{ table: LINKS, key: learner }])];
    },
    handle: ({ key, statement_id, voiding }, { get, record }) => {
      const known = get(REGISTRATIONS, key);
      const decided = known && withoutStatement(known, statement_id, voiding);
      if (known === null || decided === null) return { kind: 'ignored', rule: 'voided-not-kept' };
      const { partition } = record.coordinates;
      // Of somebody who is erased nothing is told anew, and nothing is kept.
      const nothing = { records: [], statements: [] };
      const { withdrawals, records, statements } = isErased(known, get) ? { ...decided, ...nothing } : decided;
      return {
        kind: 'published',
        rule: 'registered-voided',
        records: [...withdrawals, ...records, registrationRecord({ key, partition }, { ...known, statements })],
      };
    },
  },
);
