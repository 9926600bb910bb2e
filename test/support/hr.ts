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

/** Sends one hire per worker, to the partition of the employee id. */
export const hire = (
  { codec, send }: Sender,
  workers: Readonly<Record<string, Worker>>,
  at_ms: number,
): Promise<void> =>
  send(
    'raw.hris',
    Object.entries(workers).map(([employee_id, one]) => {
      const event: WorkerEvent = {
        event_id: `hire-${employee_id}`,
        source: 'hris-core',
        kind: 'hire',
        employee_id,
        sequence: 1,
        effective_at: at_ms,
        received_at: at_ms,
        related_employee_id: null,
        worker: one,
      };
      return { key: employee_id, value: codec.encode('raw.hris', event) };
    }),
  );
