import {
  type Arrival,
  hasHappened,
  implausibleTime,
  type LearningRule,
  type MappingContext,
  type Mappings,
  type Repair,
  receivedAt,
  type SourcePolicy,
} from '../../mappings/index.ts';
import { momentOf } from '../../mappings/transforms/time.ts';
import type { RegistrationRole, XapiStatement } from '../../schemas/types.generated.ts';
import type { HashAlias } from '../people/alias-hash.ts';
import { uuidV5 } from '../people/ids.ts';
import type { InputRecord, Prepared, PreparedIgnore, Rejected } from '../runtime/service.ts';
import { cmi5FactOf } from './cmi5/fact.ts';
import { masteryFault } from './cmi5/mastery.ts';
import { cmi5Policy, type Registered } from './cmi5/registered.ts';
import type { Drafts } from './drafts.ts';
import type { LearningErrorCode } from './error-codes.ts';
import type { IgnoreRule } from './ignore-rules.ts';
import { interpret } from './interpret.ts';
import { learnerOf } from './learner.ts';
import { profilesOf } from './profiles.ts';
import { repair } from './repairs.ts';
import { saysResult, unreadResult } from './said-result.ts';
import { subjectOf } from './subject.ts';
import { type VoidingStatement, voidingOf } from './voiding.ts';
import { contentPrint, fingerprint } from './xapi/fingerprint.ts';
import { momentOf as canonicalMoment } from './xapi/timestamp.ts';
import type { Activity, Actor, Agent, Statement } from './xapi/types.ts';
import { validate } from './xapi/validate.ts';

export interface LearningDeps {
  readonly mappings: Pick<
    Mappings,
    | 'source'
    | 'repairsOf'
    | 'emailDomain'
    | 'activityKind'
    | 'learningRule'
    | 'fieldMap'
    | 'skillsOf'
    | 'credentialPolicy'
  >;
  readonly hashAlias: HashAlias;
}

export interface PrepareDeps extends LearningDeps {
  /** Key of `contentPrint`. */
  readonly fingerprint_key: string;
}

/** A statement that means something, all but who the learner is. */
export interface MeaningfulStatement {
  readonly kind: 'meaningful';
  /** In lower case. */
  readonly statement_id: string;
  readonly source: string;
  /** Keyed hash of the learner's alias. */
  readonly learner: string;
  /** Name under which the outcome is counted. */
  readonly rule: string;
  readonly drafts: Drafts;
  /** The cmi5 registration that decides whether it counts; null for a statement that stands for itself. */
  readonly registered: Registered | null;
}

