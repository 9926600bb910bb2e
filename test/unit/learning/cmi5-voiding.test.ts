import avro from 'avsc';
import { beforeEach, describe, expect, it } from 'vitest';
import { readSchema } from '../../../schemas/index.ts';
import type { Completion, Registration, Score } from '../../../schemas/types.generated.ts';
import { STATEMENTS_MAX } from '../../../services/learning/cmi5/registration.ts';
import { uuidV5 } from '../../../services/people/ids.ts';
import { idOf, launched, type Told } from './cmi5-fixtures.ts';
import { link, REGISTRATION_WINDOW_MS } from './fixtures.ts';
import { createRegistrationPipeline, type RegistrationPipeline } from './registration-pipeline.ts';

const UNIT = 'urn:lms-beta:course:SEC-101';
const told = (verb: Told['verb'], at: number): Told => ({ verb, at, object: UNIT });

let pipeline: RegistrationPipeline;
beforeEach(() => {
  pipeline = createRegistrationPipeline();
});

/** Names of the statements that were told, by id. */
const all = new Map<string, string>();
const nameOf = (statement_id: string | undefined): string => all.get(statement_id ?? '') ?? 'unknown';

/** Does what is given, and returns what the marketplace hears of it; the skills of a unit are one line. */
const hear = (act: () => void): readonly string[] => {
  const before = pipeline.published().length;
  act();
  pipeline.passAll();
  const lines = pipeline
    .published()
    .slice(before)
    .map(({ topic, value }) => {
      const { assertion, statement_id, evidence } = value as Completion & { evidence?: { statement_id: string } };
      return `${topic.slice('marketplace.'.length)} ${assertion} ${nameOf(statement_id ?? evidence?.statement_id)}`;
    });
  return [...new Set(lines)];
};

const tell = (statement: Told) => {
  all.set(idOf(statement), `${statement.verb}@${statement.at}`);
  return pipeline.tell(statement);
};
const voids = (statement: Told) => pipeline.voidStatement(idOf(statement));
const newestOf = (name: string) => pipeline.published().findLast(({ topic }) => topic === name)?.value;
const newestCompletion = () => newestOf('marketplace.completion');
const registrations = () => [...pipeline.learning.entries('learning.registration')];

describe('a voided statement of a registration', () => {
  const [first, second, third] = [told('completed', 1), told('completed', 2), told('completed', 3)];

  it('leaves its place to the next one that was taken for a repeat', () => {
    expect(hear(() => tell(first))).toEqual(['completion asserted completed@1', 'skill asserted completed@1']);
    expect(hear(() => [tell(second), tell(third)])).toEqual([]);
    expect(hear(() => voids(first))).toEqual([
      'completion revoked completed@1',
      'skill revoked completed@1',
      'completion asserted completed@2',
      'skill asserted completed@2',
    ]);
    expect(hear(() => voids(second))).toContain('completion asserted completed@3');
  });
  it('does not come to count later, if it was a repeat itself', () => {
    for (const statement of [first, second, third]) tell(statement);
    expect(hear(() => voids(second))).toEqual([]);
    expect(hear(() => voids(first))).toContain('completion asserted completed@3');
  });
  it('that comes after its voiding is withdrawn, and one that came meanwhile counts', () => {
    voids(first);
    expect(hear(() => [tell(first), tell(second)])).toEqual([
      'completion asserted completed@1',
      'skill asserted completed@1',
      'completion revoked completed@1',
      'skill revoked completed@1',
      'completion asserted completed@2',
      'skill asserted completed@2',
    ]);
  });
  it('says who voided it, and by which rule', () => {
    tell(first);
    voids(first);
    pipeline.passAll();
    expect(newestCompletion()).toMatchObject({
      rule: 'statement-voiding',
      statement_id: idOf(first),
      withdraws: uuidV5(`completion|${idOf(first)}`),
      learning_completed: false,
      origin: { topic: 'raw.xapi', partition: 0, offset: 1 },
    });
  });
  it('leaves nothing behind when it was the only one', () => {
    tell(first);
    voids(first);
    pipeline.passAll();
    expect(registrations()).toEqual([]);
  });
});

it('failures after a pass count once the pass is voided, and no longer once another pass precedes them', () => {
  const [passed, failed] = [told('passed', 5), told('failed', 6)];
  tell(failed);
  expect(hear(() => tell(passed))).toEqual([
    'score revoked failed@6',
    'score asserted passed@5',
    'skill asserted passed@5',
  ]);
  expect(hear(() => voids(passed))).toContain('score asserted failed@6');
  expect(hear(() => tell(told('passed', 4)))).toContain('score revoked failed@6');
});

it('the completion by a pass is taken back when what it needed is voided, and the pass stays a pass', () => {
  const [completed, passed] = [told('completed', 1), told('passed', 2)];
  tell({ ...launched('CompletedAndPassed'), object: UNIT });
  tell(completed);
  tell(passed);
  expect(hear(() => voids(completed))).toEqual([
    'completion revoked passed@2',
    'score corrected passed@2',
    'skill corrected passed@2',
  ]);
  expect(newestOf('marketplace.score')).toMatchObject({ assertion: 'corrected', success: true });
  expect(newestOf('marketplace.skill')).toMatchObject({
    evidence: {
      kind: 'assessment',
      completion_event_id: null,
      score_event_id: (newestOf('marketplace.score') as Score).event_id,
    },
  });
});

