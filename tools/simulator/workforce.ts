import { planDoubleEntry } from './double-entries.ts';
import { createHrSystem } from './hr-system.ts';
import type { Person } from './people.ts';
import type { Draft } from './raw-record.ts';
import { type Employment, workerRecord } from './staff.ts';
import type { World } from './world.ts';

/** HR's part of the traffic, and who works in the company. */
export interface Workforce {
  /** Everybody who may learn: HR has told of them and they have not left. */
  readonly learners: readonly Person[];
  readonly hire: (person: Person) => Draft;
  /** The next change of some worker. */
  readonly next: () => Draft;
  /** An update that goes out some time before the one that came before it. */
  readonly updateLate: () => Draft;
  /** An update of which only the next snapshot tells. */
  readonly missUpdate: () => void;
  /** An update that says nothing new, to be damaged. */
  readonly sample: () => Draft;
  /** Somebody stands in the HR system twice, until it notices. */
  readonly planDoubleEntry: () => void;
  /** Plans a row for everybody, over the next records. */
  readonly planSnapshot: () => void;
}

const CHANGES = { hire: 35, update: 48, terminate: 14, rehire: 3 } as const;
type Change = keyof typeof CHANGES;

const LATE_RECORDS = { from: 20, to: 300 } as const;
/** One row in so many records, so that a snapshot does not drown everything else. */
const RECORDS_PER_ROW = 3;
/** Below this, nobody leaves any more. */
const STAFF_MIN = 5;

/** @param onLeave hears of those who leave */
export const createWorkforce = (world: World, onLeave: (person: Person) => void): Workforce => {
  const { random, moment } = world;
  const hr = createHrSystem(random);
  const learners: Person[] = [];

  const hire = (person: Person): Draft => {
    learners.push(person);
    return hr.hire(person, moment());
  };

  const leave = (employment: Employment): Draft => {
    learners.splice(learners.indexOf(employment.person), 1);
    onLeave(employment.person);
    return hr.terminate(employment, moment());
  };

  const updateLate = (): Draft => {
    const employment = random.pick(hr.staff);
    const late = hr.update(employment, moment());
    world.plan(random.between(LATE_RECORDS.from, LATE_RECORDS.to), () => ({ ...late, fault: 'hr_event_late' }));
    return hr.update(employment, moment());
  };

  const rehire = (): Draft | undefined => {
    const rehired = hr.rehire(moment());
    if (rehired) learners.push(rehired.person);
    return rehired?.draft;
  };

  const happen = (change: Change): Draft | undefined => {
    const employment = random.pick(hr.staff);
    switch (change) {
      case 'hire': {
        const person = world.newPerson();
        return person && hire(person);
      }
      case 'update':
        return hr.update(employment, moment());
      case 'terminate':
        // The leaver's record carries no worker, so what was missed would never be told.
        return hr.staff.length > STAFF_MIN && !employment.untold ? leave(employment) : undefined;
      case 'rehire':
        return rehire();
    }
  };

  const next = (): Draft => {
    for (;;) {
      const draft = happen(random.weighted(CHANGES));
      if (draft) return draft;
    }
  };

  const planSnapshot = (): void => {
    for (const [row, employment] of hr.staff.entries()) {
      world.plan(row * RECORDS_PER_ROW, () => (employment.employed ? hr.snapshotRow(employment, moment()) : undefined));
    }
  };

  const sample = (): Draft => workerRecord(random.pick(hr.staff), 'update', random.uuid(), moment());

  const missUpdate = (): void => hr.missUpdate(random.pick(hr.staff));

  const doubleEntry = (): void => {
    const employees = hr.staff.filter(({ person }) => person.employment_kind === 'employee');
    if (employees.length > 0) planDoubleEntry(world, random.pick(employees));
  };

  return { learners, hire, next, updateLate, missUpdate, sample, planDoubleEntry: doubleEntry, planSnapshot };
};
