import { AssignmentLost, DependencyUnavailable, OutputRefused, ProjectionLost } from '../errors.ts';
import type { Seek } from '../kafka/group-consumer.ts';
import type { Engine } from './engine.ts';
import type { PartitionProcessor } from './partition-processor.ts';
import { waitForTopic } from './refusals.ts';
import type { TopicState, Worker } from './worker.ts';

/** Looks after the positions of all partitions of an instance, whether or not records come. */
export interface PositionWatch {
  /**
   * Compares each position with its topic, beginning with partitions that were just assigned.
   * @throws DependencyUnavailable when Kafka could not be asked
   */
  readonly look: () => Promise<void>;
}

/** @param onFault hears of what no later look can put right */
export const createPositionWatch = (
  engine: Engine,
  worker: Worker,
  seek: Seek,
  onFault: (error: unknown) => void,
): PositionWatch => {
  const { positionReader, floors, log } = engine;
  /** A partition may wait for a chunk that waits for a dependency: the others are looked at all the same. */
  const checking = new Set<PartitionProcessor>();

  const check = async (processor: PartitionProcessor, state: TopicState): Promise<void> => {
    if (checking.has(processor)) return;
    checking.add(processor);
    const waiter = `position of ${processor.topic}/${processor.partition}`;
    try {
      await worker.checkPosition(processor, state, seek);
      engine.presence.found(waiter);
    } catch (error) {
      if (error instanceof OutputRefused) await waitForTopic(engine, waiter, error);
      else if (!isPassing(error)) onFault(error);
      log.debug(
        { topic: processor.topic, partition: processor.partition, error: String(error) },
        'a position was not checked',
      );
    } finally {
      checking.delete(processor);
    }
  };

  const lookAt = async (topic: string, processors: readonly PartitionProcessor[]): Promise<void> => {
    const [id, ranges] = await asking(() =>
      Promise.all([positionReader.topicId(topic, processors[0]!.partition), positionReader.offsets(topic)]),
    );
    for (const processor of processors) void check(processor, { id, ranges });
  };

  const look = async (): Promise<void> => {
    const by_topic = Map.groupBy(worker.processors(), ({ topic }) => topic);
    for (const [topic, processors] of by_topic) await lookAt(topic, processors);
    await floors.refresh();
  };

  return { look };
};

const isPassing = (error: unknown): boolean =>
  error instanceof DependencyUnavailable || error instanceof ProjectionLost || error instanceof AssignmentLost;

const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};
