import { createHash, randomUUID } from 'node:crypto';
import { type Argument, isLost, type RedisClient } from './client.ts';

/** A record that asks for its idempotency key. */
export interface Claim {
  readonly id: string;
  /** Compared by `isSameFingerprint`. */
  readonly fingerprint: string;
  /** First coordinates of the record and its time there; empty where that is the holder itself. */
  readonly origin: string;
  /** How often it has been brought back. */
  readonly attempt: number;
  /** Coordinates of the record, its time, and behind `~` which topic of that name it is. No two records have the same. */
  readonly holder: string;
}

/**
 * ours: the record is the first with its id, or the same record delivered again, or one brought back on purpose.
 * duplicate: another record with the same content came first. conflict: another with other content did. copy: the record
 * itself was brought back before.
 */
export type ClaimAnswer = 'ours' | 'duplicate' | 'conflict' | 'copy';

export interface Claimed {
  /** In the order of the claims. */
  readonly answers: readonly ClaimAnswer[];
  /** Names the rebuild, and the server that it was made on. */
  readonly rebuild: string;
}

/** Up to where an input partition has been claimed: all records below an offset. */
export interface ClaimPosition {
  /** `topic/partition`, and which topic of that name it is. */
  readonly slot: string;
  readonly next: number;
}

export interface Claims {
  /**
   * @param position what the claims reach up to, together with those made before
   * @param floors what must have been claimed before, as Kafka says
   * @returns null when Redis was emptied or exchanged, or lacks some of that: the claims must be restored first
   */
  readonly claim: (
    claims: readonly Claim[],
    position: ClaimPosition,
    floors: readonly ClaimPosition[],
  ) => Promise<Claimed | null>;
  /** Whether claims made under a rebuild are still there. */
  readonly stand: (rebuild: string) => Promise<boolean>;
  /** Gives claims back, so that a corrected record can take the id. */
  readonly release: (claims: readonly Claim[]) => Promise<void>;
  /** Starts a rebuild. Several at once do no harm. */
  readonly beginRestore: () => Promise<ClaimRestore>;
}

export interface ClaimRestore {
  /**
   * What is claimed already: Redis went back to what it was some time ago, or another rebuild did not come to its end.
   * Nothing when it was emptied.
   */
  readonly positions: readonly ClaimPosition[];
  /**
   * @param position what the claims reach up to, together with those put before
   * @returns false when Redis was emptied or exchanged since the rebuild began: nothing was put
   */
  readonly put: (claims: readonly Claim[], position: ClaimPosition) => Promise<boolean>;
  /**
   * @param positions what is claimed now
   * @returns false when Redis was emptied or exchanged since the rebuild began
   */
  readonly complete: (positions: readonly ClaimPosition[]) => Promise<boolean>;
}

const ANSWERS: Readonly<Record<string, ClaimAnswer>> = { '0': 'ours', '1': 'duplicate', '2': 'conflict', '3': 'copy' };
/** Ids come from outside; those that are long, or hold what separates claims, are hashed. */
const USABLE_ID = /^[!-{}~]{1,100}$/;
/** How long a rebuild may go without a step; longer than a dependency's time-outs, and then nothing is left of it. */
const RESTORE_LIFE_MS = 10 * 60_000;

const shorten = (id: string): string =>
  USABLE_ID.test(id) ? id : `sha1:${createHash('sha1').update(id).digest('hex')}`;

const encodeClaim = ({ fingerprint, origin, attempt, holder }: Claim): string =>
  `${fingerprint}|${origin}|${attempt}|${holder}`;

/**
 * Idempotency claims of one service generation, in Redis.
 * @param namespace such as `ss:learning:1`
 * @param life_s how long an id is remembered, in seconds
 */
export const createClaims = (redis: RedisClient, namespace: string, life_s: number): Claims => {
  const tag = `{${namespace}}`;
  const mark = `${tag}:alive`;
  const positions_key = `${tag}:positions`;
  const prefix = `${tag}:c:`;
  const keyOf = ({ id }: Claim): string => `${prefix}${shorten(id)}`;

  const toLines = (claims: readonly Claim[]): string => {
    let lines = '';
    for (const claim of claims) lines += `${shorten(claim.id)}|${encodeClaim(claim)}\n`;
    return lines;
  };

  const claim = async (
    claims: readonly Claim[],
    { slot, next }: ClaimPosition,
    floors: readonly ClaimPosition[],
  ): Promise<Claimed | null> => {
    const args: Argument[] = [life_s, 'claim', prefix, toLines(claims), slot, next];
    for (const floor of floors) args.push(floor.slot, floor.next);
    const reply = await redis.run('claim', [mark, positions_key], args);
    if (isLost(reply)) return null;
    const [rebuild, digits] = reply as [Buffer, Buffer];
    return { rebuild: String(rebuild), answers: Array.from(String(digits), (digit) => ANSWERS[digit]!) };
  };

  const release = async (claims: readonly Claim[]): Promise<void> => {
    if (claims.length === 0) return;
    await redis.run(
      'release',
      claims.map(keyOf),
      claims.map(({ holder }) => holder),
    );
  };

  const stand = async (rebuild: string): Promise<boolean> => !isLost(await redis.run('stand', [mark], [rebuild]));

  const beginRestore = async (): Promise<ClaimRestore> => {
    const token = randomUUID();
    const token_key = `${tag}:restore:${token}`;
    await redis.run('begin', [token_key, mark, positions_key], [RESTORE_LIFE_MS]);
    const known = Object.entries(await redis.hash(positions_key));
    return {
      positions: known.map(([slot, next]) => ({ slot, next: Number(next) })),
      put: async (claims, { slot, next }) => {
        const args = [life_s, 'restore', prefix, toLines(claims), slot, next, RESTORE_LIFE_MS];
        return !isLost(await redis.run('claim', [mark, positions_key, token_key], args));
      },
      complete: async (positions) => {
        const args = [token, ...positions.flatMap(({ slot, next }) => [slot, next])];
        return !isLost(await redis.run('complete', [token_key, mark, positions_key], args));
      },
    };
  };

  return { claim, stand, release, beginRestore };
};
