import { PositionMoved, ProjectionLost } from '../errors.ts';
import { firstOffsetOf, type LogRecord } from '../kafka/log-reader.ts';
import { type Chunk, createOutput } from './chunk.ts';
import type { ChunkOutput } from './chunk-output.ts';
import { decodeAll } from './decode.ts';
import { type Engine, HOLDS, inputOf, LEDGER, type Step } from './engine.ts';
import { handleOne, refuseOne, settle } from './handle.ts';
import { aliasesLeft, claimAll, lookUpAll, lookUpOne, projectInput, readsState } from './look-up.ts';
import type { PartitionProcessor, Progress } from './partition-processor.ts';
import type { Refusal, Run } from './refusals.ts';
import { claimsOf } from './restore.ts';
import type { Session } from './session.ts';
import { createTableView } from './table-view.ts';
import { createTally, type Tally } from './tally.ts';

/**
 * The commit protocol: what happens to a bounded run of records of one input partition, from fetch to commit. Either
 * all of it takes effect, once, or none of it does and the records are handled again.
 *
 * @param run of records of the partition processor's topic and partition
 * @param refusal how the records are concluded, where the broker refuses what they lead to
 * @throws DependencyUnavailable, ProjectionLost: mend, then call again with the same records
 * @throws ProducerFenced: call again with the same records
 * @throws OutputRefused: call with fewer records, or with a refusal
 * @throws AssignmentLost, PositionMoved: drop the records
 * @throws HandlerFault: stop the process
 */
export const handleChunk = async (
  engine: Engine,
  processor: PartitionProcessor,
  run: Run,
  session: Session,
  refusal: Refusal | null = null,
): Promise<void> => {
  const step = <T>(name: Step, run: () => Promise<T>): Promise<T> => runStep(engine, processor, name, run);
  const input = inputOf(engine, processor.topic);

  // 1. Fence former owners, then trust the committed offset.
  await step('fence', () => processor.task.fence(session));
  await engine.floors.verify();

  // 2. Take what is not committed yet. Records of a topic that has been deleted since must not pass for those of its successor.
  const { next_offset: next } = run;
  if (processor.topic_id !== run.topic_id || processor.next_offset < run.from_offset) {
    await releaseDropped(engine, processor, run);
    throw new PositionMoved(processor.topic, processor.partition);
  }
  const records = run.records.filter(({ offset }) => offset >= processor.next_offset);
  if (records.length === 0) return;

  // 3. Decode; let the service say what each record is.
  const items = await step('decode', () => decodeAll(engine, input, records));

  // 4. Claim the ids, in one round trip. What somebody else claimed is settled here.
  const tally = createTally();
  const { settled, rebuild } = await step('claim', () => claimAll(engine, processor, items, next));

  // 5. Look up learners and state, in one round trip per stage.
  const view = createTableView(engine, processor.task.ownedPartitions);
  const chunk: Chunk = {
    items,
    topic_id: processor.topic_id,
    input,
    view,
    tally,
    output: createOutput(engine, tally, refusal?.as_note),
    holds: new Map(),
    aliases_left: Number.POSITIVE_INFINITY,
    released: [],
  };
  await step('look_up', async () => {
    await projectInput(engine, processor, records);
    const [aliases_left] = await Promise.all([aliasesLeft(engine, processor), lookUpAll(chunk)]);
    chunk.aliases_left = aliases_left;
  });

  // 6. Handle each record, in order.
  await step('handle', async () => {
    for (const item of items) {
      const known = settled.get(item);
      if (known !== undefined) {
        settle(chunk, item, known);
        continue;
      }
      if (refusal !== null) {
        refuseOne(engine, chunk, item, refusal.rejected);
        continue;
      }
      if (readsState(input, item)) await lookUpOne(chunk, item);
      handleOne(engine, chunk, item);
    }
  });

  // 7. Transact: outputs, dead letters, parked records, state, the ledger and the input offset together.
  const { output } = chunk;
  for (const { key, partition } of chunk.holds.values()) output.add(HOLDS, key, view.get(HOLDS, key), partition);
  addLedger(engine, processor, output, tally, records);
  const committed = await step('transact', () =>
    processor.commit(output.records, progressOf(records, next), session, () => checkClaims(engine, rebuild)),
  );
  engine.metrics.committed(processor.topic, processor.partition, tally, records);

  // 8. Release claims of dead letters; bring projections up to date.
  await step('release', async () => {
    await engine.claims.release(chunk.released).catch((error: unknown) => {
      engine.log.warn({ error: String(error) }, 'claims of dead letters were not released; they run out by themselves');
    });
    await processor.task.project(output.entries, committed);
  });
};

/**
 * Gives back what records claimed that are dropped and were not committed: the same content may be sent again, and would be taken for
 * a repeat of what was never published.
 */
const releaseDropped = async (engine: Engine, processor: PartitionProcessor, run: Run): Promise<void> => {
  const { topic, recorded } = processor;
  if (inputOf(engine, topic).claim === false || recorded?.topic_id !== run.topic_id) return;
  const uncommitted = run.records.filter(({ offset }) => offset >= recorded.claimed_offset);
  await engine.claims.release(await claimsOf(engine, topic, run.topic_id, uncommitted));
};

const progressOf = (records: readonly LogRecord[], next_offset: number): Progress => ({
  claimed_offset: records.at(-1)!.offset + 1,
  next_offset,
});

/** Claims that vanished since would let a repeat through once this chunk is committed. */
const checkClaims = async ({ claims }: Engine, rebuild: string | null): Promise<void> => {
  if (rebuild !== null && !(await claims.stand(rebuild))) throw new ProjectionLost('claims');
};

const runStep = async <T>(
  engine: Engine,
  processor: PartitionProcessor,
  name: Step,
  run: () => Promise<T>,
): Promise<T> => {
  await engine.onStep(name, 'before', processor.topic, processor.partition);
  const result = await run();
  await engine.onStep(name, 'after', processor.topic, processor.partition);
  return result;
};

const addLedger = (
  engine: Engine,
  processor: PartitionProcessor,
  output: ChunkOutput,
  tally: Tally,
  records: readonly LogRecord[],
): void => {
  const { group } = engine;
  const { topic, partition } = processor;
  const first_offset = firstOffsetOf(records[0]!);
  const next_offset = records.at(-1)!.offset + 1;
  const entry = tally.toLedger({
    group,
    topic,
    topic_id: processor.topic_id,
    partition,
    first_offset,
    next_offset,
    written_at: Date.now(),
  });
  output.add(LEDGER, `${group}|${topic}|${partition}`, entry);
};
