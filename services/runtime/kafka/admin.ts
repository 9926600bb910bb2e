import { setTimeout as delay } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { KafkaSettings } from '../config/settings.ts';
import { DependencyUnavailable } from '../errors.ts';
import type { Logger } from '../log.ts';
import { type AclAdmin, aclAdmin } from './acls.ts';
import { createKafka } from './client.ts';

/** A topic as the cluster has it. */
export interface TopicState {
  readonly partitions: number;
  /** Settings in effect, whether set on the topic or inherited from the brokers. */
  readonly config: Readonly<Record<string, string>>;
  /** Names of the settings that are set on the topic itself. */
  readonly own: ReadonlySet<string>;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What provisioning needs of the cluster. All methods throw `DependencyUnavailable`. */
export interface TopicAdmin {
  /** Those of the named topics that exist. */
  readonly describe: (names: readonly string[]) => Promise<ReadonlyMap<string, TopicState>>;
  /** Creates topics and waits until they have leaders. Topics that exist by now are left as they are. */
  readonly create: (topics: readonly NewTopic[], replication_factor: number | undefined) => Promise<void>;
  /** Changes some settings of a topic and leaves the others. */
  readonly configure: (name: string, changes: Readonly<Record<string, string>>) => Promise<void>;
}

const TOPIC_RESOURCE = 2;
/** Where a setting comes from, in DescribeConfigs: the topic itself. */
const DYNAMIC_TOPIC_CONFIG = 1;
/** Asks the brokers for their default (KIP-464). */
const BROKER_DEFAULT = -1;
const CREATE_TIMEOUT_MS = 30_000;
const LEADER_POLL_MS = 50;

/** Runs `work` with a connection that is closed afterwards. */
export const withTopicAdmin = async <T>(
  settings: KafkaSettings,
  log: Logger,
  work: (admin: TopicAdmin & AclAdmin) => Promise<T>,
): Promise<T> => {
  const admin = createKafka(settings, 'admin', log).admin();
  try {
    await guard(() => admin.connect());
    return await work({ ...topicAdmin(admin), ...aclAdmin(admin) });
  } finally {
    await admin.disconnect();
  }
};

const topicAdmin = (admin: Admin): TopicAdmin => {
  const describe = async (names: readonly string[]): Promise<ReadonlyMap<string, TopicState>> => {
    // Asking for the metadata of a topic that does not exist can create it, so only existing ones are asked for.
    const existing = new Set(await admin.listTopics());
    const present = names.filter((name) => existing.has(name));
    if (present.length === 0) return new Map();
    const [metadata, configs] = await Promise.all([
      admin.fetchTopicMetadata({ topics: present }),
      admin.describeConfigs({
        includeSynonyms: false,
        resources: present.map((name) => ({ type: TOPIC_RESOURCE, name })),
      }),
    ]);
    const entries = new Map(configs.resources.map(({ resourceName, configEntries }) => [resourceName, configEntries]));
    return new Map(
      metadata.topics.map(({ name, partitions }) => {
        const found = entries.get(name) ?? [];
        const config = Object.fromEntries(found.map(({ configName, configValue }) => [configName, configValue]));
        const own = found.filter(({ configSource }) => Number(configSource) === DYNAMIC_TOPIC_CONFIG);
        return [name, { partitions: partitions.length, config, own: new Set(own.map(({ configName }) => configName)) }];
      }),
    );
  };

  return {
    describe: (names) => guard(() => describe(names)),

    create: (topics, replication_factor) =>
      guard(async () => {
        await admin.createTopics({
          timeout: CREATE_TIMEOUT_MS,
          waitForLeaders: false,
          topics: topics.map(({ name, partitions, config }) => ({
            topic: name,
            numPartitions: partitions,
            replicationFactor: replication_factor ?? BROKER_DEFAULT,
            configEntries: entriesOf(config),
          })),
        });
        await untilLed(
          admin,
          topics.map(({ name }) => name),
        );
      }),

    configure: (name, changes) =>
      guard(async () => {
        // AlterConfigs replaces all settings of the topic, so those of other people are sent along.
        const state = (await describe([name])).get(name);
        if (state === undefined) throw new Error(`there is no topic ${name}`);
        const kept = Object.fromEntries([...state.own].map((setting) => [setting, state.config[setting]!]));
        await admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: TOPIC_RESOURCE, name, configEntries: entriesOf({ ...kept, ...changes }) }],
        });
      }),
  };
};

/**
 * Waits until every partition of some new topics has a leader. kafkajs can do so too, but gives up when the broker that it
 * asks has not heard of a topic yet.
 * @throws Error when that takes longer than `CREATE_TIMEOUT_MS`
 */
export const untilLed = async (admin: Pick<Admin, 'fetchTopicMetadata'>, names: readonly string[]): Promise<void> => {
  for (const until_ms = performance.now() + CREATE_TIMEOUT_MS; performance.now() < until_ms; ) {
    const topics = await admin.fetchTopicMetadata({ topics: [...names] }).then(
      (metadata) => metadata.topics,
      (error: unknown) => {
        if (isUnknownTopic(error)) return [];
        throw error;
      },
    );
    const led = topics.filter(({ partitions }) => partitions.every(({ leader }) => leader >= 0));
    if (led.length === names.length) return;
    await delay(LEADER_POLL_MS);
  }
  throw new Error(`no leaders after ${CREATE_TIMEOUT_MS} ms: ${names.join(', ')}`);
};

/** The `max.message.bytes` that is in effect for a topic, its own or the brokers'; null where they do not say. */
export const effectiveBytesMax = async (
  admin: Pick<Admin, 'describeConfigs'>,
  topic: string,
): Promise<number | null> => {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: TOPIC_RESOURCE, name: topic, configNames: ['max.message.bytes'] }],
    });
    const bytes = Number(resources[0]?.configEntries[0]?.configValue);
    return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : null;
  } catch {
    return null;
  }
};

const isUnknownTopic = (error: unknown): boolean =>
  error instanceof Error && (error as { type?: string }).type === 'UNKNOWN_TOPIC_OR_PARTITION';

const entriesOf = (config: Readonly<Record<string, string>>): { name: string; value: string }[] =>
  Object.entries(config).map(([name, value]) => ({ name, value }));

const guard = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};
