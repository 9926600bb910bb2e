import { assertMeasurable } from '../process/usage.ts';
import { openStage } from '../stage.ts';
import { measureIdle } from './measure.ts';

const MEASURED_MS = 30_000;

// What the services use while nothing comes in, alone; prints the figures as JSON.
assertMeasurable();
const stage = await openStage();
try {
  const figures = await measureIdle(stage, { generationOf: () => 'idle', measured_ms: MEASURED_MS });
  process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
} finally {
  await stage.close();
}
