import { DependencyRefuses } from '../errors.ts';

/** Memory and its limits of each server of a Redis installation, as `INFO memory` says them. */
export type ReadMemory = () => Promise<readonly string[]>;

/**
 * Watches that Redis may not evict keys: a claim that vanished would let a repeat through. An operator can change the policy at
 * any time. What was evicted until that is noticed, the scripts see.
 */
export interface Evictions {
  /** Looks at the policy now. @throws DependencyRefuses when Redis may evict; whatever `ReadMemory` throws */
  readonly check: () => Promise<void>;
  /** Looks when the last look is two seconds old. Throws as `check`, also as long as the last look failed. */
  readonly checkNowAndThen: () => Promise<void>;
}

const CHECK_EVERY_MS = 2_000;

/**
 * @param forgetEvicted called at each look at which Redis may evict
 * @param now_ms a clock that never goes back
 */
export const watchEvictions = (
  readMemory: ReadMemory,
  forgetEvicted: () => Promise<void>,
  now_ms: () => number,
): Evictions => {
  let checked_at_ms = Number.NEGATIVE_INFINITY;
  let fault: string | null = null;

  const check = async (): Promise<void> => {
    checked_at_ms = now_ms();
    fault = (await readMemory()).map(faultOf).find((one) => one !== null) ?? null;
    if (fault === null) return;
    await forgetEvicted();
    throw new DependencyRefuses('redis', fault);
  };

  const checkNowAndThen = async (): Promise<void> => {
    if (now_ms() - checked_at_ms >= CHECK_EVERY_MS) await check();
    else if (fault !== null) throw new DependencyRefuses('redis', fault);
  };

  return { check, checkNowAndThen };
};

const faultOf = (memory: string): string | null => {
  const limit = Number(/^maxmemory:(\d+)/m.exec(memory)?.[1] ?? 0);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1] ?? 'noeviction';
  return limit > 0 && policy !== 'noeviction'
    ? `it evicts keys (maxmemory-policy ${policy}): set it to noeviction`
    : null;
};
