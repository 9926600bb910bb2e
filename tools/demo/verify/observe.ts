import { formatCoordinates } from '../../ledger/coordinates.ts';
import { readDeadLetter } from '../../ledger/headers.ts';
import type { DecodeValue, TopicReader } from '../../ledger/topic-reader.ts';
import { INDEX_HEADER } from '../feed.ts';
import { type Observed, type ObservedOutput, STANDING_TOPICS } from './observed.ts';

const INPUTS = ['raw.hris', 'raw.xapi', 'raw.enrollment'] as const;
/** Topics whose records are held against the record they came of. */
export const TRACED_TOPICS = [
  'marketplace.completion',
  'marketplace.score',
  'marketplace.skill',
  'marketplace.credential',
  'enrollment.resolved',
] as const;

/** Index in the simulation by the first coordinates of a record; those that came back are in other topics. */
const readIndexes = async (reader: TopicReader): Promise<ReadonlyMap<string, number>> => {
  const indexes = new Map<string, number>();
  for (const topic of INPUTS) {
    for await (const record of reader.read(topic)) {
      const index = record.headers.get(INDEX_HEADER);
      if (index !== undefined) indexes.set(formatCoordinates(record), Number(index));
    }
  }
  return indexes;
};

const readDead = async (reader: TopicReader, indexes: ReadonlyMap<string, number>): Promise<Map<number, string>> => {
  const dead = new Map<number, string>();
  for (const topic of INPUTS) {
    for await (const record of reader.read(`${topic}.dlq`)) {
      const letter = readDeadLetter(record);
      const index = typeof letter === 'string' ? undefined : indexes.get(formatCoordinates(letter.origin));
      if (index !== undefined && typeof letter !== 'string') dead.set(index, letter.code);
    }
  }
  return dead;
};

type Value = ObservedOutput['value'];

/** Reads from the topics what came of a simulation that was fed into empty topics. */
export const observe = async (reader: TopicReader, decode: DecodeValue): Promise<Observed> => {
  const indexes = await readIndexes(reader);
  const dead = await readDead(reader, indexes);
  const outputs = new Map<number, ObservedOutput[]>();
  const newest = new Map<string, Map<string, Value>>();

  for (const topic of TRACED_TOPICS) {
    for await (const record of reader.read(topic)) {
      if (record.value === null) continue;
      const value = (await decode(topic, record.value)) as Value;
      const index = indexes.get(formatCoordinates(value['origin'] as Parameters<typeof formatCoordinates>[0]));
      // The oracle reports outputs that come of nothing.
      if (index === undefined) continue;
      const known = outputs.get(index);
      if (known) known.push({ topic, value });
      else outputs.set(index, [{ topic, value }]);
    }
  }
  for (const topic of STANDING_TOPICS) {
    const values = new Map<string, Value>();
    for await (const { key, value } of reader.read(topic)) {
      const name = key?.toString('utf8') ?? '';
      if (value === null) values.delete(name);
      else values.set(name, (await decode(topic, value)) as Value);
    }
    newest.set(topic, values);
  }
  return { dead, outputs, newest };
};
