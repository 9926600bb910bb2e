import { DependencyRefuses } from '../errors.ts';

/** What is asked of the servers of a Redis installation. */
export type ReadInfo = (section: 'memory' | 'stats') => Promise<readonly string[]>;

/**
 * Watches that Redis does not evict keys: a claim that vanished would let a repeat through. An operator can change the policy at
 * any time.
 */
export interface Evictions {
  /** Looks now. @throws DependencyRefuses when Redis may evict; whatever `ReadInfo` throws */
  readonly check: () => Promise<void>;
  /**
   * Looks when the last look is two seconds old. Throws as `check`, also as long as the last look failed.
   * @returns as `hasEvicted`, when it looks
   */
  readonly checkNowAndThen: () => Promise<boolean>;
  /** Whether keys were evicted since this was asked last. */
  readonly hasEvicted: () => Promise<boolean>;
}

const CHECK_EVERY_MS = 2_000;

/** @param now_ms a clock that never goes back */
export const watchEvictions = (readInfo: ReadInfo, now_ms: () => number): Evictions => {
  let checked_at_ms = Number.NEGATIVE_INFINITY;
  let fault: string | null = null;
  let evicted: number | null = null;

  const check = async (): Promise<void> => {
    checked_at_ms = now_ms();
    fault = (await readInfo('memory')).map(faultOf).find((one) => one !== null) ?? null;
    if (fault !== null) throw new DependencyRefuses('redis', fault);
  };

  const hasEvicted = async (): Promise<boolean> => {
    const before = evicted;
    // A server that was restarted begins at 0 again; it is another one for all that is in it.
    evicted = (await readInfo('stats')).reduce(
      (sum, info) => sum + Number(/^evicted_keys:(\d+)/m.exec(info)?.[1] ?? 0),
      0,
    );
    return before !== null && evicted > before;
  };

  const checkNowAndThen = async (): Promise<boolean> => {
    if (now_ms() - checked_at_ms >= CHECK_EVERY_MS) {
      const [, has_evicted] = await Promise.all([check(), hasEvicted()]);
      return has_evicted;
    }
    if (fault !== null) throw new DependencyRefuses('redis', fault);
    return false;
  };

  return { check, checkNowAndThen, hasEvicted };
};

const faultOf = (memory: string): string | null => {
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  return limit > 0 && policy !== 'noeviction'
    ? `it evicts keys (maxmemory-policy ${policy}): set it to noeviction`
    : null;
};
