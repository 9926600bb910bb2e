import { setTimeout as delay } from 'node:timers/promises';
import { vi } from 'vitest';
import type { Settings } from '../../../services/runtime/config/settings.ts';
import { applyTopology } from '../../../tools/topology/apply.ts';
import { type TopicName, topology } from '../../../topology/topology.ts';
import { emptyRedis } from '../../support/redis.ts';
import { withAdmin } from '../../support/stack-clients.ts';

const DELETE_TIMEOUT_MS = 10_000;
const POLL_MS = 20;
const LEFT = { timeout: 30_000, interval: 250 };
const LEADERS = { timeout: 30_000, interval: 50 };
const TOPICS = Object.keys(topology.topics) as TopicName[];

/**
 * Makes a stack as if nothing had ever happened on it: topics of the topology empty, no group, Redis empty. Takes half a
 * second, where a new stack takes many.
 */
export const refresh = async (env: Readonly<Record<string, string>>, settings: Settings): Promise<void> => {
  await withAdmin(env, async (admin) => {
    // A member that was killed, or could not say that it goes, stays until its session is over.
    await vi.waitFor(async () => {
      const { groups } = await admin.listGroups();
      const ours = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('skillstream.'));
      if (ours.length > 0) await admin.deleteGroups(ours);
    }, LEFT);
    const existing = new Set(await admin.listTopics());
    const topics = TOPICS.filter((topic) => existing.has(topic));
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: DELETE_TIMEOUT_MS });
    // The broker goes on listing them for a moment, and then does not know them.
    while ((await admin.listTopics()).some((topic) => topics.includes(topic as TopicName))) await delay(POLL_MS);
  });
  await applyTopology(settings);
  // A leader may have heard that its partitions are gone, and not yet that they are there again.
  await untilLed(env);
  await emptyRedis(env['REDIS_URL']!);
};

/** Waits until the leader of every partition of the topology answers. */
export const untilLed = async (env: Readonly<Record<string, string>>): Promise<void> => {
  await withAdmin(env, (admin) =>
    vi.waitFor(() => Promise.all(TOPICS.map((topic) => admin.fetchTopicOffsets(topic))), LEADERS),
  );
};
