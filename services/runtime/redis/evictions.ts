import { DependencyRefuses } from '../errors.ts';

/** What is asked of the servers of a Redis installation. */
export type ReadInfo = (section: 'memory' | 'stats') => Promise<readonly string[]>;

/**
 * Watches that Redis does not evict keys: a claim that vanished would let a repeat through. An operator can change the policy at
 * any time.
 */
export interface Evictions {
  /** Looks at the policy now. @throws DependencyRefuses when Redis may evict; whatever `ReadInfo` throws */
  readonly check: () => Promise<void>;
  /** Looks at all when the last look is two seconds old. Throws as `check`, also as long as the last look failed. */
  readonly checkNowAndThen: () => Promise<void>;
  /** Looks whether keys were evicted. Throws what `ReadInfo` throws. */
  readonly count: () => Promise<void>;
  /** Whether keys were evicted and nobody has said since that what is left was forgotten. */
  readonly isDistrusted: () => boolean;
  readonly forgotten: () => void;
}

const CHECK_EVERY_MS = 2_000;

/** @param now_ms a clock that never goes back */
export const watchEvictions = (readInfo: ReadInfo, now_ms: () => number): Evictions => {
  let checked_at_ms = Number.NEGATIVE_INFINITY;
  let fault: string | null = null;
  let evicted: number | null = null;
  let is_distrusted = false;

  const check = async (): Promise<void> => {
    checked_at_ms = now_ms();
    fault = (await readInfo('memory')).map(faultOf).find((one) => one !== null) ?? null;
    if (fault !== null) throw new DependencyRefuses('redis', fault);
  };

  const count = async (): Promise<void> => {
    const counts = (await readInfo('stats')).map((info) => Number(/^evicted_keys:(\d+)/m.exec(info)?.[1] ?? 0));
    const now = counts.reduce((sum, one) => sum + one, 0);
    // A server that was restarted begins at 0 again; it is another one for all that is in it.
    if (evicted !== null && now > evicted) is_distrusted = true;
    evicted = now;
  };

  const checkNowAndThen = async (): Promise<void> => {
    if (now_ms() - checked_at_ms >= CHECK_EVERY_MS) {
      await count();
      await check();
    } else if (fault !== null) throw new DependencyRefuses('redis', fault);
  };

  return {
    check,
    checkNowAndThen,
    count,
    isDistrusted: () => is_distrusted,
    forgotten: () => {
      is_distrusted = false;
    },
  };
};

const faultOf = (memory: string): string | null => {
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  return limit > 0 && policy !== 'noeviction'
    ? `it evicts keys (maxmemory-policy ${policy}): set it to noeviction`
    : null;
};
