import { uuidV5 } from '../../../services/people/ids.ts';

/** In every place that is about people. It is a name, an address and an account name, wherever it stands. */
export const CANARY = 'xcanaryx';
export const MAIL = `${CANARY}.jane@northwind.example`;
export const AT = Date.UTC(2026, 2, 1);
const COURSE = 'https://lms-alpha.example/courses/sql-essentials';
export const CONTEXT = 'https://w3id.org/xapi/cmi5/context/';

const agent = (at: string): object => ({ objectType: 'Agent', name: `${CANARY} ${at}`, mbox: `mailto:${MAIL}` });

export const statement = (verb: string, id: string): Record<string, unknown> => ({
  id,
  actor: { name: CANARY, account: { homePage: 'https://lms-alpha.example', name: CANARY } },
  verb: { id: verb, display: { en: CANARY } },
  object: {
    id: COURSE,
    definition: {
      type: 'http://adlnet.gov/expapi/activities/course',
      name: { en: 'SQL' },
      description: { en: CANARY },
      extensions: { [`https://x.example/${CANARY}`]: CANARY },
    },
  },
  result: {
    score: { scaled: 0.8, raw: 80, min: 0, max: 100 },
    response: CANARY,
    success: true,
    completion: true,
    duration: 'PT1H',
    extensions: {
      [`https://x.example/${CANARY}`]: { who: MAIL },
      'https://w3id.org/xapi/cmi5/result/extensions/reason': CANARY,
    },
  },
  context: {
    registration: uuidV5('registration'),
    instructor: agent('instructor'),
    team: { objectType: 'Group', name: CANARY, member: [agent('member')] },
    platform: CANARY,
    revision: CANARY,
    language: 'en',
    contextActivities: {
      category: [{ id: `${CONTEXT}categories/cmi5` }],
      other: [{ id: `https://x.example/${CANARY}` }],
    },
    extensions: { [`${CONTEXT}extensions/sessionid`]: 'session-1', [`https://x.example/${CANARY}`]: MAIL },
  },
  authority: agent('authority'),
  timestamp: '2026-03-01T10:00:00Z',
  stored: '2026-03-01T10:00:01Z',
  version: '1.0.0',
});

const worker = (): Record<string, unknown> => ({
  employment_kind: 'employee',
  on_leave: false,
  given_name: CANARY,
  family_name: CANARY,
  email: MAIL,
  email_consent: false,
  other_emails: [`${CANARY}@home.example`],
  accounts: [{ home_page: 'https://lms-alpha.example', name: CANARY }],
  openids: [`https://${CANARY}.example/`],
  sso_subjects: [{ issuer: 'https://idp.example', subject: CANARY }],
  lms_users: [{ source: 'lms-alpha', user_id: CANARY }],
});

export const enrollment = (i: number, source: string, status: string) => ({
  event_id: `${CANARY}-${i}`,
  source,
  learner: { kind: 'account', namespace: 'https://lms-alpha.example', value: CANARY },
  course_id: COURSE,
  course_name: 'SQL',
  status,
  occurred_at: AT,
  received_at: AT,
});

export const hris = (i: number, source: string) => ({
  event_id: `${CANARY}-${i}`,
  source: source.startsWith('lms') ? 'hris-core' : source,
  kind: 'hire',
  employee_id: 'E1',
  sequence: null,
  effective_at: AT + i,
  received_at: AT + i,
  worker: worker(),
  related_employee_id: null,
});
