import type { Traces } from '../catch-up/figures.ts';
import type { Stage } from '../stage.ts';
import { sumTraces, traceUsage } from './trace.ts';

/** Watches processes that share a job together with the parts of the stack that work for them. */
export const traceAll = ({ stack }: Stage, pids: readonly number[]): { readonly stop: () => Traces } => {
  const processes = pids.map((pid) => traceUsage(pid));
  const kafka = traceUsage(pidOf(stack.kafka));
  const redis = traceUsage(pidOf(stack.redis));
  return {
    stop: () => ({
      processes: sumTraces(processes.map((one) => one.stop())),
      kafka: kafka.stop(),
      redis: redis.stop(),
    }),
  };
};

const pidOf = ({ name, pid }: Stage['stack']['kafka']): number => {
  if (pid === null) throw new Error(`${name} does not run`);
  return pid;
};
