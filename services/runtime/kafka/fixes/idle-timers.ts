import { requireInside } from './replace.ts';

interface Request {
  readonly sentAt: number;
  readonly requestTimeout: number;
  timeoutRequest(): void;
}

/** The requests of one connection. */
interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, Request>;
  readonly enforceRequestTimeout: boolean;
  requestTimeoutIntervalId: NodeJS.Timeout | undefined;
  destroy(): void;
}

interface Prototype {
  push(this: RequestQueue, request: unknown): void;
  scheduleCheckPendingRequests(this: RequestQueue): void;
  scheduleRequestTimeoutCheck(this: RequestQueue): void;
}

/** How late a request may be found to have timed out; small beside the time-outs themselves. */
const TIMEOUT_CHECK_MS = 1_000;

const stopTimeoutCheck = (queue: RequestQueue): void => {
  clearInterval(queue.requestTimeoutIntervalId);
  queue.requestTimeoutIntervalId = undefined;
};

const checkTimeouts = (queue: RequestQueue): void => {
  // The clock that `sentAt` is read from; see monotonic-time.ts.
  const now_ms = performance.now();
  for (const request of queue.inflight.values()) {
    if (now_ms - request.sentAt > request.requestTimeout) request.timeoutRequest();
  }
  if (queue.inflight.size === 0 && queue.pending.length === 0) stopTimeoutCheck(queue);
};

/**
 * An idle connection needs no timers.
 *
 * Its request queue re-arms one with a negative delay for ever, some 850 times a second (kafkajs #1751). Nothing pending
 * and no throttle means nothing to schedule: the next request, or the end of the throttle, starts the check again.
 *
 * And it looks for timed out requests ten times a second, whether or not there are any. With a producer per partition, a
 * service has dozens of connections that nothing is asked of.
 */
export const stopIdleTimers = (): void => {
  const { prototype } = requireInside<{ prototype: Prototype }>('network/requestQueue/index.js');
  const { push, scheduleCheckPendingRequests } = prototype;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
  // Called when a connection is made; the check begins with its first request.
  prototype.scheduleRequestTimeoutCheck = function (this: RequestQueue): void {
    this.destroy();
    stopTimeoutCheck(this);
  };
  prototype.push = function (this: RequestQueue, request: unknown): void {
    push.call(this, request);
    if (!this.enforceRequestTimeout) return;
    this.requestTimeoutIntervalId ??= setInterval(() => checkTimeouts(this), TIMEOUT_CHECK_MS);
  };
};
