import type { Expectation, ExpectedOutput, FinalState } from '../../simulator/expectation.ts';
import type { Expected } from '../../simulator/expected.ts';
import type { Difference } from './difference.ts';
import { missingFacts } from './facts.ts';
import { createMembers, type Members } from './members.ts';
import type { Observed, ObservedOutput } from './observed.ts';
import { compareStandings } from './standings.ts';

/** Names of outputs by topic, such as `2 × marketplace.skill`. */
const listTopics = (outputs: readonly { readonly topic: string }[]): string => {
  const counts = new Map<string, number>();
  for (const { topic } of outputs) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return [...counts].map(([topic, count]) => `${count} × ${topic}`).join(', ') || 'no output';
};

/** Whether a completion says which score came of the same statement, or that none did. */
const refersToItsScore = (found: readonly ObservedOutput[]): boolean => {
  const score = found.find(({ topic }) => topic === 'marketplace.score');
  return found.every(
    ({ topic, value }) =>
      topic !== 'marketplace.completion' ||
      value['assertion'] === 'revoked' ||
      value['score_event_id'] === (score?.value['event_id'] ?? null),
  );
};

/** Pairs each expected output with one that is there; says what is wrong with the first that has no partner. */
const compareOutputs = (
  expected: readonly ExpectedOutput[],
  found: readonly ObservedOutput[],
  members: Members,
): string | null => {
  const left = [...found];
  for (const output of expected) {
    const candidates = left.filter(({ topic }) => topic === output.topic);
    const partner = candidates.find(({ value }) => missingFacts(value, output.facts).length === 0);
    if (!partner) {
      const [nearest] = candidates;
      const wrong = nearest ? `: ${missingFacts(nearest.value, output.facts).join(', ')}` : '';
      return `${output.topic} does not say what it must${wrong}`;
    }
    if (!members.match(output.person, String(partner.value['member_id']))) {
      return `${output.topic} is about another member`;
    }
    left.splice(left.indexOf(partner), 1);
  }
  if (left.length > 0) return `unexpected: ${listTopics(left)}`;
  return refersToItsScore(found) ? null : 'marketplace.completion does not refer to the score of its statement';
};

/** What is wrong if the record ended in a given state; null when all is as it should be. */
const mismatch = (
  state: FinalState,
  { outputs }: Expectation,
  code: string | undefined,
  found: readonly ObservedOutput[],
  members: Members,
): string | null => {
  if (state.startsWith('dead:') || code !== undefined) {
    const actual = code === undefined ? listTopics(found) : `dead:${code}`;
    return actual === state ? null : actual;
  }
  if (state !== 'published') return found.length === 0 ? null : listTopics(found);
  return outputs === null ? null : compareOutputs(outputs, found, members);
};

const describe = ({ states, outputs }: Expectation): string => {
  const what = outputs === null || outputs.length === 0 ? '' : ` (${listTopics(outputs)})`;
  return `${states.join(' or ')}${what}`;
};

/** Of rivals, exactly one wins; which can be told where winner and loser look different from outside. */
const compareRivals = (expected: Expected, { dead, outputs }: Observed): readonly Difference[] => {
  const differences: Difference[] = [];
  for (const indexes of expected.rivals.values()) {
    const { topic, expect } = expected.records[indexes[0]!]!;
    const [winner, loser] = expect.states;
    const losers = indexes.filter((index) => (loser === 'duplicate' ? !outputs.has(index) : dead.has(index))).length;
    const isVisible = winner === 'published' || loser !== 'duplicate';
    if (!isVisible || losers === indexes.length - 1) continue;
    differences.push({
      where: `${topic}, records ${indexes.join(' and ')} of one id`,
      expected: `one ${winner}, the other ${loser}`,
      found: `${indexes.length - losers} ${winner}, ${losers} ${loser}`,
    });
  }
  return differences;
};

/** Compares what came out with what the simulator knows must come out; empty when they agree. */
export const compareObserved = (expected: Expected, observed: Observed): readonly Difference[] => {
  const members = createMembers();
  // Standings first: members tell which pseudonym belongs to whom.
  const differences: Difference[] = [...compareStandings(expected, observed, members)];
  for (const [index, { topic, expect }] of expected.records.entries()) {
    const code = observed.dead.get(index);
    const found = observed.outputs.get(index) ?? [];
    const mismatches = expect.states.map((state) => mismatch(state, expect, code, found, members));
    if (mismatches.includes(null)) continue;
    differences.push({ where: `${topic}, record ${index}`, expected: describe(expect), found: mismatches[0]! });
  }
  return [...differences, ...compareRivals(expected, observed)];
};
