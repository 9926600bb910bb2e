import type { LogReader, LogRecord } from '../kafka/log-reader.ts';
import { partitionOf } from '../kafka/partition.ts';
import type { Codec } from '../registry/codec.ts';
import { POSITIONS } from './engine.ts';
import type { Position } from './position.ts';

/** What `ops.position` says, kept in memory and read on when asked to. */
export interface PositionStore {
  /**
   * Reads all that was committed before the call.
   * @throws Error when Kafka does not answer
   */
  readonly refresh: (group: string) => Promise<void>;
  /** Position of an input partition as of the last `refresh` of the group; null when there is none. */
  readonly get: (group: string, topic: string, partition: number) => Position | null;
}

export const positionKey = (group: string, topic: string, partition: number): string =>
  `${group}|${topic}|${partition}`;

/** All positions of a group are in one partition, so that one pass over it finds them. */
export const positionPartition = (group: string, partitions: number): number => partitionOf(group, partitions);

interface GroupPositions {
  /** Values by key, as they were written. */
  readonly values: Map<string, Buffer>;
  /** How far the partition was read. */
  read_to: number;
  running: Promise<void> | undefined;
  queued: Promise<void> | undefined;
}

type Needs = {
  readonly reader: LogReader;
  readonly codec: Pick<Codec, 'load' | 'decode'>;
  /** Partitions of `ops.position`. */
  readonly partitions: number;
};

export const createPositionStore = ({ reader, codec, partitions }: Needs): PositionStore => {
  const groups = new Map<string, GroupPositions>();
  const decoded = new WeakMap<Buffer, Position>();

  const groupOf = (group: string): GroupPositions => {
    const known = groups.get(group) ?? { values: new Map(), read_to: 0, running: undefined, queued: undefined };
    groups.set(group, known);
    return known;
  };

  const take = (known: GroupPositions, group: string, records: readonly LogRecord[]): void => {
    for (const { key, value } of records) {
      const name = key?.toString() ?? '';
      if (!name.startsWith(`${group}|`)) continue;
      if (value === null) known.values.delete(name);
      // A copy: the value itself would keep the whole batch that it came in.
      else known.values.set(name, Buffer.from(value));
    }
  };

  const readOn = async (group: string, known: GroupPositions): Promise<void> => {
    const partition = positionPartition(group, partitions);
    const range = (await reader.offsets(POSITIONS))[partition];
    if (range === undefined) throw new Error(`${POSITIONS} has no partition ${partition}`);
    // It was deleted and created again: what was read before is still true.
    if (known.read_to > range.latest) known.read_to = 0;
    const from = Math.max(known.read_to, range.earliest);
    for await (const records of reader.read(POSITIONS, partition, from, range.latest)) take(known, group, records);
    known.read_to = range.latest;
    // Behind an open transaction of another group or partition: it may last as long as its time-out.
    take(known, group, await reader.readTail(POSITIONS, partition, range.latest));
    await codec.load(POSITIONS, [...known.values.values()]);
  };

  const start = (group: string, known: GroupPositions): Promise<void> => {
    known.running = readOn(group, known).finally(() => {
      known.running = undefined;
    });
    return known.running;
  };

  const refresh = (group: string): Promise<void> => {
    const known = groupOf(group);
    if (known.running === undefined) return start(group, known);
    // What is being read may have begun before what the caller asks for was committed.
    known.queued ??= known.running
      .catch(() => undefined)
      .then(() => {
        known.queued = undefined;
        return start(group, known);
      });
    return known.queued;
  };

  const decode = (value: Buffer): Position => {
    const known = decoded.get(value);
    if (known !== undefined) return known;
    const found = codec.decode(POSITIONS, value);
    if (!found.ok) throw new Error(`a record of ${POSITIONS} cannot be decoded: ${found.code}`);
    const { topic_id, next_offset, claimed_offset } = found.value;
    const position = { topic_id, next_offset, claimed_offset };
    decoded.set(value, position);
    return position;
  };

  const get = (group: string, topic: string, partition: number): Position | null => {
    const value = groups.get(group)?.values.get(positionKey(group, topic, partition));
    return value === undefined ? null : decode(value);
  };

  return { refresh, get };
};
