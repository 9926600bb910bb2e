import type { Worker, WorkerEvent } from '../../schemas/types.generated.ts';
import type { Sender } from './send.ts';

/** A worker with nothing but what the test names. */
export const worker = (changes: Partial<Worker> = {}): Worker => ({
  employment_kind: 'employee',
  on_leave: false,
  given_name: null,
  family_name: null,
  email: null,
  email_consent: false,
  other_emails: [],
  accounts: [],
  openids: [],
  sso_subjects: [],
  lms_users: [],
  ...changes,
});

/** What a test names of a worker event. */
export type HrEvent = Pick<WorkerEvent, 'kind' | 'employee_id' | 'sequence'> &
  Partial<Pick<WorkerEvent, 'related_employee_id' | 'worker'>>;

/** Sends worker events, each to the partition of its employee id. */
export const tellHr = ({ codec, send }: Sender, events: readonly HrEvent[], at_ms: number): Promise<void> =>
  send(
    'raw.hris',
    events.map((given) => {
      const event: WorkerEvent = {
        event_id: `${given.kind}-${given.employee_id}`,
        source: 'hris-core',
        effective_at: at_ms,
        received_at: at_ms,
        related_employee_id: null,
        worker: null,
        ...given,
      };
      return { key: event.employee_id, value: codec.encode('raw.hris', event) };
    }),
  );

/** Sends one hire per worker. */
export const hire = (sender: Sender, workers: Readonly<Record<string, Worker>>, at_ms: number): Promise<void> =>
  tellHr(
    sender,
    Object.entries(workers).map(([employee_id, one]) => ({ kind: 'hire', employee_id, sequence: 1, worker: one })),
    at_ms,
  );
