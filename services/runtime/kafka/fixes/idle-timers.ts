import { requireInside } from './replace.ts';

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
}

/**
 * An idle request queue re-arms a timer with a negative delay for ever, some 850 times a second and connection
 * (kafkajs #1751). With a producer per partition that is most of a core. Nothing pending and no throttle means
 * nothing to schedule: the next request, or the end of the throttle, starts the check again.
 */
export const stopIdleTimers = (): void => {
  const { prototype } = requireInside<{ prototype: { scheduleCheckPendingRequests(this: RequestQueue): void } }>(
    'network/requestQueue/index.js',
  );
  const original = prototype.scheduleCheckPendingRequests;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length === 0) return;
    original.call(this);
  };
};
