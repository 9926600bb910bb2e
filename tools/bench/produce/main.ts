import { openStage } from '../stage.ts';
import { measureProduce } from './measure.ts';

const ROUNDS = 3;

// What producing and consuming cost, alone; prints the figures as a table.
const stage = await openStage();
try {
  console.table(await measureProduce(stage, ROUNDS));
} finally {
  await stage.close();
}
