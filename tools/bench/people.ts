import { followLedger } from './ledger-tail.ts';
import type { Load } from './load/load.ts';
import { type InputProducer, preload } from './preload.ts';
import { startBenchService } from './process/service.ts';
import type { Stage } from './stage.ts';

/** Generation of the identity service that has linked everybody. */
export const PEOPLE_GENERATION = 'bench';

/** Lets the identity service link everybody, as in real life, and stops it again. */
export const linkPeople = async (stage: Stage, producer: InputProducer, { hires }: Load): Promise<void> => {
  await preload(producer, 'raw.hris', hires.length, (index) => hires[index]!);
  const identity = await startBenchService(stage, 'identity', { generation: PEOPLE_GENERATION });
  await followLedger(stage, [identity], hires.length);
  await identity.stop();
};