/** A statement that publishes nothing, but says what counts in its cmi5 registration. */
export interface RegistrationStatement
  extends Pick<MeaningfulStatement, 'statement_id' | 'source' | 'learner' | 'rule'> {
  readonly kind: 'registration';
  readonly registered: Registered;
  readonly role: RegistrationRole;
  readonly told_by: Pick<LearningRule, 'rule' | 'mapping_version'>;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type LearningEvent = MeaningfulStatement | RegistrationStatement | VoidingStatement;

const rejected = (code: LearningErrorCode, reason: string, path: string): Rejected => ({
  kind: 'rejected',
  code,
  reason,
  path,
});

interface Parsed {
  readonly kind: 'parsed';
  readonly statement: Statement;
  /** Repairs that it needed, as `repair` names them. */
  readonly repaired: string;
}

const parse = (text: string, repairs: readonly Repair[]): Parsed | Rejected => {
  let statement: unknown;
  try {
    statement = JSON.parse(text);
  } catch {
    return rejected('not_json', 'expected JSON text', '$');
  }
  const repaired = repair(statement, repairs);
  const fault = validate(statement);
  if (fault === null) return { kind: 'parsed', statement: statement as Statement, repaired };
  const requirement = fault.requirement === null ? '' : ` (${fault.requirement})`;
  return rejected(fault.code, `expected ${fault.expected}${requirement}`, `$${fault.path}`);
};

/**
 * UUIDs ignore case. A store gives a statement without id one, and one without timestamp the time of receipt (Data 2.4.1,
 * 2.4.7): so do we, in a way that gives a record that comes twice the same id. It is published, and its content is a keyed hash: so
 * nobody can test a guessed learner against it.
 */
const idOf = ({ id, timestamp }: Statement, content: string, { source, received_at }: XapiStatement): string => {
  if (id !== undefined) return id.toLowerCase();
  return uuidV5(`statement|${source}|${content}|${timestamp === undefined ? received_at : canonicalMoment(timestamp)}`);
};

/** Statements that carry nothing whatever their verb, with the name of the rule; null for a person about an activity. */
const ignoredByShape = ({ object }: Statement, subject: Actor | Rejected): IgnoreRule | null => {
  switch (object.objectType) {
    case 'StatementRef':
      return 'statement-reference';
    case 'SubStatement':
      return 'sub-statement';
    case 'Agent':
    case 'Group':
      return 'agent-object';
    default:
      return 'objectType' in subject && subject.objectType === 'Group' ? 'group-actor' : null;
  }
};

/** Meaning comes from verb, activity type, profile and source; never from display texts (Data 2.4.3). */
const ruleOf = (
  statement: Statement,
  profiles: readonly string[],
  source: SourcePolicy,
  mappings: LearningDeps['mappings'],
): LearningRule | undefined => {
  // Objects of other types have no definition.
  const { definition } = statement.object as Activity;
  return mappings.learningRule(statement.verb.id, definition?.type, profiles, source.id, saysResult(statement.result));
};

/** When a statement happened: told, else stored, else received (Data 2.4.7). */
const momentOfStatement = (
  { timestamp, stored }: Statement,
  { source, received_at }: MappingContext,
  arrival: Arrival,
): number | Rejected => {
  const [path, time] = timestamp === undefined ? ['$.stored', stored] : ['$.timestamp', timestamp];
  if (time === undefined) return received_at;
  const moment = momentOf(time, source.default_offset_minutes);
  if (typeof moment !== 'number') return { kind: 'rejected', code: moment.code, reason: moment.reason, path };
  return hasHappened(moment, arrival) ? moment : implausibleTime(path);
};

/** A field map may read a time from elsewhere in a statement. */
const faultInTimes = ({ completion, credentials }: Drafts, arrival: Arrival): Rejected | null => {
  const isPlausible =
    (completion === null || hasHappened(completion.completed_at, arrival)) &&
    credentials.every(({ issued_at }) => hasHappened(issued_at, arrival));
  return isPlausible ? null : implausibleTime('$');
};

/**
 * Checks a statement and finds out what it means. Claimed under the statement's id: whatever source it comes through, it is the
 * same statement.
 */
export const prepareStatement = (
  { mappings, hashAlias, fingerprint_key }: PrepareDeps,
  { value, timestamp_ms, coordinates: { partition } }: InputRecord<XapiStatement>,
): Prepared<LearningEvent> | PreparedIgnore | Rejected => {
  const source = mappings.source(value.source);
  if (source?.kind !== 'lms') return rejected('unknown_source', 'no learning system of this id', '$.source');
  const parsed = parse(value.statement, mappings.repairsOf(source));
  if (parsed.kind === 'rejected') return parsed;
  const { statement, repaired } = parsed;

  const content = contentPrint(statement, fingerprint_key);
  const print = fingerprint(statement, content);
  const id = idOf(statement, content, value);
  const ignored = (name: string): PreparedIgnore => ({
    kind: 'ignored',
    rule: name + repaired,
    id,
    fingerprint: print,
  });

  const profiles = profilesOf(statement.context);
  const rule = ruleOf(statement, profiles, source, mappings);
  if (rule?.derives.includes('voiding')) {
    const voiding = voidingOf(statement, id, rule, source.id);
    if (voiding === null) return ignored('voids-nothing');
    return { kind: 'prepared', id, fingerprint: print, event: { ...voiding, rule: rule.rule + repaired } };
  }
  const subject = subjectOf(statement);
  const shape = ignoredByShape(statement, subject);
  if (shape !== null) return ignored(shape);
  if (rule === undefined) return ignored(`unknown-verb${unreadResult(statement, mappings)}`);
  const fact = cmi5FactOf(statement, profiles, hashAlias.text);
  const registered = fact === null || fact.registration === null ? null : { fact, partition };
  const publishes = rule.derives.length > 0;
  if (!publishes && (registered === null || registered.fact.role === 'allowed')) {
    return ignored(rule.rule + unreadResult(statement, mappings));
  }

  const arrival: Arrival = { received_at: value.received_at, timestamp_ms };
  const context = {
    source: fact === null || fact.role === 'allowed' ? source : cmi5Policy(source),
    received_at: receivedAt(arrival),
  };
  const learnerOrFault = (): string | Rejected =>
    'kind' in subject ? subject : learnerOf(subject as Agent, source, hashAlias, mappings.emailDomain);
  const prepared = (event: LearningEvent): Prepared<LearningEvent> => ({
    kind: 'prepared',
    id,
    fingerprint: print,
    event,
  });
  const at = momentOfStatement(statement, context, arrival);
  if (typeof at !== 'number') return at;
  if (!publishes && registered !== null && registered.fact.role !== 'allowed') {
    const learner = learnerOrFault();
    if (typeof learner !== 'string') return learner;
    const { role } = registered.fact;
    const name = rule.rule + repaired;
    return prepared({
      kind: 'registration',
      statement_id: id,
      source: source.id,
      learner,
      rule: name,
      registered,
      role,
      told_by: rule,
      at,
    });
  }

  const fault = fact === null ? null : masteryFault(fact, fact.mastery_score);
  if (fault !== null) return fault;
  const meaning = interpret(statement, id, rule, mappings, context);
  if (meaning.kind === 'rejected') return meaning;
  if (meaning.kind === 'ignored') return ignored(meaning.rule);
  const wrongTime = faultInTimes(meaning.drafts, arrival);
  if (wrongTime !== null) return wrongTime;
  const learner = learnerOrFault();
  if (typeof learner !== 'string') return learner;
  return prepared({
    kind: 'meaningful',
    statement_id: id,
    source: source.id,
    learner,
    rule: meaning.rule + repaired,
    drafts: meaning.drafts,
    registered,
  });
};
