import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../../../services/runtime/config/settings.ts';
import { applyTopology } from '../../../tools/topology/apply.ts';
import { type TopicName, topology } from '../../../topology/topology.ts';
import { withAdmin } from '../../support/stack-clients.ts';

const DELETE_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/**
 * Makes a stack as if nothing had ever happened on it: topics of the topology empty, no group, Redis empty. Takes half a
 * second, where a new stack takes many.
 */
export const refresh = async (env: Readonly<Record<string, string>>, settings: Settings): Promise<void> => {
  await withAdmin(env, async (admin) => {
    const { groups } = await admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith('skillstream.'));
    if (ours.length > 0) await admin.deleteGroups(ours);
    const existing = new Set(await admin.listTopics());
    const topics = (Object.keys(topology.topics) as TopicName[]).filter((topic) => existing.has(topic));
    if (topics.length > 0) await admin.deleteTopics({ topics, timeout: DELETE_TIMEOUT_MS });
    // The broker goes on listing them for a moment, and then does not know them.
    while ((await admin.listTopics()).some((topic) => topics.includes(topic as TopicName))) await delay(POLL_MS);
  });
  await applyTopology(settings);
  await emptyRedis(env['REDIS_URL']!);
};

/** `FLUSHALL` to a Redis without TLS and login, as the stack of the tests has it. */
export const emptyRedis = async (url: string): Promise<void> => {
  const { hostname, port } = new URL(url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  try {
    socket.write('FLUSHALL\r\n');
    for await (const reply of socket) {
      if (!String(reply).startsWith('+OK')) throw new Error(`FLUSHALL: ${String(reply).trim()}`);
      return;
    }
    throw new Error('FLUSHALL: Redis closed the connection');
  } finally {
    socket.destroy();
  }
};
