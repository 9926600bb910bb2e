import type { Claim } from '../redis/claims.ts';
import type { AvroTopic, InputDeclaration } from '../service.ts';
import { ChunkOutput } from './chunk-output.ts';
import { dueAtOf, type Engine, HOLDS, kindNumberOf } from './engine.ts';
import type { Item } from './item.ts';
import type { HoldChanges } from './learner.ts';
import type { TableView } from './table-view.ts';
import type { Tally } from './tally.ts';

/** A chunk that is being worked on. */
export interface Chunk {
  readonly items: readonly Item[];
  /** Id of the topic that they stand in. */
  readonly topic_id: string;
  readonly input: InputDeclaration<unknown, unknown>;
  readonly view: TableView;
  readonly tally: Tally;
  readonly output: ChunkOutput;
  readonly holds: HoldChanges;
  /** How many aliases more may have parked records in the partition. */
  aliases_left: number;
  /** Claims of records that end as dead letters. */
  readonly released: Claim[];
}

/** Whether handlers read the topic back. */
export const isTable = (engine: Engine, topic: AvroTopic): boolean =>
  topic === HOLDS || (engine.service.tables?.includes(topic) ?? false);

/** @param notes_only whether dead letters only say where their record stands */
export const createOutput = (engine: Engine, tally: Tally, notes_only = false): ChunkOutput =>
  new ChunkOutput(
    {
      codec: engine.codec,
      cloudEvents: engine.cloudEvents,
      sealer: engine.sealer,
      partitionsOf: engine.partitionsOf,
      bytesMaxOf: engine.bytesMaxOf,
      notes_only,
      tableOf: (topic) =>
        isTable(engine, topic)
          ? {
              dueAt: (value) => dueAtOf(engine.service, topic, value),
              kindNumber: (value) => kindNumberOf(engine.service, topic, value),
            }
          : undefined,
    },
    tally,
  );
