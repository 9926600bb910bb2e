import type { Worker, WorkerEvent } from '../../schemas/types.generated.ts';
import { type ExpectedStanding, published } from './expectation.ts';
import { namesInHr } from './learner-names.ts';
import type { Person } from './people.ts';
import type { Draft } from './raw-record.ts';

export const HR_SOURCE = 'hris-core';

type Kind = 'hire' | 'update' | 'terminate' | 'rehire' | 'snapshot_row';

/** What the HR system knows of one worker. */
export interface Employment {
  readonly person: Person;
  /** Grows by one with each change. */
  sequence: number;
  employed: boolean;
  on_leave: boolean;
  email_consent: boolean;
  /** The last change was not told yet. */
  untold: boolean;
}

export const createEmployment = (person: Person, email_consent: boolean): Employment => ({
  person,
  sequence: 0,
  employed: true,
  on_leave: false,
  email_consent,
  untold: false,
});

const workerOf = ({ person, on_leave, email_consent }: Employment): Worker => ({
  employment_kind: person.employment_kind,
  on_leave,
  given_name: person.given_name,
  family_name: person.family_name,
  email: person.email_in_hr,
  email_consent,
  other_emails: [],
  ...namesInHr(person),
});

const statusOf = ({ employed, on_leave }: Employment): string => {
  if (!employed) return 'terminated';
  return on_leave ? 'on_leave' : 'active';
};

const standingOf = (employment: Employment, effective_at: number): ExpectedStanding => {
  const { person, sequence, email_consent } = employment;
  return {
    topic: 'marketplace.member',
    person: person.employee_id,
    item: '',
    version: [sequence, effective_at],
    facts: {
      status: statusOf(employment),
      employment_kind: person.employment_kind,
      email: email_consent ? person.email : null,
      merged_into: null,
      as_of: effective_at,
    },
  };
};

/**
 * What the HR system sends of a worker as they stand now.
 * @param effective_at_ms when it takes effect; of two records with one sequence the later one must say the same
 */
export const workerRecord = (employment: Employment, kind: Kind, event_id: string, effective_at_ms: number): Draft => {
  const { person, sequence } = employment;
  const value: WorkerEvent = {
    event_id,
    source: HR_SOURCE,
    kind,
    employee_id: person.employee_id,
    sequence,
    effective_at: effective_at_ms,
    received_at: effective_at_ms,
    worker: kind === 'terminate' ? null : workerOf(employment),
    related_employee_id: null,
  };
  return {
    topic: 'raw.hris',
    key: person.employee_id,
    payload: { kind: 'sound', topic: 'raw.hris', value },
    fault: null,
    expect: published(null, { standings: [standingOf(employment, effective_at_ms)] }),
  };
};
