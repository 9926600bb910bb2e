import fc from 'fast-check';
import type { EmploymentKind, Worker, WorkerEventKind } from '../../../schemas/types.generated.ts';
import { uuidV5 } from '../../../services/people/ids.ts';
import type { RawTold } from './pipeline.ts';

/** Careers of a few people, and what they learn, without anything that two people claim at the end. */

const EPOCH_MS = Date.UTC(2026, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;
const RECEIVED_AT = EPOCH_MS + 30 * DAY_MS;
const HOME_PAGE = 'https://lms-alpha.example';
const COURSES = ['sql-essentials', 'python-data-analysis'].map((name) => `${HOME_PAGE}/courses/${name}`);
const ADL = 'http://adlnet.gov/expapi/verbs/';
const CMI5 = 'https://w3id.org/xapi/cmi5/context/';

const mailOf = (person: number): string => `p${person}@northwind.example`;
const accountOf = (person: number): string => `account-${person}`;

const workerOf = (person: number, employment_kind: EmploymentKind): Worker => ({
  employment_kind,
  on_leave: false,
  given_name: null,
  family_name: null,
  email: mailOf(person),
  email_consent: true,
  other_emails: [],
  accounts: [{ home_page: HOME_PAGE, name: accountOf(person) }],
  openids: [],
  sso_subjects: [],
  lms_users: [],
});

const kind = fc.constantFrom<EmploymentKind>('employee', 'contractor', 'alumni');
const contract = fc.record({
  first: kind,
  later: fc.array(
    fc.record({ event: fc.constantFrom<WorkerEventKind>('update', 'terminate', 'rehire', 'snapshot_row'), kind }),
    { maxLength: 3 },
  ),
});

/** What the HR system tells of a person, in order: one contract, or two under employee ids of their own that are merged. */
const careerOf = (person: number): fc.Arbitrary<readonly RawTold[]> =>
  fc.array(contract, { minLength: 1, maxLength: 2 }).map((contracts) => {
    const told: RawTold[] = [];
    const tell = (
      employee_id: string,
      event: WorkerEventKind,
      worker: Worker | null,
      related: string | null = null,
    ) => {
      const at = EPOCH_MS + (told.length + 1) * DAY_MS;
      told.push({
        topic: 'raw.hris',
        key: employee_id,
        value: {
          event_id: `${person}-${told.length}`,
          source: 'hris-core',
          kind: event,
          employee_id,
          sequence: null,
          effective_at: at,
          received_at: at,
          worker,
          related_employee_id: related,
        },
      });
    };
    contracts.forEach(({ first, later }, i) => {
      const id = `E${person}-${i}`;
      tell(id, 'hire', workerOf(person, first));
      for (const { event, kind } of later) tell(id, event, event === 'terminate' ? null : workerOf(person, kind));
      if (i > 0) tell(id, 'merge', null, `E${person}-${i - 1}`);
    });
    return told;
  });

const learning = fc.record({
  person: fc.nat(1),
  via: fc.constantFrom('mbox', 'account'),
  course: fc.constantFrom(...COURSES),
  day: fc.nat(8),
});

const statements = fc.record({
  of: learning,
  verb: fc.constantFrom('completed', 'passed', 'failed', 'launched'),
  is_cmi5: fc.boolean(),
  move_on: fc.constantFrom('CompletedAndPassed', 'Passed', 'CompletedOrPassed'),
  is_voided: fc.constantFrom(false, false, true),
});
const enrollments = fc.record({ of: learning, status: fc.constantFrom('enrolled', 'completed', 'dropped') });
type Learned =
  typeof statements extends fc.Arbitrary<infer S>
    ? typeof enrollments extends fc.Arbitrary<infer E>
      ? S | E
      : never
    : never;

const keyOf = ({ person, via }: { person: number; via: string }): string => `${via} ${person}`;

const xapi = (key: string, statement: object): RawTold => ({
  topic: 'raw.xapi',
  key,
  value: { source: 'lms-alpha', received_at: RECEIVED_AT, statement: JSON.stringify(statement) },
});

const cmi5Context = (verb: string, move_on: string): object => ({
  registration: uuidV5('registration'),
  contextActivities: { category: [{ id: `${CMI5}categories/cmi5` }] },
  extensions: {
    [`${CMI5}extensions/sessionid`]: 'session',
    ...(verb === 'launched' ? { [`${CMI5}extensions/moveon`]: move_on } : {}),
  },
});

const toldOf = (learned: Learned, i: number): readonly RawTold[] => {
  const { person, via, course, day } = learned.of;
  const key = keyOf(learned.of);
  const at = EPOCH_MS + day * DAY_MS + i;
  if ('status' in learned) {
    const learner =
      via === 'mbox'
        ? { kind: 'mbox' as const, namespace: null, value: mailOf(person) }
        : { kind: 'account' as const, namespace: HOME_PAGE, value: accountOf(person) };
    const { status } = learned;
    const change = { event_id: `e${i}`, source: 'lms-alpha', learner, course_id: course, course_name: null, status };
    return [{ topic: 'raw.enrollment', key, value: { ...change, occurred_at: at, received_at: RECEIVED_AT } }];
  }
  const { verb, is_cmi5, move_on, is_voided } = learned;
  const id = uuidV5(`statement ${i}`);
  const actor =
    via === 'mbox'
      ? { mbox: `mailto:${mailOf(person)}` }
      : { account: { homePage: HOME_PAGE, name: accountOf(person) } };
  const definition = { type: 'http://adlnet.gov/expapi/activities/course' };
  const told = {
    id,
    actor,
    verb: { id: ADL + verb },
    object: is_cmi5 ? { id: course } : { id: course, definition },
    timestamp: new Date(at).toISOString(),
    ...(is_cmi5 ? { context: cmi5Context(verb, move_on) } : {}),
  };
  const voiding = {
    id: uuidV5(`voiding ${i}`),
    actor: { mbox: 'mailto:admin@northwind.example' },
    verb: { id: `${ADL}voided` },
    object: { objectType: 'StatementRef', id },
  };
  return [xapi(key, told), ...(is_voided ? [xapi('admin', voiding)] : [])];
};

const streamOf = ({ topic, key }: RawTold): string => (topic === 'raw.hris' ? topic : `${topic} ${key}`);

/** Puts streams together in another way, each in its order. */
const interleaved = (all: readonly RawTold[], choices: readonly number[]): readonly RawTold[] => {
  const streams = new Map<string, RawTold[]>();
  for (const told of all) streams.set(streamOf(told), [...(streams.get(streamOf(told)) ?? []), told]);
  return all.map((_, i) => {
    const left = [...streams.values()].filter((stream) => stream.length > 0);
    return left[choices[i % choices.length]! % left.length]!.shift()!;
  });
};

export interface Story {
  /** All that the HR system says, then all that is learned. */
  readonly plain: readonly RawTold[];
  /** The same, in another order: each stream keeps its own. */
  readonly mixed: readonly RawTold[];
  /** Which service comes next, and when. */
  readonly choices: readonly number[];
}

export const stories: fc.Arbitrary<Story> = fc
  .record({
    careers: fc.tuple(careerOf(0), careerOf(1)),
    learned: fc.array(fc.oneof({ weight: 2, arbitrary: statements }, enrollments), { minLength: 1, maxLength: 8 }),
    choices: fc.array(fc.nat(1_000), { minLength: 100, maxLength: 300 }),
  })
  .map(({ careers, learned, choices }) => {
    const plain = [...careers.flat(), ...learned.flatMap(toldOf)];
    return { plain, mixed: interleaved(plain, choices), choices };
  });
