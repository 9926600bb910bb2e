import type { WorkerEvent } from '../../schemas/types.generated.ts';
import { type Expectation, type ExpectedStanding, type Facts, ignored, published } from './expectation.ts';
import type { Person } from './people.ts';
import type { Draft } from './raw-record.ts';
import { createEmployment, type Employment, HR_SOURCE, workerRecord } from './staff.ts';
import type { World } from './world.ts';

/**
 * What becomes of people who stand in the HR system twice. Nobody learns under a second entry, so what is expected of
 * learning does not depend on when a merge is handled.
 */
const STORIES = { merged: 3, merged_before_hire: 2, merged_by_mistake: 2, erased: 2 } as const;
type Story = keyof typeof STORIES;

const DELAY_RECORDS = { from: 10, to: 100 } as const;
/** The second entry shares the address of the first: both claim it until they are merged, and what is learned meanwhile waits. */
const SHARED_ADDRESS_SHARE = 0.5;

/** What the HR system sends of two workers, or to have one forgotten. */
const recordOf = (
  kind: 'merge' | 'unmerge' | 'erase',
  { person: { employee_id }, sequence }: Employment,
  related: Person | null,
  event: Pick<WorkerEvent, 'event_id' | 'effective_at'>,
  expect: Expectation,
): Draft => {
  const value: WorkerEvent = {
    ...event,
    source: HR_SOURCE,
    kind,
    employee_id,
    sequence,
    received_at: event.effective_at,
    worker: null,
    related_employee_id: related?.employee_id ?? null,
  };
  return {
    topic: 'raw.hris',
    key: employee_id,
    payload: { kind: 'sound', topic: 'raw.hris', value },
    fault: null,
    expect,
  };
};

/** Makes the records about a second entry, each when its time has come. */
const createTeller = (world: World, first: Employment, second: Employment) => {
  const { person, sequence } = second;
  const stamp = () => ({ event_id: world.random.uuid(), effective_at: world.moment() });
  const standing = (effective_at: number, facts: Facts): ExpectedStanding => ({
    topic: 'marketplace.member',
    person: person.employee_id,
    item: '',
    version: [sequence, effective_at],
    facts,
  });
  const merged: Facts = { status: 'merged', email: null, merged_into: first.person.employee_id };
  let own: Facts = {};

  const told = (kind: 'hire' | 'snapshot_row'): Draft => {
    const { event_id, effective_at } = stamp();
    return workerRecord(second, kind, event_id, effective_at);
  };
  const said = (kind: 'merge' | 'unmerge', facts: () => Facts | null): Draft => {
    first.sequence += 1;
    const event = stamp();
    const is = facts();
    const standings = is ? [standing(event.effective_at, is)] : [];
    return recordOf(kind, first, person, event, published(null, { standings }));
  };

  return {
    hire: (): Draft => {
      const draft = told('hire');
      own = draft.expect.standings[0]!.facts;
      return draft;
    },
    hireMerged: (): Draft => {
      const draft = told('hire');
      const standings = draft.expect.standings.map((one) => ({ ...one, facts: merged }));
      return { ...draft, expect: published(null, { standings }) };
    },
    merge: (): Draft => said('merge', () => merged),
    mergeEarly: (): Draft => said('merge', () => null),
    unmerge: (): Draft => said('unmerge', () => own),
    erase: (): Draft => recordOf('erase', second, null, stamp(), published(null, { forgets: person.employee_id })),
    rowOfErased: (): Draft => ({ ...told('snapshot_row'), expect: ignored() }),
  };
};

/** Plans all of it, or nothing: an address that two entries claim until the end would hold records back for good. */
const planInTurn = (world: World, records: readonly (() => Draft)[]): void => {
  if (world.room() < records.length) return;
  let delay = 0;
  for (const record of records) {
    delay += world.random.between(DELAY_RECORDS.from, DELAY_RECORDS.to);
    world.plan(delay, record);
  }
};

/**
 * Plans the story of a second entry of somebody; nothing where there is nobody to tell it of.
 * @param first the real entry; of an employee, because the member ids of others cannot be foretold
 */
export const planDoubleEntry = (world: World, first: Employment): void => {
  const { random } = world;
  const person = world.newPerson();
  if (person?.employment_kind !== 'employee') return;
  const story: Story = random.weighted(STORIES);
  const { email, email_in_hr } = story === 'merged' && random.chance(SHARED_ADDRESS_SHARE) ? first.person : person;
  const second = createEmployment({ ...person, email, email_in_hr }, random.chance(0.5));
  second.sequence = 1;
  const { hire, hireMerged, merge, mergeEarly, unmerge, erase, rowOfErased } = createTeller(world, first, second);
  const stories: Readonly<Record<Story, readonly (() => Draft)[]>> = {
    merged: [hire, merge],
    merged_before_hire: [mergeEarly, hireMerged],
    merged_by_mistake: [hire, merge, unmerge],
    erased: [hire, erase, rowOfErased],
  };
  planInTurn(world, stories[story]);
};
