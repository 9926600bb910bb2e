import { hash } from 'node:crypto';
import { activityOf, actorOf, attachmentsOf, contextOf, resultOf, statementRefOf } from './canonical/parts.ts';
import { optional, textOf } from './canonical/values.ts';
import { isSameMoment, momentOf } from './timestamp.ts';
import type { Statement, StatementObject, SubStatement } from './types.ts';

const objectOf = (object: StatementObject): string => {
  switch (object.objectType) {
    case 'Agent':
    case 'Group':
      return actorOf(object);
    case 'StatementRef':
      return `r${statementRefOf(object)}`;
    case 'SubStatement':
      return `u${claimOf(object)}${optional(object.timestamp, momentOf)};`;
    default:
      return `v${activityOf(object)}`;
  }
};

/** What statements and SubStatements share. The display of a verb is no part of it (Data 2.3.1). */
const claimOf = ({ actor, verb, object, result, context, attachments }: Statement | SubStatement): string =>
  `${actorOf(actor)}${textOf(verb.id)}${objectOf(object)}${optional(result, resultOf)}${optional(context, contextOf)}` +
  `(${attachmentsOf(attachments)})`;

/**
 * A store gives a statement without timestamp the one of `stored` (2.4.7). So a timestamp equal to `stored` counts as not
 * given: the statement is the same before and after the store took it in.
 */
const givenTimestamp = ({ timestamp, stored }: Statement): string =>
  timestamp === undefined || (stored !== undefined && isSameMoment(timestamp, stored)) ? '-' : momentOf(timestamp);

/**
 * As UTF-8, all halves of surrogate pairs are one character: two texts would be one. The other bytes are those of no other
 * statement, since the first character is ASCII and only UTF-16 has a zero after it.
 */
const bytesOf = (text: string): string | Buffer => (text.isWellFormed() ? text : Buffer.from(text, 'utf16le'));

const FINGERPRINT_HEX_DIGITS = 32;

/**
 * Equal for two statements exactly when they are the same under the specification's comparison (xAPI 1.0.3 Data 2.3.1).
 *
 * Left out, since stores assign or change them: id, authority, stored, version, a timestamp that a store gave, display of
 * the verb, definitions of activities. Ignored: order of properties, of group members and of context activities, time zones,
 * time and duration finer than a store must keep, one activity in place of an array, case where it means nothing, defaults
 * of objectType. IRIs are compared as text (3.1, RFC 3987 5.3.1).
 * @param statement one that `validate` let through
 * @returns 32 hex digits of a SHA-256
 */
export const fingerprint = (statement: Statement): string =>
  hash('sha256', bytesOf(`${claimOf(statement)}${givenTimestamp(statement)}`), 'hex').slice(0, FINGERPRINT_HEX_DIGITS);
