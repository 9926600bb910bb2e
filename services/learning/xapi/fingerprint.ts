import { hash } from 'node:crypto';
import { activityOf, actorOf, attachmentsOf, contextOf, resultOf, statementRefOf } from './canonical/parts.ts';
import { optional, textOf } from './canonical/values.ts';
import { canBeSameMoment, momentsOf } from './timestamp.ts';
import type { Statement, StatementObject, SubStatement } from './types.ts';

const objectOf = (object: StatementObject): string => {
  switch (object.objectType) {
    case 'Agent':
    case 'Group':
      return actorOf(object);
    case 'StatementRef':
      return `r${statementRefOf(object)}`;
    case 'SubStatement':
      return `u${claimOf(object)};`;
    default:
      return `v${activityOf(object)}`;
  }
};

/** What statements and SubStatements share. The display of a verb is no part of it (Data 2.3.1). */
const claimOf = ({ actor, verb, object, result, context, attachments }: Statement | SubStatement): string =>
  `${actorOf(actor)}${textOf(verb.id)}${objectOf(object)}${optional(result, resultOf)}${optional(context, contextOf)}` +
  `(${attachmentsOf(attachments)})`;

/** Of all timestamps that may come from a store: they may differ, as each store that took the statement in set its own. */
const SET_BY_STORE = 'S';

/**
 * The moments that the timestamp can be, for `isSameFingerprint`; none without a timestamp. A store gives a statement without one
 * the time of `stored` (2.4.7). So one that equals `stored` may come from the store; or from the sender, as `stored` is often the
 * same millisecond.
 *
 * A statement without one that comes by two chains of stores may get two times, of which only one equals the `stored` beside it; for
 * a later store keeps the time, and sets `stored` anew. Those are told as two: so would be a statement that reuses the id at another time, and
 * that must not be taken for a repeat.
 */
const marksOf = ({ timestamp, stored }: Statement): readonly string[] => {
  if (timestamp === undefined) return [];
  const moments = momentsOf(timestamp);
  return stored !== undefined && canBeSameMoment(timestamp, stored) ? [...moments, SET_BY_STORE] : moments;
};

/**
 * As UTF-8, all halves of surrogate pairs are one character: two texts would be one. The other bytes are those of no other
 * statement, since the first character is ASCII and only UTF-16 has a zero after it.
 */
const bytesOf = (text: string): string | Buffer => (text.isWellFormed() ? text : Buffer.from(text, 'utf16le'));

const HEX_DIGITS = 32;

/**
 * Equal for two statements exactly when they are the same under the specification's comparison (xAPI 1.0.3 Data 2.3.1), their
 * timestamps aside.
 *
 * Left out, since stores assign or change them: id, authority, stored, version, display of the verb, definitions of activities, the
 * timestamp of a SubStatement. That one may be cut or rounded (4.5), so that no one text stands for all it can become; and a
 * statement about a SubStatement leads to nothing, so that nothing is lost with a repeat that differs in no more.
 *
 * Ignored: order of properties, of group members and of context activities, time zones, numbers, times and durations finer than
 * a store must keep, units of a duration, one activity in place of an array, case where it means nothing, defaults of objectType.
 * IRIs are compared as text (3.1, RFC 3987 5.3.1).
 * @param statement one that `validate` let through
 * @param key secret of the installation, in hex digits: statements contain addresses, and nobody else can test a guess against the print
 * @returns 32 hex digits. Half of the digest is left out, so it cannot be extended; HMAC would take a second hash
 */
export const contentPrint = (statement: Statement, key: string): string =>
  hash('sha256', bytesOf(`${key}${claimOf(statement)}`), 'hex').slice(0, HEX_DIGITS);

/** Fingerprint of a statement: its content, then the moments that its timestamp can be. Compared by `isSameFingerprint`. */
export const fingerprint = (statement: Statement, content: string): string => {
  const marks = marksOf(statement);
  return marks.length === 0 ? content : `${content}.${marks.join('.')}`;
};
