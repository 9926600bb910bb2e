import type { Rejected } from '../runtime/service.ts';
import { actor as checkActor } from './xapi/actor.ts';
import type { Actor, Statement } from './xapi/types.ts';

/**
 * Extension of the context by which statements of the Total Learning Architecture name the learner where the actor is somebody else:
 * an officer confers a badge, and the badge is the learner's (Master Object Model, "conferred").
 */
const LEARNER = 'https://w3id.org/xapi/tla/extensions/learner';
const PATH = `$.context.extensions['${LEARNER}']`;

const check = checkActor('XAPI-00006');

/**
 * Whom a checked statement tells of: its actor, unless it names the learner beside it.
 * @returns a rejection where that names nobody: what is another person's must not become the actor's
 */
export const subjectOf = ({ actor, context }: Statement): Actor | Rejected => {
  const learner = context?.extensions?.[LEARNER];
  if (learner === undefined) return actor;
  const expected = learner === null ? 'an agent' : check(learner, '1.0')?.expected;
  if (expected === undefined) return learner as Actor;
  return { kind: 'rejected', code: 'learner_alias', reason: `expected ${expected}`, path: PATH };
};
