import fc from 'fast-check';
import type { Worker, WorkerEvent } from '../../../schemas/types.generated.ts';
import { hris, worker } from './fixtures.ts';

export const EMAILS = ['Jane.Doe@corp.example', 'jane.doe+lms@corp.example', 'john@corp.example', 'team@corp.example'];

const workers: fc.Arbitrary<Worker> = fc
  .record({
    employment_kind: fc.constantFrom('employee', 'contractor', 'alumni'),
    on_leave: fc.boolean(),
    email: fc.option(fc.constantFrom(...EMAILS)),
    email_consent: fc.boolean(),
    other_emails: fc.subarray(EMAILS, { maxLength: 2 }),
    accounts: fc.subarray([{ home_page: 'https://lms.example', name: 'jane1' }]),
    openids: fc.subarray(['https://jane.example/']),
    sso_subjects: fc.subarray([{ issuer: 'https://idp.example', subject: 'jane-s' }]),
    lms_users: fc.subarray([{ source: 'lms', user_id: 'jane-u' }]),
  } as const)
  .map(worker);

type Given = Partial<WorkerEvent> & { readonly day: number };

const EMPLOYEE_IDS = ['E1', 'E2', 'E3', 'E4'] as const;

/** Few days and sequences, so that ties are the rule. */
const when = {
  source: fc.constantFrom('workday', 'sap'),
  sequence: fc.option(fc.nat({ max: 3 })),
  day: fc.nat({ max: 3 }),
};

const aboutWorkers = (employee_ids: readonly string[]): fc.Arbitrary<Given> =>
  fc
    .record({
      ...when,
      kind: fc.constantFrom('hire', 'update', 'rehire', 'terminate', 'snapshot_row'),
      employee_id: fc.constantFrom(...employee_ids),
      worker: workers,
    } as const)
    .map((event) => ({ ...event, worker: event.kind === 'terminate' ? null : event.worker }));

const merges: fc.Arbitrary<Given> = fc
  .record({
    ...when,
    kind: fc.constantFrom('merge', 'merge', 'unmerge'),
    pair: fc.shuffledSubarray([...EMPLOYEE_IDS], { minLength: 2, maxLength: 2 }),
  } as const)
  .map(({ pair: [employee_id = '', related_employee_id = ''], ...event }) => ({
    ...event,
    employee_id,
    related_employee_id,
    worker: null,
  }));

const erasures: fc.Arbitrary<Given> = fc.record({
  ...when,
  kind: fc.constant('erase'),
  employee_id: fc.constantFrom(...EMPLOYEE_IDS),
  worker: fc.constant(null),
});

const told = (events: fc.Arbitrary<Given>, maxLength: number): fc.Arbitrary<readonly WorkerEvent[]> =>
  fc
    .array(events, { minLength: 1, maxLength })
    .map((history) => history.map((event, i) => hris({ ...event, event_id: `e${i}` })));

/** Few workers that share aliases and change their kind. */
export const plainHistories = told(aboutWorkers(['E1', 'E2', 'E3']), 9);

export const mergeHistories = told(
  fc.oneof({ weight: 5, arbitrary: aboutWorkers(EMPLOYEE_IDS) }, { weight: 5, arbitrary: merges }),
  14,
);

export const erasureHistories = told(
  fc.oneof(
    { weight: 6, arbitrary: aboutWorkers(EMPLOYEE_IDS) },
    { weight: 4, arbitrary: merges },
    { weight: 2, arbitrary: erasures },
  ),
  14,
);

/** Another order of the same events. */
export const shuffled = (history: readonly WorkerEvent[]): fc.Arbitrary<readonly WorkerEvent[]> =>
  fc.shuffledSubarray([...history], { minLength: history.length });

export const isAboutWorker = ({ kind }: WorkerEvent): boolean =>
  kind !== 'merge' && kind !== 'unmerge' && kind !== 'erase';

const NUM_RUNS = 300;

export const check = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void): void =>
  fc.assert(fc.property(arbitrary, property), { numRuns: NUM_RUNS });
