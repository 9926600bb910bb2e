import { createKafka } from '../../../services/runtime/kafka/client.ts';
import { type Stage, silent } from '../stage.ts';

const TOPIC = 'marketplace.completion';
/** The broker answers as soon as there is something; this is only how long it waits when there is nothing. */
const FETCH_WAIT_MAX_MS = 100;

export interface Watcher {
  readonly close: () => Promise<void>;
}

/**
 * Reads completions as the marketplace does, read_committed, from the end of the topic on.
 * @param onCompletion told of each statement id, and when its record was in hand, epoch milliseconds
 */
export const watchCompletions = async (
  { settings, codec }: Stage,
  onCompletion: (statement_id: string, at_ms: number) => void,
): Promise<Watcher> => {
  const consumer = createKafka(settings.kafka, 'bench-watcher', silent).consumer({
    groupId: 'bench-watcher',
    maxWaitTimeInMs: FETCH_WAIT_MAX_MS,
    readUncommitted: false,
    allowAutoTopicCreation: false,
  });
  const { promise: joined, resolve: join } = Promise.withResolvers<void>();
  consumer.on(consumer.events.GROUP_JOIN, () => join());
  await consumer.connect();
  await consumer.subscribe({ topics: [TOPIC], fromBeginning: false });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const at_ms = now();
      const values = batch.messages.map(({ value }) => value);
      await codec.load(TOPIC, values);
      for (const value of values) {
        const decoded = codec.decode(TOPIC, value);
        if (!decoded.ok) throw new Error(`a completion cannot be read: ${decoded.reason}`);
        onCompletion(decoded.value.statement_id, at_ms);
      }
    },
  });
  await joined;
  return { close: () => consumer.disconnect() };
};

/** Epoch milliseconds with fractions, from a clock that never goes back. */
export const now = (): number => performance.timeOrigin + performance.now();
