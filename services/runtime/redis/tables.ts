import { randomUUID } from 'node:crypto';
import { type Argument, isLost, type RedisClient } from './client.ts';

/** A row as its changelog topic has it. */
export interface TableRow {
  readonly key: string;
  /** Offset in the changelog partition of the key. */
  readonly offset: number;
  /** Null for a tombstone. */
  readonly value: Buffer | null;
  /** When the row is to be looked at, epoch milliseconds; null for never. */
  readonly due_at: number | null;
  /** Number of the kind that the row is counted under; null for none. */
  readonly kind: number | null;
}

/**
 * A projection of a compacted topic. Rows carry the changelog offset they come from and are written only over older
 * ones, so writing the same range twice, or by two processes, does no harm.
 */
export interface Table {
  readonly topic: string;
  readonly partitions: number;
  /**
   * Values in the order of the keys; null for the whole when one of the partitions that hold them is not complete.
   * @param partitions where the keys are; all partitions by default
   */
  readonly read: (
    keys: readonly string[],
    partitions?: readonly number[],
  ) => Promise<readonly (Buffer | null)[] | null>;
  /**
   * Writes the rows that a committed transaction put into a partition.
   * @param next one past the last of them
   * @returns false when the projection was lost and must be restored
   */
  readonly apply: (partition: number, rows: readonly TableRow[], next: number) => Promise<boolean>;
  /**
   * Says what was committed to be applied: from now on Redis is not trusted with less. What this process applies itself is
   * remembered anyway.
   * @param next one past the newest row
   */
  readonly expect: (partition: number, next: number) => void;
  /** How far each partition that was ever complete is applied. */
  readonly applied: () => Promise<ReadonlyMap<number, Applied>>;
  readonly beginRestore: (partition: number) => Promise<TableRestore>;
  /** How many rows of a partition wait for their time, and the earliest such time; null when there is none. */
  readonly waiting: (partition: number) => Promise<{ readonly rows: number; readonly first_due_at: number } | null>;
  /** How many rows of a partition are of each of the kinds 0 to `kinds` − 1. */
  readonly census: (partition: number, kinds: number) => Promise<readonly number[]>;
  /** Looks for rows of a partition whose time has come; null when the partition is not complete. */
  readonly due: (partition: number, now_ms: number, limit: number) => Promise<DueRows | null>;
}

export interface DueRows {
  /** Earliest first. */
  readonly keys: readonly string[];
  /** When the earliest row is due that there is, epoch milliseconds; infinite when none is ever. */
  readonly first_due_at: number;
}

export interface Applied {
  /** One past the newest row of the changelog that is there, with all before it. */
  readonly next: number;
  /** Whether it is complete. It is not when Redis has gone back to what it was some time ago, or lacks what is expected. */
  readonly is_current: boolean;
}

export interface TableRestore {
  /**
   * @param next one past the last row of the changelog that is put with this or was before: should the restore not come to its
   * end, the next one goes on from there
   * @returns false when Redis was emptied or exchanged since the restore began
   */
  readonly put: (rows: readonly TableRow[], next: number) => Promise<boolean>;
  /** False when Redis was emptied or exchanged since the restore began. */
  readonly seal: (next: number) => Promise<boolean>;
}

const KEYS_PER_CALL_MAX = 1_000;
const RESTORE_LIFE_MS = 10 * 60_000;
const COLON = ':'.charCodeAt(0);
const NOTHING = Buffer.alloc(0);

const chunksOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] => {
  const chunks: (readonly T[])[] = [];
  for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size));
  return chunks;
};

/** Cuts the changelog offset off a row; an empty rest is a tombstone. */
const toValue = (row: Buffer | null): Buffer | null => {
  if (row === null) return null;
  const value = row.subarray(row.indexOf(COLON) + 1);
  return value.length === 0 ? null : value;
};

export interface TableOptions {
  /** Prefix of all keys in Redis, such as `ss`. */
  readonly namespace: string;
  readonly topic: string;
  readonly partitions: number;
  /** Set where several services write one topic: each then has a projection, and a mark of what is applied, of its own. */
  readonly owner?: string;
}

