import { type Expectation, type ExpectedOutput, published } from '../expectation.ts';
import { ADMINISTRATORS, actorOf, keyOf, LMS_SOURCES, type LmsSource } from '../learner-names.ts';
import type { Draft, Sound } from '../raw-record.ts';
import { expectedEvidence, isoTime, toEvidence } from '../statements.ts';
import type { World } from '../world.ts';

type Kind = 'afterwards' | 'beforehand' | 'again' | 'of_voiding' | 'of_unknown' | 'foreign';

/** One in so many statements that lead to something. */
const STATEMENTS_PER_VOIDING: Readonly<Record<Kind, number>> = {
  afterwards: 60,
  beforehand: 120,
  again: 200,
  of_voiding: 250,
  of_unknown: 250,
  foreign: 250,
};
const DELAY_RECORDS_MAX = 300;
const AHEAD_RECORDS_MAX = 100;

/** What a withdrawal says of the record that it takes back. */
const KEPT: Readonly<Record<ExpectedOutput['topic'], readonly string[]>> = {
  'marketplace.completion': ['statement_id', 'source', 'course_id', 'completed_at'],
  'marketplace.score': ['statement_id', 'source', 'course_id', 'assessed_at'],
  'marketplace.skill': [
    'source',
    'framework',
    'skill_uri',
    'label',
    'observed_at',
    'evidence.kind',
    'evidence.course_id',
    'evidence.statement_id',
  ],
  'marketplace.credential': ['statement_id', 'source', 'kind', 'credential_id', 'issued_at'],
  'enrollment.resolved': [],
};

const withdrawalOf =
  (voided_by: string) =>
  ({ topic, person, facts }: ExpectedOutput): ExpectedOutput => {
    const kept = Object.entries(facts).filter(([name]) => KEPT[topic].includes(name));
    return { topic, person, facts: { ...Object.fromEntries(kept), assertion: 'revoked', voided_by } };
  };

const isCompletion = ({ topic }: ExpectedOutput): boolean => topic === 'marketplace.completion';

/** What must come of a voiding: what its target led to is taken back, and the enrollments hear of each completion. */
const expectedOf = (outputs: readonly ExpectedOutput[], voided_by: string): Expectation =>
  published(
    [
      ...outputs.filter(({ topic }) => topic !== 'enrollment.resolved').map(withdrawalOf(voided_by)),
      ...outputs.filter(isCompletion).map((completion) => expectedEvidence(completion, true)),
    ],
    { evidence: outputs.filter(isCompletion).map((completion) => toEvidence(completion, 'voided')) },
  );

const VOIDED = 'http://adlnet.gov/expapi/verbs/voided';

const statementIn = ({ payload }: Draft): { readonly id: string; readonly source: LmsSource } => {
  const { source, statement } = (payload as Extract<Sound, { topic: 'raw.xapi' }>).value;
  return { id: (JSON.parse(statement) as { id: string }).id, source: source as LmsSource };
};

const isVoidable = ({ topic, payload, fault, expect: { states, rivals, outputs } }: Draft): boolean =>
  topic === 'raw.xapi' &&
  payload.kind === 'sound' &&
  states[0] === 'published' &&
  rivals === null &&
  outputs !== null &&
  outputs.length > 0 &&
  (fault === null || fault === 'learner_not_known_yet');

/** Voids statements, and says what must be withdrawn. */
export const createVoidings = (world: World) => {
  const { random } = world;
  const kinds = Object.keys(STATEMENTS_PER_VOIDING) as Kind[];
  // The first one of each kind comes early, so that a short simulation has them all.
  const waits = new Map(kinds.map((kind, i) => [kind, 2 * i + random.between(1, 3)]));

  const choose = (): Kind | undefined => {
    for (const kind of kinds) waits.set(kind, waits.get(kind)! - 1);
    const due = kinds.find((kind) => waits.get(kind)! <= 0);
    if (due) waits.set(due, random.between(1, 2 * STATEMENTS_PER_VOIDING[due] - 1));
    return due;
  };

  /** A voiding statement, as an administrator of the source sends it. */
  const voidingOf = (
    id: string,
    target_id: string,
    source: LmsSource,
    fault: Draft['fault'],
    withdrawn: readonly ExpectedOutput[],
  ): Draft => {
    const at_ms = world.moment();
    const administrator = ADMINISTRATORS[source];
    const statement = {
      id,
      actor: actorOf(administrator),
      verb: { id: VOIDED, display: { 'en-US': 'voided' } },
      object: { objectType: 'StatementRef', id: target_id },
      timestamp: isoTime(at_ms),
    };
    return {
      topic: 'raw.xapi',
      key: keyOf(administrator),
      payload: {
        kind: 'sound',
        topic: 'raw.xapi',
        value: { source, received_at: at_ms, statement: JSON.stringify(statement) },
      },
      fault,
      expect: expectedOf(withdrawn, id),
    };
  };

  /** @returns what is sent now */
  const act = (kind: Kind, draft: Draft): Draft => {
    const { id, source } = statementIn(draft);
    const outputs = draft.expect.outputs!;
    const [first, second] = [random.uuid(), random.uuid()];
    const delay_records = random.between(1, DELAY_RECORDS_MAX);
    const later = random.between(1, DELAY_RECORDS_MAX);
    const sendVoiding = (): Draft => voidingOf(first, id, source, 'voiding', outputs);
    switch (kind) {
      case 'afterwards':
        world.plan(delay_records, sendVoiding);
        return draft;
      case 'beforehand': {
        const held = world.plan(random.between(1, AHEAD_RECORDS_MAX), () => ({ ...draft, fault: 'voided_before' }));
        return held ? voidingOf(first, id, source, 'voiding_early', outputs) : draft;
      }
      case 'again':
        // One administrator, so one partition: the first is first everywhere.
        if (world.plan(delay_records, sendVoiding))
          world.plan(delay_records + later, () => voidingOf(second, id, source, 'voiding_again', []));
        return draft;
      case 'of_voiding':
        if (world.plan(delay_records, sendVoiding))
          world.plan(delay_records + later, () => voidingOf(second, first, source, 'voiding_of_voiding', []));
        return draft;
      case 'of_unknown':
        world.plan(delay_records, () => voidingOf(first, second, source, 'voiding_of_unknown', []));
        return draft;
      case 'foreign': {
        const other = LMS_SOURCES.find((name) => name !== source)!;
        world.plan(delay_records, () => voidingOf(first, id, other, 'voiding_foreign', []));
        return draft;
      }
    }
  };

  /**
   * Plans a voiding now and then.
   * @returns what is sent now: the record itself, or a statement that voids it beforehand
   */
  return (draft: Draft): Draft => {
    const kind = isVoidable(draft) ? choose() : undefined;
    return kind ? act(kind, draft) : draft;
  };
};
