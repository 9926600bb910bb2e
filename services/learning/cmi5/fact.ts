import { isEmptyUuid } from '../../../mappings/index.ts';
import type { MoveOn } from '../../../schemas/types.generated.ts';
import type { HashAlias } from '../../people/alias-hash.ts';
import type { Context, Extensions, Statement } from '../xapi/types.ts';

/** Category of statements that cmi5 defines (9.6.2.1). Others in the same session mean what their verbs mean, and no more. */
export const CMI5_CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';

const EXTENSION = 'https://w3id.org/xapi/cmi5/context/extensions/';
const SESSION_ID = `${EXTENSION}sessionid`;

/** Statements that count once in a registration, or say what counts (cmi5 9.3). */
const ROLES = {
  'http://adlnet.gov/expapi/verbs/launched': 'launched',
  'http://adlnet.gov/expapi/verbs/completed': 'completed',
  'http://adlnet.gov/expapi/verbs/passed': 'passed',
  'http://adlnet.gov/expapi/verbs/failed': 'failed',
  'https://w3id.org/xapi/adl/verbs/abandoned': 'abandoned',
  'https://w3id.org/xapi/adl/verbs/waived': 'waived',
  'https://w3id.org/xapi/adl/verbs/satisfied': 'satisfied',
} as const;

/**
 * `allowed`: told in a cmi5 session, but not by cmi5's own definition (7.1.3); about the launched activity itself, it says
 * nothing of whether that is satisfied.
 */
export type Cmi5Role = (typeof ROLES)[keyof typeof ROLES] | 'allowed';

/** What a statement of a cmi5 session says of one activity in one registration. */
export interface Cmi5Fact {
  readonly role: Cmi5Role;
  /** In lower case; null, also for the nil UUID: the statement stands for itself. */
  readonly registration: string | null;
  /** Keyed hash: the state of the registration is named after it, and an activity id may contain anything. */
  readonly activity: string;
  /** Keyed hash: a session id is any text, and kept with the registration. */
  readonly session_id: string | null;
  /** Score from 0 to 1, and the one needed to pass where the statement names it. */
  readonly scaled: number | null;
  readonly mastery_score: number | null;
  /** Told by the launch. */
  readonly move_on: MoveOn | null;
  readonly for_credit: boolean;
}

const MOVE_ON: ReadonlySet<unknown> = new Set<MoveOn>([
  'Passed',
  'Completed',
  'CompletedAndPassed',
  'CompletedOrPassed',
  'NotApplicable',
]);
const isMoveOn = (value: unknown): value is MoveOn => MOVE_ON.has(value);

/** Modes in which an activity must not tell results (10.2.2). */
const NOT_FOR_CREDIT: ReadonlySet<unknown> = new Set(['Browse', 'Review']);

const NO_EXTENSIONS: Extensions = {};

/** 9.6.3.2: a decimal from 0 to 1; anything else says nothing. */
const masteryScoreIn = (extensions: Extensions): number | null => {
  const value = extensions[`${EXTENSION}masteryscore`];
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : null;
};

const factOf = (
  role: Cmi5Role,
  { registration, extensions }: Context,
  statement: Statement,
  hashText: HashAlias['text'],
): Cmi5Fact | null => {
  const { object, result } = statement;
  if ((object.objectType ?? 'Activity') !== 'Activity') return null;
  const said = extensions ?? NO_EXTENSIONS;
  const session = said[SESSION_ID];
  const move_on = said[`${EXTENSION}moveon`];
  return {
    role,
    registration: registration === undefined || isEmptyUuid(registration) ? null : registration.toLowerCase(),
    activity: hashText('cmi5-activity', (object as { readonly id: string }).id),
    session_id: typeof session === 'string' ? hashText('cmi5-session', session) : null,
    scaled: result?.score?.scaled ?? null,
    mastery_score: masteryScoreIn(said),
    move_on: isMoveOn(move_on) ? move_on : null,
    for_credit: !NOT_FOR_CREDIT.has(said[`${EXTENSION}launchmode`]),
  };
};

/**
 * What the registration rules of cmi5 have to know of a checked statement; null for statements that they are not about.
 * @param profiles ids in `context.contextActivities.category`
 */
export const cmi5FactOf = (
  statement: Statement,
  profiles: readonly string[],
  hashText: HashAlias['text'],
): Cmi5Fact | null => {
  const { context, verb } = statement;
  if (context === undefined || !Object.hasOwn(ROLES, verb.id)) return null;
  if (profiles.includes(CMI5_CATEGORY))
    return factOf(ROLES[verb.id as keyof typeof ROLES], context, statement, hashText);
  return context.extensions?.[SESSION_ID] === undefined ? null : factOf('allowed', context, statement, hashText);
};
