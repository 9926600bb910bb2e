import { type DeadLetter, readDeadLetter } from '../../services/runtime/engine/dead-letter.ts';
import type { LogRecord } from '../../services/runtime/kafka/log-reader.ts';
import { inputOfDeadLetters, type TopicName, topology } from '../../topology/topology.ts';

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

/** Reads a record of a dead-letter topic. A letter about another input than its topic is for is not believed. */
export const toLetter = (record: LogRecord): Letter => {
  const said = readDeadLetter(record);
  return { record, said: said?.origin.topic === inputOf(record.topic) ? said : null };
};
