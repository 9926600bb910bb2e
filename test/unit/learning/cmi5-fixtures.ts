import { loadMappings } from '../../../mappings/index.ts';
import { uuidV5 } from '../../../services/people/ids.ts';
import type { PureRunner, Verdict } from '../../support/pure-runner.ts';
import { createRunner, feed, hashAlias } from './fixtures.ts';

const mappings = loadMappings();
const ADL = 'http://adlnet.gov/expapi/verbs/';
const XAPI_ADL = 'https://w3id.org/xapi/adl/verbs/';
const VERBS = {
  launched: `${ADL}launched`,
  completed: `${ADL}completed`,
  passed: `${ADL}passed`,
  failed: `${ADL}failed`,
  abandoned: `${XAPI_ADL}abandoned`,
  waived: `${XAPI_ADL}waived`,
  satisfied: `${XAPI_ADL}satisfied`,
} as const;
export type Verb = keyof typeof VERBS;

export const EXT = 'https://w3id.org/xapi/cmi5/context/extensions/';
export const REGISTRATION = 'ec531277-b57b-4c15-8d91-d292c5b2b8f7';
const UNIT = 'https://lms.example/au/fire-safety';
const SESSION = 'session-1';

export interface Told {
  readonly verb: Verb;
  /** Minute of the hour at which it happened. */
  readonly at: number;
  readonly registration?: string | undefined;
  readonly object?: string;
  readonly session?: string;
  readonly result?: object;
  readonly extensions?: object;
  readonly category?: readonly string[];
  /** Tells two statements of one verb and minute apart. */
  readonly seed?: string;
}

export const idOf = ({ verb, at, seed = '' }: Told): string => uuidV5(`${verb}|${at}|${seed}`);

export const statementOf = (told: Told): object => {
  const { verb, at, registration = REGISTRATION, object = UNIT, session = SESSION, result, extensions } = told;
  const category = (told.category ?? ['https://w3id.org/xapi/cmi5/context/categories/cmi5']).map((id) => ({ id }));
  return {
    id: idOf(told),
    actor: { mbox: 'mailto:jane@corp.example' },
    verb: { id: VERBS[verb] },
    object: { id: object },
    ...(result === undefined ? {} : { result }),
    context: {
      ...('registration' in told && told.registration === undefined ? {} : { registration }),
      contextActivities: { category },
      extensions: { [`${EXT}sessionid`]: session, ...extensions },
    },
    timestamp: new Date(Date.UTC(2026, 2, 1, 10, at)).toISOString(),
  };
};

export const launched = (move_on: string, at = 0, more: object = {}): Told => ({
  verb: 'launched',
  at,
  extensions: { [`${EXT}moveon`]: move_on, [`${EXT}launchmode`]: 'Normal', ...more },
});

/** A learning service with the mappings of the repository. */
export const createCmi5Runner = (): PureRunner => createRunner({ mappings, hashAlias });

export const tellTo = (runner: PureRunner, told: Told): Verdict => feed(runner, statementOf(told), 'moodle');
