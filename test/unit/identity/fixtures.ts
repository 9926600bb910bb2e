import type { MappedFields, Mappings, SourcePolicy } from '../../../mappings/index.ts';
import { UNKNOWN_SOURCE } from '../../../mappings/transforms/examples.ts';
import type { Worker, WorkerEvent } from '../../../schemas/types.generated.ts';
import { createMemberIdOf, type MemberIdPolicy } from '../../../services/identity/member-id.ts';
import { createIdentity } from '../../../services/identity/service.ts';
import { type Alias, canonicalAlias } from '../../../services/people/alias.ts';
import { createAliasHasher } from '../../../services/people/alias-hash.ts';
import { canonicalEmail, type EmailPolicyOf, parseEmail } from '../../../services/people/email.ts';
import { createPureRunner, type PureRunner, type Verdict } from '../../support/pure-runner.ts';

const SECRET = 'a secret for tests only';

const emailDomain: EmailPolicyOf = () => ({ local_part: 'lower', sub_address: '+' });

const sourcePolicy = (id: string, kind: SourcePolicy['kind']): SourcePolicy => ({
  ...UNKNOWN_SOURCE,
  id,
  kind,
});

const publicEmail = (email: string | null): string | null => {
  const address = email === null ? null : parseEmail(email);
  return address && canonicalEmail(address, emailDomain);
};

const memberFields = ({ employee_id, worker, effective_at }: WorkerEvent): MappedFields['member'] => ({
  member_id: employee_id,
  employment_kind: worker?.employment_kind ?? null,
  email: publicEmail(worker?.email ?? null),
  as_of: effective_at,
});

export const mappings: Pick<Mappings, 'source' | 'emailDomain' | 'fieldMap'> = {
  source: (id) =>
    [sourcePolicy('workday', 'hris'), sourcePolicy('sap', 'hris'), sourcePolicy('lms', 'lms')].find(
      (known) => known.id === id,
    ),
  emailDomain,
  fieldMap: (() => ({
    version: '1.0.0',
    apply: (value: WorkerEvent) => ({ kind: 'mapped', fields: memberFields(value) }),
  })) as unknown as Mappings['fieldMap'],
};

export const hashAlias = createAliasHasher(SECRET);

export const aliasHash = (kind: Alias['kind'], value: string, namespace: string | null = null): string =>
  hashAlias(canonicalAlias({ kind, namespace, value }, emailDomain));

export const memberIdOf = createMemberIdOf(SECRET, 'employee-id');

export const createRunner = (member_id_policy: MemberIdPolicy = 'employee-id'): PureRunner =>
  createPureRunner(createIdentity({ mappings, hashAlias, secret: SECRET, member_id_policy }));

export const worker = (overrides: Partial<Worker> = {}): Worker => ({
  employment_kind: 'employee',
  on_leave: false,
  given_name: 'Jane',
  family_name: 'Doe',
  email: null,
  email_consent: false,
  other_emails: [],
  accounts: [],
  openids: [],
  sso_subjects: [],
  lms_users: [],
  ...overrides,
});

const DAY_MS = 24 * 60 * 60 * 1000;
const EPOCH_MS = Date.UTC(2026, 0, 1);

/** A hire of worker E1 on the first day, unless said otherwise. Times are days after the first. */
export const hris = ({ day = 0, ...given }: Partial<WorkerEvent> & { day?: number } = {}): WorkerEvent => ({
  event_id: `event-${given.kind ?? 'hire'}-${day}-${given.employee_id ?? 'E1'}`,
  source: 'workday',
  kind: 'hire',
  employee_id: 'E1',
  sequence: null,
  effective_at: EPOCH_MS + day * DAY_MS,
  received_at: EPOCH_MS + day * DAY_MS + 1000,
  worker: given.kind === 'terminate' ? null : worker(),
  related_employee_id: null,
  ...given,
});

export const feed = (runner: PureRunner, event: WorkerEvent): Verdict =>
  runner.feed('raw.hris', { key: event.employee_id, value: event });

/** A runner that was told of the events, in order. */
export const having = (...events: readonly Parameters<typeof hris>[0][]): PureRunner => {
  const runner = createRunner();
  for (const event of events) feed(runner, hris(event));
  return runner;
};

export const ruleOf = (runner: PureRunner, event: WorkerEvent): string => {
  const verdict = feed(runner, event);
  return 'rule' in verdict ? verdict.rule : verdict.kind;
};

/** Member, action, and alias kind where one is concerned or else the reason, of each record of the audit trail. */
export const auditsOf = (runner: PureRunner): readonly string[] =>
  runner.written.flatMap(({ topic, key, value }) =>
    topic === 'identity.audit' && value ? [[key, value.action, value.alias_kind ?? value.reason].join(' ')] : [],
  );

/** What the tables say in the end; stamps aside, which tell the event that came last. */
export const tablesOf = (runner: PureRunner): Record<string, unknown> =>
  Object.fromEntries(
    (['identity.worker', 'identity.group', 'identity.link', 'marketplace.member'] as const).map((table) => [
      table,
      Object.fromEntries(
        [...runner.entries(table)].map(([key, { event_id: _, origin: __, ...content }]) => [key, content]),
      ),
    ]),
  );
