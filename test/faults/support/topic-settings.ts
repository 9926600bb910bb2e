import { readSettings } from '../../../services/runtime/config/settings.ts';
import { withTopicAdmin } from '../../../services/runtime/kafka/admin.ts';
import { createLogger } from '../../../services/runtime/log.ts';
import type { TopicName } from '../../../topology/topology.ts';
import type { Company } from './company.ts';

/** Sets how large a batch of a topic may be. The topics of the next scenario have what the topology says. */
export const setBytesMax = ({ stack }: Pick<Company, 'stack'>, topic: TopicName, bytes: number): Promise<void> =>
  withTopicAdmin(readSettings(stack.env, ['kafka']).kafka, createLogger('test', 'silent'), (admin) =>
    admin.configure(topic, { 'max.message.bytes': String(bytes) }),
  );

/** The value of a metric of a process, summed over its series that have all of some text in their labels. */
export const metricOf = async (probe_url: string, name: string, labels: string): Promise<number> => {
  const text = await (await fetch(`${probe_url}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(labels))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
};
