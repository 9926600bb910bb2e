import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { Machine } from './report.ts';

export const describeMachine = (): Machine => ({
  processors: availableParallelism(),
  model: cpus()[0]?.model.trim() ?? 'unknown',
  memory_bytes: totalmem(),
  node: process.version,
  load_average: loadavg()[0] ?? 0,
});
