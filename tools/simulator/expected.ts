import type { CourseEvidence, Expectation, ExpectedStanding, FinalState } from './expectation.ts';
import { standingsInCourse } from './in-course.ts';
import type { RawRecord, RawTopic } from './raw-record.ts';
import { createSkillProfiles } from './skill-profiles.ts';

export type Outcome = 'published' | 'ignored' | 'duplicate' | 'dead';

/** How many records of a topic end how, whichever of two rivals comes first. */
export interface ExpectedTotals extends Record<Outcome, number> {
  records: number;
  readonly dead_by_code: Record<string, number>;
}

/** All that must come out of a simulation, collected record by record. */
export interface Expected {
  readonly add: (record: RawRecord) => void;
  /** By the index of the record. */
  readonly records: readonly { readonly topic: RawTopic; readonly expect: Expectation }[];
  /** Indexes of the records that claim one event id from different partitions. */
  readonly rivals: ReadonlyMap<string, readonly number[]>;
  /** How each person, and each person in a course, stands once all is known. */
  readonly standings: () => readonly ExpectedStanding[];
  readonly totals: Readonly<Record<RawTopic, ExpectedTotals>>;
  /** Records by fault. */
  readonly faults: Readonly<Record<string, number>>;
}

const emptyTotals = (): ExpectedTotals => ({
  records: 0,
  published: 0,
  ignored: 0,
  duplicate: 0,
  dead: 0,
  dead_by_code: {},
});

/** Compares versions part by part. */
const isNewer = (a: readonly number[], b: readonly number[]): boolean => {
  for (const [i, part] of a.entries()) if (part !== b[i]) return part > b[i]!;
  return false;
};

const count = (totals: ExpectedTotals, state: FinalState): void => {
  const [outcome, code] = state.split(':') as [Outcome, string | undefined];
  totals[outcome] += 1;
  if (code !== undefined) totals.dead_by_code[code] = (totals.dead_by_code[code] ?? 0) + 1;
};

export const createExpected = (): Expected => {
  const records: { topic: RawTopic; expect: Expectation }[] = [];
  const rivals = new Map<string, number[]>();
  const standings = new Map<string, ExpectedStanding>();
  const skillProfileAfter = createSkillProfiles();
  const faults: Record<string, number> = {};
  const evidence = new Map<string, CourseEvidence[]>();
  const totals = { 'raw.hris': emptyTotals(), 'raw.xapi': emptyTotals(), 'raw.enrollment': emptyTotals() };

  const nameOf = ({ topic, person, item }: Pick<ExpectedStanding, 'topic' | 'person' | 'item'>): string =>
    `${topic} ${person} ${item}`;

  const addStanding = (standing: ExpectedStanding): void => {
    const name = nameOf(standing);
    const known = standings.get(name);
    if (!known || isNewer(standing.version, known.version)) standings.set(name, standing);
  };

  const addEvidence = (one: CourseEvidence): void => {
    const name = `${one.person} ${one.course_id}`;
    const known = evidence.get(name);
    if (known) known.push(one);
    else evidence.set(name, [one]);
  };

  const addSkills = ({ states, outputs }: Expectation): void => {
    if (states[0] !== 'published') return;
    for (const output of outputs ?? []) {
      const profile = skillProfileAfter(output);
      if (profile?.standing) standings.set(profile.key, profile.standing);
      else if (profile) standings.delete(profile.key);
    }
  };

  /** The first of some rivals stands for the one that wins, wherever it is. */
  const stateToCount = ({ states, rivals: id }: Expectation, index: number): FinalState => {
    if (id === null) return states[0]!;
    const known = rivals.get(id);
    if (known) known.push(index);
    else rivals.set(id, [index]);
    return known ? states[1]! : states[0]!;
  };

  return {
    records,
    rivals,
    standings: () => [...standings.values(), ...[...evidence.values()].flatMap(standingsInCourse)],
    totals,
    faults,
    add: ({ index, topic, fault, expect }) => {
      records[index] = { topic, expect };
      if (fault) faults[fault] = (faults[fault] ?? 0) + 1;
      totals[topic].records += 1;
      count(totals[topic], stateToCount(expect, index));
      for (const standing of expect.standings) addStanding(standing);
      for (const one of expect.evidence) addEvidence(one);
      if (expect.forgets !== null) {
        standings.delete(nameOf({ topic: 'marketplace.member', person: expect.forgets, item: '' }));
      }
      addSkills(expect);
    },
  };
};
