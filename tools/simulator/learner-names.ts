import { hash } from 'node:crypto';
import type { Account, AliasKind, LmsUser, SsoSubject } from '../../schemas/types.generated.ts';
import type { Person } from './people.ts';

export const LMS_SOURCES = ['lms-alpha', 'lms-beta'] as const;
export type LmsSource = (typeof LMS_SOURCES)[number];

/** A name by which a learning system sends a person, as `raw.enrollment` has it. */
export interface LearnerName {
  readonly kind: AliasKind;
  readonly namespace: string | null;
  readonly value: string;
}

const ALPHA_HOME_PAGE = 'https://lms-alpha.example';
const BETA_HOME_PAGE = 'https://lms-beta.example/tenants/northwind';
const SSO_ISSUER = 'https://sso.northwind.example/realms/staff';
const OPENID_PROVIDER = 'https://id.northwind.example';

const alphaUserId = ({ number }: Person): string => String(70_000 + number);
const betaUserId = ({ number }: Person): string => `usr-${number.toString(36).padStart(5, '0')}`;
const openidOf = ({ number }: Person): string => `${OPENID_PROVIDER}/u/${number}`;
const ssoSubjectOf = (person: Person): string => hash('sha1', `subject ${person.number}`, 'hex').slice(0, 20);

/** All accounts that the HR system lists for a person. */
export const namesInHr = (
  person: Person,
): { accounts: Account[]; openids: string[]; sso_subjects: SsoSubject[]; lms_users: LmsUser[] } => ({
  accounts: [
    { home_page: ALPHA_HOME_PAGE, name: alphaUserId(person) },
    { home_page: BETA_HOME_PAGE, name: betaUserId(person) },
  ],
  openids: [openidOf(person)],
  sso_subjects: [{ issuer: SSO_ISSUER, subject: ssoSubjectOf(person) }],
  lms_users: [
    { source: 'lms-alpha', user_id: alphaUserId(person) },
    { source: 'lms-beta', user_id: betaUserId(person) },
  ],
});

/** Who looks after a system. HR lists no such account. */
export const ADMINISTRATORS: Readonly<Record<LmsSource, LearnerName>> = {
  'lms-alpha': { kind: 'account', namespace: ALPHA_HOME_PAGE, value: 'administrator' },
  'lms-beta': { kind: 'account', namespace: BETA_HOME_PAGE, value: 'administrator' },
};

/** Spellings of one mailbox: as it is, shouted, and, where the domain has them, with a sub-address. */
const spelled = ({ email, number, employment_kind }: Person): string => {
  const [local_part = '', domain = ''] = email.split('@');
  const subAddressed = employment_kind === 'employee' ? `${local_part}+learning@${domain}` : email;
  return [email, email.toUpperCase(), subAddressed][number % 3]!;
};

const mbox = (person: Person): LearnerName => ({ kind: 'mbox', namespace: null, value: `mailto:${spelled(person)}` });

/** `lms-beta` hashes the bare address, against xAPI 1.0.3 Data 2.4.2.3; `mappings/sources.csv` knows. */
const mboxSha1 = ({ email }: Person): LearnerName => ({
  kind: 'mbox_sha1sum',
  namespace: null,
  value: hash('sha1', email, 'hex'),
});

/**
 * The name under which a system sends a person's statements: always the same one, since it is the record key too.
 * `lms-alpha` knows accounts and addresses, `lms-beta` hashed addresses, OpenIDs and accounts.
 */
export const nameInStatements = (person: Person, source: LmsSource): LearnerName => {
  if (source === 'lms-alpha') {
    if (person.number % 5 < 2) return mbox(person);
    return { kind: 'account', namespace: ALPHA_HOME_PAGE, value: alphaUserId(person) };
  }
  if (person.number % 4 < 2) return mboxSha1(person);
  if (person.number % 4 === 2) return { kind: 'openid', namespace: null, value: openidOf(person) };
  return { kind: 'account', namespace: BETA_HOME_PAGE, value: betaUserId(person) };
};

/** The name under which a system sends a person's enrollments; one of its own database as a rule. */
export const nameInEnrollments = (person: Person, source: LmsSource): LearnerName => {
  if (source === 'lms-alpha') {
    if (person.number % 7 === 0) return mbox(person);
    return { kind: 'lms_user', namespace: 'lms-alpha', value: alphaUserId(person) };
  }
  if (person.number % 3 === 0) return { kind: 'sso_subject', namespace: SSO_ISSUER, value: ssoSubjectOf(person) };
  if (person.number % 3 === 1) return { kind: 'lms_user', namespace: 'lms-beta', value: betaUserId(person) };
  return { kind: 'employee_id', namespace: null, value: person.employee_id };
};

/** The name as a record key. */
export const keyOf = ({ namespace, value }: LearnerName): string =>
  namespace === null ? value : `${namespace}#${value}`;

/** The name as an xAPI actor, 1.0.3 Data 2.4.2.1. */
export const actorOf = ({ kind, namespace, value }: LearnerName): object => {
  if (kind === 'account') return { objectType: 'Agent', account: { homePage: namespace, name: value } };
  return { objectType: 'Agent', [kind]: value };
};