export const createTable = (redis: RedisClient, { namespace, topic, partitions, owner }: TableOptions): Table => {
  const tag = `{${namespace}:t:${topic}${owner === undefined ? '' : `@${owner}`}}`;
  const applied_key = `${tag}:applied`;
  const keyOf = (key: string): string => `${tag}:k:${key}`;
  const dueKeyOf = (partition: number): string => `${tag}:due:${partition}`;
  const kindKeyOf = (partition: number): string => `${tag}:kind:${partition}`;

  /** What must be applied at least, by partition. */
  const floors = new Map<number, number>();
  const floorOf = (partition: number): number => floors.get(partition) ?? 0;
  const expect = (partition: number, next: number): void => {
    if (next > floorOf(partition)) floors.set(partition, next);
  };

  const every = Array.from({ length: partitions }, (_, partition) => partition);

  const read = async (
    keys: readonly string[],
    needed: readonly number[] = every,
  ): Promise<readonly (Buffer | null)[] | null> => {
    const replies = await Promise.all(
      chunksOf(keys, KEYS_PER_CALL_MAX).map((chunk) =>
        redis.run(
          'read',
          [applied_key, ...chunk.map(keyOf)],
          needed.flatMap((partition) => [partition, floorOf(partition)]),
        ),
      ),
    );
    if (replies.some(isLost)) return null;
    // A Lua table ends at its first nil, so missing rows come back as false, which the client reads as null.
    return replies.flatMap((reply) => (reply as (Buffer | null)[]).map(toValue));
  };

  const write = async (
    partition: number,
    rows: readonly TableRow[],
    next: number,
    mode: 'owner' | 'restore',
    token_key = applied_key,
  ): Promise<boolean> => {
    const chunks = rows.length === 0 ? [rows] : chunksOf(rows, KEYS_PER_CALL_MAX);
    for (const chunk of chunks) {
      const keys = [applied_key, dueKeyOf(partition), kindKeyOf(partition), token_key];
      // The mark moves with the last chunk only: until then a crash must make the next owner replay all of it.
      const args: Argument[] = [
        partition,
        chunk.at(-1) === rows.at(-1) ? next : 0,
        mode,
        RESTORE_LIFE_MS,
        floorOf(partition),
      ];
      for (const { key, offset, value, due_at, kind } of chunk) {
        keys.push(keyOf(key));
        args.push(key, offset, value ?? NOTHING, due_at ?? '', kind ?? '');
      }
      if (isLost(await redis.run('apply', keys, args))) return false;
    }
    return true;
  };

  const apply = async (partition: number, rows: readonly TableRow[], next: number): Promise<boolean> => {
    const is_applied = await write(partition, rows, next, 'owner');
    if (is_applied) expect(partition, next);
    return is_applied;
  };

  const applied = async (): Promise<ReadonlyMap<number, Applied>> => {
    const reply = (await redis.run('applied', [applied_key], [])) as readonly number[];
    const marks = chunksOf(reply, 3) as readonly (readonly [partition: number, next: number, is_mine: number])[];
    return new Map(
      marks.map(([partition, next, is_mine]) => [
        partition,
        { next, is_current: is_mine === 1 && next >= floorOf(partition) },
      ]),
    );
  };

  const beginRestore = async (partition: number): Promise<TableRestore> => {
    const token_key = `${tag}:restore:${randomUUID()}`;
    await redis.run('begin', [token_key], [RESTORE_LIFE_MS]);
    return {
      put: (rows, next) => write(partition, rows, next, 'restore', token_key),
      seal: async (next) => {
        const is_sealed = !isLost(await redis.run('seal', [applied_key, token_key], [partition, next]));
        if (is_sealed) expect(partition, next);
        return is_sealed;
      },
    };
  };

  const due = async (partition: number, now_ms: number, limit: number): Promise<DueRows | null> => {
    const reply = await redis.run(
      'due',
      [applied_key, dueKeyOf(partition)],
      [partition, now_ms, limit, floorOf(partition)],
    );
    if (isLost(reply)) return null;
    const [first, ...keys] = (reply as readonly Buffer[]).map(String);
    return { keys, first_due_at: first === '' ? Number.POSITIVE_INFINITY : Number(first) };
  };

  const waiting = async (partition: number) => {
    const found = await redis.lowest(dueKeyOf(partition));
    return found === null ? null : { rows: found.members, first_due_at: found.score };
  };

  const census = (partition: number, kinds: number): Promise<readonly number[]> =>
    Promise.all(Array.from({ length: kinds }, (_, kind) => redis.membersWith(kindKeyOf(partition), kind)));

  return { topic, partitions, read, apply, expect, applied, beginRestore, due, waiting, census };
};
