import type { Person } from './people.ts';
import type { Random } from './random.ts';
import type { Draft } from './raw-record.ts';
import { createEmployment, type Employment, workerRecord } from './staff.ts';

const CONSENT_SHARE = 0.7;

/** The HR system: who works here, and what it tells of them. */
export interface HrSystem {
  /** Workers of whom it has told. */
  readonly staff: readonly Employment[];
  readonly hire: (person: Person, at_ms: number) => Draft;
  /** Something about a worker changes. */
  readonly update: (employment: Employment, at_ms: number) => Draft;
  readonly terminate: (employment: Employment, at_ms: number) => Draft;
  /** Takes somebody back who left last; undefined when nobody did. */
  readonly rehire: (at_ms: number) => { readonly draft: Draft; readonly person: Person } | undefined;
  /** A change that is not told. */
  readonly missUpdate: (employment: Employment) => void;
  /** The row of a daily snapshot. */
  readonly snapshotRow: (employment: Employment, at_ms: number) => Draft;
}

/** Leavers who could still come back; older ones are forgotten. */
const LEAVERS_MAX = 100;

export const createHrSystem = (random: Random): HrSystem => {
  const staff: Employment[] = [];
  const leavers: Employment[] = [];

  const tell = (employment: Employment, kind: Parameters<typeof workerRecord>[1], at_ms: number): Draft =>
    workerRecord(employment, kind, random.uuid(), at_ms);

  const change = (employment: Employment): void => {
    employment.sequence += 1;
    if (random.chance(0.5)) employment.on_leave = !employment.on_leave;
    else employment.email_consent = !employment.email_consent;
  };

  return {
    staff,
    hire: (person, at_ms) => {
      const employment = createEmployment(person, random.chance(CONSENT_SHARE));
      employment.sequence = 1;
      staff.push(employment);
      return tell(employment, 'hire', at_ms);
    },
    update: (employment, at_ms) => {
      change(employment);
      employment.untold = false;
      return tell(employment, 'update', at_ms);
    },
    terminate: (employment, at_ms) => {
      employment.sequence += 1;
      employment.employed = false;
      staff.splice(staff.indexOf(employment), 1);
      leavers.push(employment);
      if (leavers.length > LEAVERS_MAX) leavers.shift();
      return tell(employment, 'terminate', at_ms);
    },
    rehire: (at_ms) => {
      const employment = leavers.pop();
      if (!employment) return undefined;
      employment.sequence += 1;
      employment.employed = true;
      staff.push(employment);
      return { draft: tell(employment, 'rehire', at_ms), person: employment.person };
    },
    missUpdate: (employment) => {
      change(employment);
      employment.untold = true;
    },
    snapshotRow: (employment, at_ms) => {
      const fault = employment.untold ? 'hr_event_missed' : null;
      employment.untold = false;
      return { ...tell(employment, 'snapshot_row', at_ms), fault };
    },
  };
};
