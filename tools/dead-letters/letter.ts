import { type DeadLetter, readDeadLetter } from '../../services/runtime/engine/dead-letter.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { inputOfDeadLetters, type TopicName, topology } from '../../topology/topology.ts';
import { isKnownCode } from '../codegen/error-codes.ts';

/** A record of a dead-letter topic. */
export interface Letter {
  readonly record: LogRecord;
  /** What its headers say; null where they are not as the runtime writes them. */
  readonly said: DeadLetter | null;
}

/** Dead-letter topics by the input whose records they hold. */
export const DEAD_LETTER_TOPICS: ReadonlyMap<string, TopicName> = new Map(
  topology.tools['dead-letters']!.inputs.map((topic) => [inputOfDeadLetters(topic), topic]),
);

/** Input of a dead-letter topic. */
export const inputOf = (dead_letter_topic: string): string => inputOfDeadLetters(dead_letter_topic as TopicName);

/** Reads a record of a dead-letter topic. */
export const toLetter = (record: LogRecord): Letter => ({ record, said: readDeadLetter(record) });

/** What a code is counted under that no service gives. There may be any number of them. */
const UNKNOWN_CODE = '(unknown code)';

/** The code that a letter is counted under; null where its headers cannot be read. One of a bounded number. */
export const countedCode = ({ said }: Letter): string | null => {
  if (said === null) return null;
  return isKnownCode(said.code) ? said.code : UNKNOWN_CODE;
};