it('a pass comes to complete the unit when its launch comes late, and its score is that of the completion', () => {
  const passed = told('passed', 2);
  expect(hear(() => tell(passed))).toEqual(['score asserted passed@2', 'skill asserted passed@2']);
  expect(hear(() => tell({ ...launched('Passed'), object: UNIT }))).toEqual([
    'completion asserted passed@2',
    'score corrected passed@2',
    'skill corrected passed@2',
  ]);
  const { event_id: score_event_id } = newestOf('marketplace.score') as Score;
  const { event_id: completion_event_id } = newestCompletion() as Completion;
  expect(newestCompletion()).toMatchObject({ learning_completed: true, success: true, score_event_id });
  expect(newestOf('marketplace.skill')).toMatchObject({
    evidence: { kind: 'completion', completion_event_id, score_event_id },
  });
});

it('a completion that says passed completes nothing where moveOn asks for more', () => {
  tell({ ...launched('Passed'), object: UNIT });
  expect(hear(() => tell({ ...told('completed', 1), result: { success: true } }))).toEqual([]);
});

it('a criterion no longer holds when its launch is voided', () => {
  const launch = { ...launched('Passed'), object: UNIT };
  tell(launch);
  expect(hear(() => tell(told('completed', 1)))).toEqual([]);
  expect(hear(() => voids(launch))).toContain('completion asserted completed@1');
});

it('a merge of workers does not cut a registration in two, and what counts then is of the member of now', () => {
  const [before, after] = [told('completed', 1), told('completed', 2)];
  tell(before);
  link(pipeline.learning, { member_id: 'E2', known_as: 'E1' });
  expect(hear(() => tell(after))).toEqual([]);
  expect(hear(() => voids(before))).toContain('completion asserted completed@2');
  expect(newestCompletion()).toMatchObject({ member_id: 'E2', known_as: 'E1' });
});

it('of somebody who was erased nothing is told anew, and nothing is kept', () => {
  const [first, second] = [told('completed', 1), told('completed', 2)];
  for (const statement of [first, second]) tell(statement);
  link(pipeline.learning, null);
  expect(hear(() => voids(first))).toEqual(['completion revoked completed@1', 'skill revoked completed@1']);
  expect(registrations()).toEqual([]);
});

it('nothing is told anew of somebody who was erased, though somebody else has the alias since', () => {
  const [first, second] = [told('completed', 1), told('completed', 2)];
  for (const statement of [first, second]) tell(statement);
  link(pipeline.learning, { member_id: 'E9', known_as: null });
  expect(hear(() => voids(first))).toEqual(['completion revoked completed@1', 'skill revoked completed@1']);
  expect(registrations()).toEqual([]);
});

describe('what is remembered of a registration', () => {
  it('goes when nothing was told of it for the time that is set', () => {
    tell(told('completed', 1));
    pipeline.learning.runDue(REGISTRATION_WINDOW_MS - 1);
    expect(registrations()).toHaveLength(1);
    pipeline.learning.runDue(REGISTRATION_WINDOW_MS);
    expect(registrations()).toEqual([]);
    voids(told('completed', 1));
    expect(hear(() => undefined)).toEqual([]);
  });
  it('never costs a pass: the oldest failure makes room, and can be voided all the same', () => {
    const failures = Array.from({ length: STATEMENTS_MAX }, (_, i) => ({ ...told('failed', 1), seed: String(i) }));
    for (const failed of failures) tell(failed);
    expect(hear(() => tell(told('passed', 2)))).toEqual(['score asserted passed@2', 'skill asserted passed@2']);
    const [[, { statements }]] = registrations() as [[string, Registration]];
    expect(statements).toHaveLength(STATEMENTS_MAX);
    const [oldest] = failures as [Told];
    expect(statements.map(({ statement_id }) => statement_id)).not.toContain(idOf(oldest));
    expect(hear(() => voids(oldest))).toEqual(['score revoked failed@1']);
    expect(newestOf('marketplace.score')).toMatchObject({ withdraws: uuidV5(`score|${idOf(oldest)}`) });
  });
  it('never costs a pass, though the oldest failure was voided just then', () => {
    const failures = Array.from({ length: STATEMENTS_MAX }, (_, i) => ({ ...told('failed', 1), seed: String(i) }));
    for (const failed of failures) tell(failed);
    while (pipeline.pass('learning.statement'));
    voids(failures[0]!);
    while (pipeline.pass('learning.statement'));
    tell(told('passed', 2));
    expect(hear(() => undefined)).toEqual(['score revoked failed@1']);
  });
  it('takes back every failure that a pass precedes, also the one that goes', () => {
    for (let i = 0; i < STATEMENTS_MAX; i += 1) tell({ ...told('failed', 5), seed: String(i) });
    const before = pipeline.published().length;
    tell(told('passed', 2));
    const revoked = pipeline
      .published()
      .slice(before)
      .filter(({ value }) => (value as Completion).assertion === 'revoked');
    expect(revoked).toHaveLength(STATEMENTS_MAX);
  });
  it('is bounded: what does not count goes first', () => {
    for (let i = 0; i < 2 * STATEMENTS_MAX; i += 1) tell({ ...told('completed', 1), seed: String(i) });
    const [[, registration]] = registrations() as [[string, Registration]];
    expect(registration.statements).toHaveLength(STATEMENTS_MAX);
    expect(registration.statements[0]).toMatchObject({ statement_id: idOf({ ...told('completed', 1), seed: '0' }) });
    expect(registration.statements[0]?.standing).not.toBeNull();
  });
});

it('a replay publishes again what stands, as it was published, from what was read back from the topic', () => {
  const passed = told('passed', 5);
  tell(passed);
  const first = pipeline.published();
  const type = avro.Type.forSchema(JSON.parse(readSchema('internal/learning.registration.avsc')));
  const [[key, registration]] = registrations() as [[string, Registration]];
  const again = createRegistrationPipeline();
  again.learning.put('learning.registration', key, type.fromBuffer(type.toBuffer(registration)) as Registration);
  again.tell(passed);
  expect(again.published()).toEqual(first);
});
