import { openStage } from '../stage.ts';
import { measureProduce } from './measure.ts';

// What producing and consuming cost, alone; prints the figures as a table.
const stage = await openStage();
try {
  console.table(await measureProduce(stage));
} finally {
  await stage.close();
}
