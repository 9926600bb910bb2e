import type { Traces } from '../catch-up/figures.ts';
import type { Stage } from '../stage.ts';
import { traceUsage } from './trace.ts';

/** Watches a process together with the parts of the stack that work for it. */
export const traceAll = ({ stack }: Stage, pid: number): { readonly stop: () => Traces } => {
  const parts = {
    process: traceUsage(pid),
    kafka: traceUsage(pidOf(stack.kafka)),
    redis: traceUsage(pidOf(stack.redis)),
  };
  return {
    stop: () => ({ process: parts.process.stop(), kafka: parts.kafka.stop(), redis: parts.redis.stop() }),
  };
};

const pidOf = ({ name, pid }: Stage['stack']['kafka']): number => {
  if (pid === null) throw new Error(`${name} does not run`);
  return pid;
};
