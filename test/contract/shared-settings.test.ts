import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSettings, type Settings } from '../../services/runtime/config/settings.ts';
import { createKafka } from '../../services/runtime/kafka/client.ts';
import { createLogReader, type LogReader } from '../../services/runtime/kafka/log-reader.ts';
import { createLogger } from '../../services/runtime/log.ts';
import { type Codec, createCodec } from '../../services/runtime/registry/codec.ts';
import { SharedSettingsDiffer } from '../../services/runtime/shared-settings/compare.ts';
import type { OwnSetting } from '../../services/runtime/shared-settings/declared.ts';
import {
  checkShared,
  readShared,
  recordShared,
  SHARED_SETTING,
  type SharedSettingParts,
} from '../../services/runtime/shared-settings/store.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import { sharedStack } from '../support/stack.ts';

const PROCESSES = 8;
const log = createLogger('test', 'silent');
let settings: Pick<Settings, 'kafka' | 'registry'>;
let codec: Codec;
const readers: LogReader[] = [];

beforeAll(async () => {
  settings = readSettings(sharedStack().env, ['kafka', 'registry']);
  await applyTopology(settings);
  codec = createCodec({ registry: settings.registry, reads: [SHARED_SETTING], writes: [SHARED_SETTING] });
  await codec.start();
});
afterAll(() => Promise.all(readers.map((reader) => reader.close())));

/** What a process of its own would have. */
const openParts = (): SharedSettingParts => {
  const reader = createLogReader(createKafka(settings.kafka, 'test', log));
  readers.push(reader);
  return { kafka: settings.kafka, reader, codec, log };
};
const settingOf = (scope: string, value: string): OwnSetting => ({ name: 'ANY', scope, secret: false, value });
const by = (recorded_by: string) => ({ recorded_by, reason: 'a test' });

describe('a shared setting that nobody has recorded', () => {
  test('is recorded by one of those that start at once; the others are refused, unless they have the same', async () => {
    const scope = randomUUID();
    const values = Array.from({ length: PROCESSES }, (_, i) => (i % 2 === 0 ? 'a' : 'b'));
    const outcomes = await Promise.all(
      values.map((value) =>
        checkShared(openParts(), [settingOf(scope, value)], by(value)).then(
          () => value,
          (error: unknown) => error,
        ),
      ),
    );
    const { value: winner } = (await readShared(openParts())).get(`${scope}|ANY`)!;
    expect(outcomes).toEqual(values.map((value) => (value === winner ? winner : expect.any(SharedSettingsDiffer))));
  });

  test('is not recorded by one that only compares', async () => {
    const scope = randomUUID();
    await checkShared(openParts(), [settingOf(scope, 'a')], null);
    expect((await readShared(openParts())).has(`${scope}|ANY`)).toBe(false);
  });
});

test('a change on purpose is recorded whatever others record meanwhile', async () => {
  const scopes = Array.from({ length: PROCESSES }, () => randomUUID());
  await Promise.all(scopes.map((scope) => recordShared(openParts(), [settingOf(scope, 'new')], by('ada'))));
  const recorded = await readShared(openParts());
  expect(scopes.map((scope) => recorded.get(`${scope}|ANY`)?.value)).toEqual(scopes.map(() => 'new'));
});
