import type { TopicName } from '../../topology/topology.ts';
import type { Connections } from '../ledger/connections.ts';
import { createDecode, createKafkaTopicReader } from '../ledger/kafka-reader.ts';

/** A record as a consumer of the topic sees it. */
export interface SampleRecord {
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: unknown;
}

export const MARKETPLACE_TOPICS = [
  'marketplace.member',
  'marketplace.enrollment',
  'marketplace.enrollment-drift',
  'marketplace.completion',
  'marketplace.score',
  'marketplace.skill',
  'marketplace.credential',
  'marketplace.skill-profile',
] as const satisfies readonly TopicName[];

/** A field by which records of a topic differ most; one record is shown of each of its first values. */
const VARIES_BY: Readonly<Record<(typeof MARKETPLACE_TOPICS)[number], string>> = {
  'marketplace.member': 'employment_kind',
  'marketplace.enrollment': 'enrollment_state',
  'marketplace.enrollment-drift': 'kind',
  'marketplace.completion': 'assertion',
  'marketplace.score': 'success',
  'marketplace.skill': 'framework',
  'marketplace.credential': 'kind',
  'marketplace.skill-profile': 'level',
};

/** A few complete records of each marketplace topic, as different as they come. */
export const readSamples = async (
  { reader, codec }: Pick<Connections, 'reader' | 'codec'>,
  records_max: number,
): Promise<ReadonlyMap<string, readonly SampleRecord[]>> => {
  const topics = createKafkaTopicReader(reader);
  const decode = createDecode(codec);
  const samples = new Map<string, SampleRecord[]>();
  for (const topic of MARKETPLACE_TOPICS) {
    const byVariant = new Map<unknown, SampleRecord>();
    for await (const { partition, offset, key, headers, value } of topics.read(topic)) {
      if (byVariant.size === records_max) break;
      if (value === null) continue;
      const decoded = (await decode(topic, value)) as Readonly<Record<string, unknown>>;
      const variant = decoded[VARIES_BY[topic]];
      if (byVariant.has(variant)) continue;
      const sample = { partition, offset, key: key?.toString('utf8') ?? null, headers: Object.fromEntries(headers) };
      byVariant.set(variant, { ...sample, value: decoded });
    }
    samples.set(topic, [...byVariant.values()]);
  }
  return samples;
};
