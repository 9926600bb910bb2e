import { setTimeout as delay } from 'node:timers/promises';
import type { SharedSettingRecord } from '../../../schemas/types.generated.ts';
import type { KafkaSettings } from '../config/settings.ts';
import { pauseMs } from '../engine/backoff.ts';
import { DependencyUnavailable, SkillstreamError } from '../errors.ts';
import type { LogReader } from '../kafka/log-reader.ts';
import { openTransactionalProducer } from '../kafka/transactional-producer.ts';
import type { Logger } from '../log.ts';
import type { Codec } from '../registry/codec.ts';
import type { AvroTopic } from '../service.ts';
import {
  type Comparison,
  compare,
  keyOf,
  type Recorded,
  SharedSettingsDiffer,
  SharedSettingsMissing,
} from './compare.ts';
import type { OwnSetting } from './declared.ts';

export const SHARED_SETTING = 'ops.shared-setting' as const satisfies AvroTopic;
const PARTITION = 0;
/** One for all processes: opening it ends whatever another one is about to write. */
const TRANSACTIONAL_ID = 'skillstream.shared-settings';
const BATCH_BYTES_MAX = 512 * 1024;
/** With the pauses between them, these outlast dozens of processes that start at once. */
const ATTEMPTS_MAX = 12;

/** What reading and recording shared settings takes. */
export interface SharedSettingParts {
  readonly kafka: KafkaSettings;
  readonly reader: Pick<LogReader, 'offsets' | 'highWatermark' | 'read'>;
  readonly codec: Pick<Codec, 'load' | 'decode' | 'encode'>;
  readonly log: Logger;
}

/** Who records something, and why. */
export interface Author {
  readonly recorded_by: string;
  readonly reason: string;
}

/** Reads what is recorded. @throws DependencyUnavailable */
export const readShared = ({ reader, codec }: SharedSettingParts): Promise<Recorded> =>
  guard(async () => {
    const recorded = new Map<string, SharedSettingRecord>();
    const earliest = (await reader.offsets(SHARED_SETTING))[PARTITION]?.earliest ?? 0;
    // Waits for a transaction that is open: what it records counts.
    const end = await reader.highWatermark(SHARED_SETTING, PARTITION);
    for await (const records of reader.read(SHARED_SETTING, PARTITION, earliest, end)) {
      await codec.load(
        SHARED_SETTING,
        records.map(({ value }) => value),
      );
      for (const { key, offset, value } of records) {
        if (value === null) recorded.delete(String(key));
        else recorded.set(String(key), decode(codec, offset, value));
      }
    }
    return recorded;
  });

const decode = (codec: SharedSettingParts['codec'], offset: number, value: Buffer): SharedSettingRecord => {
  const decoded = codec.decode(SHARED_SETTING, value);
  if (decoded.ok) return decoded.value;
  throw new SkillstreamError('shared_setting_unreadable', `${SHARED_SETTING}/${PARTITION}/${offset}: ${decoded.code}`);
};

/**
 * Compares the settings of a process with what is recorded, and records what nobody has yet. Of several processes that start
 * at once, one records: each opens the same transactional id before it reads, which ends what another one has begun, so what it
 * read is all there is until its own transaction ends.
 * @param author who records what is missing; null leaves it to others
 * @throws SharedSettingsDiffer; DependencyUnavailable, also when another process interfered: call again
 */
export const checkShared = async (
  parts: SharedSettingParts,
  own: readonly OwnSetting[],
  author: Author | null,
): Promise<void> => {
  const found = compare(own, await readShared(parts));
  assertEqual(found);
  if (found.missing.length === 0 || author === null) return;
  await recordWhere(parts, author, async () => {
    const now = compare(own, await readShared(parts));
    assertEqual(now);
    return now.missing;
  });
};

const assertEqual = ({ different }: Comparison): void => {
  if (different.length > 0) throw new SharedSettingsDiffer(different);
};

/**
 * Compares the settings of a process that is of no use before the services have recorded theirs.
 * @throws SharedSettingsMissing, SharedSettingsDiffer, DependencyUnavailable
 */
export const requireShared = async (parts: SharedSettingParts, own: readonly OwnSetting[]): Promise<void> => {
  const found = compare(own, await readShared(parts));
  assertEqual(found);
  if (found.missing.length > 0) throw new SharedSettingsMissing(found.missing);
};

/** Records settings whatever is recorded: an operator changes them on purpose. @throws DependencyUnavailable */
export const recordShared = (
  parts: SharedSettingParts,
  settings: readonly OwnSetting[],
  author: Author,
): Promise<void> => recordWhere(parts, author, async () => settings);

/**
 * Tries again when another process ends this one's transaction by opening its own.
 * @param choose is asked when no other process can record anything any more
 */
const recordWhere = (
  parts: SharedSettingParts,
  author: Author,
  choose: () => Promise<readonly OwnSetting[]>,
): Promise<void> =>
  guard(async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await recordOnce(parts, author, choose);
      } catch (error) {
        if (!isFenced(error) || attempt === ATTEMPTS_MAX) throw error;
        await delay(pauseMs(attempt));
      }
    }
  });

const recordOnce = async (
  { kafka, codec, log }: SharedSettingParts,
  author: Author,
  choose: () => Promise<readonly OwnSetting[]>,
): Promise<void> => {
  const producer = await openTransactionalProducer(kafka, TRANSACTIONAL_ID, log);
  try {
    const recorded_at = Date.now();
    const records = (await choose()).map((setting) => ({
      topic: SHARED_SETTING,
      partition: PARTITION,
      key: keyOf(setting),
      value: codec.encode(SHARED_SETTING, {
        ...{ scope: setting.scope, setting: setting.name, value: setting.value },
        ...{ recorded_at, ...author },
      }),
    }));
    if (records.length === 0) return;
    await producer.commit({ records, batchBytesMax: () => BATCH_BYTES_MAX, beforeCommit: async () => undefined });
  } finally {
    await producer.close();
  }
};

/** What brokers answer to a producer while or after another one opens its transactional id. */
const FENCED: ReadonlySet<unknown> = new Set([
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'CONCURRENT_TRANSACTIONS',
  'INVALID_TXN_STATE',
]);
const isFenced = (error: unknown): boolean => error instanceof Error && 'type' in error && FENCED.has(error.type);

const guard = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (error instanceof SkillstreamError) throw error;
    throw new DependencyUnavailable('kafka', error instanceof Error ? error.message : String(error), error);
  }
};
