import type { MappedFields, Mappings, SourcePolicy } from '../../../mappings/index.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import type { Completion, EnrollmentChange, IdentityLink } from '../../../schemas/types.generated.ts';
import type { EnrollmentDeps } from '../../../services/enrollment/change.ts';
import { createEnrollment } from '../../../services/enrollment/service.ts';
import { type Alias, canonicalAlias } from '../../../services/people/alias.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import type { EmailPolicyOf } from '../../../services/people/email.ts';
import { createPureRunner, type FedRecord, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

const EPOCH_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long the views may disagree before a drift record says so. */
export const GRACE_MS = 3 * DAY_MS;

const emailDomain: EmailPolicyOf = () => ({ local_part: 'lower', sub_address: null });

const sourcePolicy = (id: string, overrides: Partial<SourcePolicy> = {}): SourcePolicy => ({
  ...UNKNOWN_SOURCE,
  id,
  ...overrides,
});

const sources = [
  sourcePolicy('lms'),
  sourcePolicy('bare', { mbox_sha1sum_of: 'address' }),
  sourcePolicy('hr', { kind: 'hris' }),
];

const STATES: Readonly<Record<string, MappedFields['enrollment']['enrollment_state']>> = {
  started: 'active',
  finished: 'completed',
  left: 'dropped',
  exempt: 'completed',
};

const fieldsOf = (value: EnrollmentChange): MappedFields['enrollment'] => ({
  course_id: value.course_id,
  course_name: value.course_name,
  enrollment_state: STATES[value.status]!,
  source_status: value.status,
  changed_at: value.occurred_at,
});

const mappings: EnrollmentDeps['mappings'] = {
  source: (id) => sources.find((known) => known.id === id),
  emailDomain,
  enrollmentState: (_source, status) => {
    const state = STATES[status];
    const statement_expected = state === 'completed' && status !== 'exempt';
    return state && { state, rule: `status-${state}`, statement_expected, mapping_version: '1.0.0' };
  },
  tellsEnrollments: (source) => source !== 'silent',
  activityKind: (type) => (type.endsWith('/course') ? 'course' : 'part'),
  fieldMap: (() => ({
    version: '1.0.0',
    apply: (value: EnrollmentChange) =>
      value.course_id === 'urn:x:refused'
        ? { kind: 'rejected', code: 'iri_form', reason: 'no absolute IRI', path: '$.course_id' }
        : { kind: 'mapped', fields: fieldsOf(value) },
  })) as unknown as Mappings['fieldMap'],
};

const hashAlias = createAliasHasher('a secret for tests only');

export const aliasHash = (kind: Alias['kind'], value: string, namespace: string | null = null): string =>
  hashAlias(canonicalAlias({ kind, namespace, value }, emailDomain));

export const LINK: IdentityLink = {
  event_id: 'link',
  alias_kind: 'employee_id',
  state: 'linked',
  member_id: 'E1',
  known_as: null,
  claimants: [],
  claims: [],
  source: 'hr',
  since: 0,
  origin: { topic: 'raw.hris', partition: 0, offset: 0 },
};

/** A runner in which employee E1 is known by the employee id. */
export const createRunner = (): PureRunner => {
  const runner = createPureRunner(createEnrollment({ mappings, hashAlias, drift_grace_ms: GRACE_MS }));
  runner.put('identity.link', aliasHash('employee_id', 'E1'), LINK);
  return runner;
};

/** Worker E1 starts a course on the first day, unless said otherwise. Times are days after the first. */
export const change = ({ day = 0, ...given }: Partial<EnrollmentChange> & { day?: number } = {}): EnrollmentChange => ({
  event_id: `event-${day}-${given.status ?? 'started'}`,
  source: 'lms',
  learner: { kind: 'employee_id', namespace: null, value: 'E1' },
  course_id: 'https://lms.example/course/1',
  course_name: 'Welding',
  status: 'started',
  occurred_at: EPOCH_MS + day * DAY_MS,
  received_at: EPOCH_MS + day * DAY_MS + 1000,
  ...given,
});

/** Worker E1 completes the same course on the first day, unless said otherwise. */
export const completion = ({ day = 0, ...given }: Partial<Completion> & { day?: number } = {}): Completion => ({
  event_id: `completion-${day}`,
  member_id: 'E1',
  known_as: null,
  course_id: 'https://lms.example/course/1',
  course_name: 'Welding',
  activity_type: 'http://adlnet.gov/expapi/activities/course',
  activity_kind: 'course',
  learning_completed: true,
  assertion: 'asserted',
  withdraws: null,
  voided_by: null,
  waived_reason: null,
  completed_at: EPOCH_MS + day * DAY_MS,
  success: null,
  score_event_id: null,
  duration: null,
  registration: null,
  statement_id: `statement-${day}`,
  source: 'lms',
  rule: 'completed',
  mapping_version: '1.0.0',
  origin: { topic: 'raw.xapi', partition: 0, offset: day },
  ...given,
});

/** Takes a completion back, as the voiding service does. */
export const withdrawal = ({ event_id, statement_id, course_id, completed_at, source }: Completion): Completion => ({
  ...completion({ event_id: `${event_id}-withdrawal`, statement_id, course_id, completed_at, source }),
  course_name: null,
  activity_type: null,
  activity_kind: null,
  learning_completed: false,
  assertion: 'revoked',
  withdraws: event_id,
  voided_by: 'voiding',
  rule: 'statement-voiding',
});

export const learn = (runner: PureRunner, value: Completion): Verdict =>
  runner.feed('marketplace.completion', { key: 'E1', value });

export const feed = (runner: PureRunner, value: EnrollmentChange): Verdict =>
  runner.feed('raw.enrollment', { key: 'E1', value });

/** What the first step has passed on so far, as the second step gets it. */
export const resolvedOf = (runner: PureRunner): readonly FedRecord<'enrollment.resolved'>[] =>
  runner.written.flatMap(({ topic, key, value }) => (topic === 'enrollment.resolved' && value ? [{ key, value }] : []));
