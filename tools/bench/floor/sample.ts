import type { LogRecord } from '../../../services/runtime/kafka/log-reader.ts';
import type { Stage } from '../stage.ts';
import type { FloorOutput, FloorSample } from './plan.ts';

/** Enough that the mean size is that of all records within a percent, few enough to be kept in memory. */
const SAMPLES_PER_PARTITION = 250;

const toSample = ({ key, value, headers }: LogRecord): FloorSample => ({
  key: (key ?? Buffer.alloc(0)).toString('base64'),
  value: value === null ? null : value.toString('base64'),
  headers: Object.fromEntries(
    Object.entries(headers).map(([name, one]) => [name, (Array.isArray(one) ? one[0]! : one).toString('base64')]),
  ),
});

/** Reads some of what the service wrote, from the start of each partition: the load is the same throughout. */
const sampleTopic = async ({ reader }: Stage, topic: string): Promise<readonly FloorSample[]> => {
  const samples: FloorSample[] = [];
  for (const { partition, earliest, latest } of await reader.offsets(topic)) {
    const enough = samples.length + SAMPLES_PER_PARTITION;
    for await (const records of reader.read(topic, partition, earliest, latest)) {
      samples.push(...records.slice(0, enough - samples.length).map(toSample));
      if (samples.length >= enough) break;
    }
  }
  return samples;
};

/**
 * What the service wrote, as the floor shall write it.
 * @param events input records that the service handled
 * @param outputs records that it wrote, by topic
 */
export const sampleOutputs = async (
  stage: Stage,
  events: number,
  outputs: Readonly<Record<string, number>>,
): Promise<readonly FloorOutput[]> => {
  const written = Object.entries(outputs).filter(([, count]) => count > 0);
  return Promise.all(
    written.map(async ([topic, count]) => ({
      topic,
      per_event: count / events,
      samples: await sampleTopic(stage, topic),
    })),
  );
};
