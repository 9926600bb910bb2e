import { mappingErrorCodes } from '../../mappings/index.ts';
import type { EnrollmentJournal, ResolvedEnrollment } from '../../schemas/types.generated.ts';
import { homeOf } from '../people/home.ts';
import {
  type CensusDeclaration,
  type Context,
  type DueDeclaration,
  defineInput,
  type Outcome,
  type Service,
} from '../runtime/service.ts';
import { type EnrollmentDeps, type MappedChange, prepareChange } from './change.ts';
import { toEvidence } from './completion.ts';
import { DRIFT_KINDS } from './drift.ts';
import { enrollmentErrorCodes } from './error-codes.ts';
import { openDrift, reconcile } from './reconcile.ts';
import { standingKey } from './standing.ts';

export interface EnrollmentOptions extends EnrollmentDeps {
  /** How long enrollment and learning may disagree before a drift record says so, milliseconds. */
  readonly drift_grace_ms: number;
}

const passOn = (rule: string, evidence: readonly ResolvedEnrollment[]): Outcome => ({
  kind: 'published',
  rule,
  records: evidence.map((value) => ({ topic: 'enrollment.resolved', key: standingKey(value), value })),
});

const isWithdrawal = ({ completion }: ResolvedEnrollment): boolean => completion?.withdrawn === true;

/** Passes a change whose member is known on to the partition that keeps the standing of that member in that course. */
const resolve = ({ enrollment }: MappedChange, { member_id, known_as, record }: Context): Outcome => {
  if (member_id === null) throw new Error('an enrollment change is handled only once its member is known');
  return passOn(enrollment.rule, [
    { ...enrollment, member_id: homeOf({ member_id, known_as }), origin: record.origin },
  ]);
};

/** Changes as the learning systems send them, whether they come for the first time or come back. */
const changesOf = (deps: EnrollmentDeps) =>
  defineInput<'raw.enrollment', MappedChange>('raw.enrollment', {
    prepare: (record) => prepareChange(deps, record),
    learner: ({ learner }) => learner,
    handle: resolve,
  });

const due: DueDeclaration<'enrollment.journal'> = {
  table: 'enrollment.journal',
  due_at: ({ drift }) => drift?.due_at ?? null,
  handle: (key, journal) => ({ send_back: [], records: openDrift(key, journal) }),
};

const openKind = ({ drift }: EnrollmentJournal): string | null =>
  drift !== null && drift.due_at === null ? drift.kind : null;

/** Counts open drift records. */
export const driftCensus: CensusDeclaration<'enrollment.journal'> = {
  table: 'enrollment.journal',
  metric: 'skillstream_enrollment_drift_open',
  help: 'Members in courses about whom enrollment and learning disagree, by kind.',
  kinds: DRIFT_KINDS,
  kindOf: openKind,
};

/**
 * Keeps the standing of each member in each course. Changes and completions first pass on to the partition of the member and
 * the course, where one writer puts them together and decides by the times of the sources.
 */
export const createEnrollment = ({ drift_grace_ms, ...deps }: EnrollmentOptions): Service => ({
  name: 'enrollment',
  error_codes: { ...mappingErrorCodes, ...enrollmentErrorCodes },
  inputs: {
    // First, so that what is due is written by the same partition processor as all else that follows from the journal.
    'enrollment.resolved': defineInput<'enrollment.resolved', ResolvedEnrollment>('enrollment.resolved', {
      claim: false,
      prepare: ({ value }) => ({ kind: 'prepared', id: value.event_id, fingerprint: '', event: value }),
      state: (change) => [{ table: 'enrollment.journal', key: standingKey(change) }],
      handle: (change, { get, record }) =>
        reconcile(get('enrollment.journal', standingKey(change)), change, record.timestamp_ms, drift_grace_ms),
    }),
    'raw.enrollment': changesOf(deps),
    'enrollment.resubmission-repartition': changesOf(deps),
    'marketplace.completion': defineInput<'marketplace.completion', readonly ResolvedEnrollment[]>(
      'marketplace.completion',
      {
        claim: false,
        prepare: ({ value }) => {
          const event = toEvidence(value, deps.mappings);
          return event.length > 0
            ? { kind: 'prepared', id: value.event_id, fingerprint: '', event }
            : { kind: 'ignored', rule: 'assessment-only', id: value.event_id, fingerprint: '' };
        },
        handle: (evidence) => passOn(evidence.some(isWithdrawal) ? 'withdrawal' : 'completion', evidence),
      },
    ),
  },
  tables: ['enrollment.journal'],
  due,
  census: driftCensus,
});
