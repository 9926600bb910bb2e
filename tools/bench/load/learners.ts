import type { WorkerEvent } from '../../../schemas/types.generated.ts';
import { createPerson, type Person } from '../../simulator/people.ts';
import type { Random } from '../../simulator/random.ts';
import { createEmployment, workerRecord } from '../../simulator/staff.ts';

/** The people of the benchmark. All of them are hired before the first statement, so nothing is parked. */
export const createLearners = (count: number, random: Random): readonly Person[] =>
  Array.from({ length: count }, (_, number) => createPerson(number, random));

/** The record with which HR tells of a person, as key and value of `raw.hris`. */
export const hireOf = (
  person: Person,
  random: Random,
  hired_at_ms: number,
): { readonly key: string; readonly value: WorkerEvent } => {
  const { key, payload } = workerRecord(createEmployment(person, true), 'hire', random.uuid(), hired_at_ms);
  if (payload.kind !== 'sound' || payload.topic !== 'raw.hris' || key === null)
    throw new Error('a hire is no worker event');
  return { key, value: payload.value };
};
