import { vi } from 'vitest';
import { readSettings } from '../../../services/runtime/config/settings.ts';
import { applyTopology } from '../../../tools/topology/apply.ts';
import type { TopicName } from '../../../topology/topology.ts';
import { DEAD_LETTER_KEY } from '../../support/dead-letter-key.ts';
import type { Company } from './company.ts';

const WITHIN = { timeout: 30_000, interval: 50 };

/** Deletes a topic and creates it again, as an operator would who wants it empty. */
export const recreateTopic = async (
  { stack, connections: { admin, reader } }: Company,
  topic: TopicName,
): Promise<void> => {
  await admin.deleteTopics({ topics: [topic] });
  await vi.waitFor(async () => {
    if ((await admin.listTopics()).includes(topic)) throw new Error(`${topic} is still there`);
  }, WITHIN);
  await applyTopology(
    readSettings({ ...stack.env, IDENTITY_KEY: 'a-key-that-only-tests-use-nowhere-else', DEAD_LETTER_KEY }),
  );
  await vi.waitFor(() => admin.fetchTopicOffsets(topic), WITHIN);
  await reader.close();
};
