import type { ExpectedStanding } from '../../simulator/expectation.ts';
import type { Expected } from '../../simulator/expected.ts';
import type { Difference } from './difference.ts';
import { missingFacts } from './facts.ts';
import type { Members } from './members.ts';
import { type Observed, STANDING_TOPICS } from './observed.ts';

type Values = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

const NONE: Values = new Map();

/**
 * Finds out the pseudonyms: no two moments of a simulation are the same, so the time of a member's newest event tells
 * whose record it is. One that has become part of another tells that one's time.
 */
const matchMembers = (standings: readonly ExpectedStanding[], values: Values, members: Members): void => {
  const own = [...values].filter(([, value]) => value['merged_into'] == null);
  const byTime = new Map(own.map(([member_id, value]) => [value['as_of'], member_id]));
  for (const { person, facts } of standings) {
    const member_id = byTime.get(facts['as_of']);
    if (member_id !== undefined) members.match(person, member_id);
  }
};

const compareTopic = (
  topic: ExpectedStanding['topic'],
  standings: readonly ExpectedStanding[],
  values: Values,
  members: Members,
): readonly Difference[] => {
  const differences: Difference[] = [];
  const keys = new Set<string>();
  for (const { person, item, facts } of standings) {
    const member_id = members.idOf(person);
    const key = item === '' ? member_id : `${member_id}|${item}`;
    const value = member_id === undefined ? undefined : values.get(key!);
    const wrong = value ? missingFacts(value, facts) : [];
    if (value) keys.add(key!);
    if (value && wrong.length === 0) continue;
    const found = value ? `another ${wrong.join(', ')}` : 'no record';
    differences.push({ where: `${topic}, ${person} ${item}`.trim(), expected: JSON.stringify(facts), found });
  }
  const extra = values.size - keys.size;
  if (extra > 0) differences.push({ where: topic, expected: `${keys.size} keys`, found: `${extra} more` });
  return differences;
};

/** Compares the newest record of each key with the newest standing that the simulation told of. */
export const compareStandings = (
  expected: Pick<Expected, 'standings'>,
  { newest }: Observed,
  members: Members,
): readonly Difference[] => {
  const all = expected.standings();
  const of = (topic: ExpectedStanding['topic']): readonly ExpectedStanding[] =>
    all.filter((standing) => standing.topic === topic);
  matchMembers(of('marketplace.member'), newest.get('marketplace.member') ?? NONE, members);
  return STANDING_TOPICS.flatMap((topic) => compareTopic(topic, of(topic), newest.get(topic) ?? NONE, members));
};
