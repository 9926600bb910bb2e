import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { identityFromSettings } from '../../services/identity/from-settings.ts';
import { createResolution } from '../../services/resolution/service.ts';
import { readSettings, type Settings } from '../../services/runtime/config/settings.ts';
import { buildEngine, type EngineParts } from '../../services/runtime/engine/build.ts';
import { decodeAll } from '../../services/runtime/engine/decode.ts';
import { type Engine, inputOf } from '../../services/runtime/engine/engine.ts';
import { claimOf, claimSlot } from '../../services/runtime/engine/item.ts';
import type { PartitionProcessor } from '../../services/runtime/engine/partition-processor.ts';
import { ChangelogTruncated, restoreClaims, restorePartition } from '../../services/runtime/engine/restore.ts';
import type { Session } from '../../services/runtime/engine/session.ts';
import { createTally, type LedgerRange } from '../../services/runtime/engine/tally.ts';
import { Task } from '../../services/runtime/engine/task.ts';
import { AssignmentLost, DependencyUnavailable } from '../../services/runtime/errors.ts';
import { partitionOf } from '../../services/runtime/kafka/partition.ts';
import type { ProducerRecord } from '../../services/runtime/kafka/transactional-producer.ts';
import { createLogger } from '../../services/runtime/log.ts';
import type { AvroTopic, Service } from '../../services/runtime/service.ts';
import { type Connections, openConnections } from '../../tools/ledger/connections.ts';
import { type Stack, startStack } from '../../tools/stack/index.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import { DEAD_LETTER_KEY } from '../support/dead-letter-key.ts';
import { tellHr, worker } from '../support/hr.ts';
import { type Sender, sendRecords } from '../support/send.ts';
import { produce, produceWhile } from '../support/stack-clients.ts';

const WAITING = 'identity.waiting' as const satisfies AvroTopic;
const log = createLogger('test', 'silent');
const noCheck = async (): Promise<void> => {};

let stack: Stack;
let settings: Settings;
let connections: Connections;
const open: EngineParts[] = [];

beforeAll(async () => {
  stack = await startStack();
  settings = readSettings({ ...stack.env, IDENTITY_KEY: 'a-key-that-only-tests-use-nowhere-else', DEAD_LETTER_KEY });
  await applyTopology(settings);
  connections = await openConnections(settings, 'test');
  // The broker makes the topic of group offsets at the first question for it.
  const group = { groupId: 'any', topics: [WAITING] };
  await vi.waitFor(() => connections.admin.fetchOffsets(group), { timeout: 30_000 });
});

afterAll(async () => {
  await Promise.all(open.map((parts) => parts.close()));
  await connections.close();
  await stack.stop();
});

const connect = async (service: Service): Promise<Engine> => {
  const parts = buildEngine(service, settings, log);
  open.push(parts);
  return await parts.connect(() => {});
};

const sessionOf = (epoch: number): Session => ({
  epoch,
  heartbeat: async () => {},
  isCurrent: () => true,
  isStopping: () => false,
});

/** Commits and reads while somebody else's transaction, which has written a record before, is still open. */
const behindAnOpenTransaction = async (
  somebodys: ProducerRecord,
  commit: () => Promise<unknown>,
  read: (keepAlive: () => Promise<void>) => Promise<void>,
): Promise<void> => {
  let reading: Promise<void> | undefined;
  const held_up = Promise.withResolvers<void>();
  await produceWhile(stack.env, [somebodys], async () => {
    await commit();
    reading = read(async () => held_up.resolve());
    await Promise.race([reading, held_up.promise]);
  });
  await reading;
};

describe('a restore behind a transaction that somebody else has open', () => {
  test('brings back the entries of a table that were committed meanwhile', async () => {
    const engine = await connect(createResolution());
    const table = engine.tables.get(WAITING)!;
    const key = 'behind-an-open-transaction';
    const entry = {
      topic: WAITING,
      partition: 0,
      key,
      value: engine.codec.encode(WAITING, { due_at: 1, parked: [], recalled_up_to: -1 }),
    };

    await behindAnOpenTransaction(
      { ...entry, key: 'somebody' },
      () => produce(stack.env, [entry]),
      (keepAlive) => restorePartition(engine, table, 0, keepAlive),
    );

    expect(await table.read([key], [0])).toEqual([entry.value]);
  });

  test('gives no id to a record that, as the ledger said meanwhile, does not hold it', async () => {
    const engine = await connect(identityFromSettings(settings, log));
    const { group, reader, claims } = engine;
    const { codec, kafka } = connections;
    const hire = { kind: 'hire', employee_id: 'E-1', sequence: 1, worker: worker() } as const;
    const send: Sender['send'] = (topic, records) => sendRecords({ kafka }, topic, records);
    await tellHr({ codec, send }, [hire, hire], Date.now());
    const [records = []] = await Array.fromAsync(reader.read('raw.hris', 0, 0, 2));
    const items = await decodeAll(engine, inputOf(engine, 'raw.hris'), records);
    const processor = new Task(engine, 0).addProcessor('raw.hris');
    await processor.open();
    const tally = createTally();
    tally.add('dead', 'planted', { offset: 0, returned: false });
    tally.add('published', 'planted', { offset: 1, returned: false });
    const { topic_id } = processor;
    const range = {
      ...{ group, topic: 'raw.hris', topic_id, partition: 0 },
      ...{ first_offset: 0, next_offset: 2, written_at: Date.now() },
    };
    const key = `${group}|raw.hris|0`;
    const partition = partitionOf(key, engine.partitionsOf('ops.ledger'));
    const entryOf = (given: LedgerRange) => ({
      topic: 'ops.ledger',
      partition,
      key,
      value: codec.encode('ops.ledger', tally.toLedger(given)),
    });

    await behindAnOpenTransaction(
      entryOf({ ...range, group: 'somebody' }),
      () => processor.commit([entryOf(range)], { claimed_offset: 2, next_offset: 2 }, sessionOf(1), noCheck),
      (keepAlive) => restoreClaims(engine, keepAlive),
    );
    await processor.discard();

    const answers = (
      await claims.claim(
        items.map((item) => claimOf(item, topic_id)!),
        { slot: claimSlot('raw.hris', 0, topic_id), next: 2 },
        [],
      )
    )?.answers;
    expect(answers).toEqual(['duplicate', 'ours']);
  });
});

test('a changelog that ends before what is applied from it stops the service: its state is gone with it', async () => {
  const engine = await connect(createResolution());
  const table = engine.tables.get(WAITING)!;
  await (await table.beginRestore(4)).seal(1_000);
  await expect(restorePartition(engine, table, 4, async () => {})).rejects.toThrow(ChangelogTruncated);
});

describe('a restore during which the group moves on', () => {
  const groupMovedOn = async (): Promise<void> => {
    throw new AssignmentLost();
  };

  test('ends, so that the client can join again: of a table', async () => {
    const engine = await connect(createResolution());
    const value = engine.codec.encode(WAITING, { due_at: 1, parked: [], recalled_up_to: -1 });
    await produce(stack.env, [{ topic: WAITING, partition: 2, key: 'anybody', value }]);
    const restoring = restorePartition(engine, engine.tables.get(WAITING)!, 2, groupMovedOn);
    await expect(restoring).rejects.toThrow(AssignmentLost);
  });

  test('ends, so that the client can join again: of the claims', async () => {
    const engine = await connect(identityFromSettings(settings, log));
    const { group } = engine;
    const ledger = createTally().toLedger({
      ...{ group, topic: 'raw.hris', topic_id: '', partition: 0, first_offset: 0, next_offset: 0, written_at: 0 },
    });
    const value = engine.codec.encode('ops.ledger', ledger);
    await produce(stack.env, [{ topic: 'ops.ledger', partition: 0, key: group, value }]);
    await expect(restoreClaims(engine, groupMovedOn)).rejects.toThrow(AssignmentLost);
  });
});

describe('the partition processors of one partition number', () => {
  const key = 'of-one-number';
  const entryOf = (engine: Engine, due_at: number) => ({
    topic: WAITING,
    partition: 1,
    key,
    value: engine.codec.encode(WAITING, { due_at, parked: [], recalled_up_to: -1 }),
  });
  const own = async (): Promise<{
    engine: Engine;
    task: Task;
    parked: PartitionProcessor;
    links: PartitionProcessor;
  }> => {
    const engine = await connect(createResolution());
    const task = new Task(engine, 1);
    return {
      engine,
      task,
      parked: task.addProcessor('identity.unresolved'),
      links: task.addProcessor('identity.link'),
    };
  };

  test('are fenced together: once one of them is, no former owner commits by way of another', async () => {
    const former = await own();
    await former.task.fence(sessionOf(1));
    const late = entryOf(former.engine, 1);
    const next = await own();

    const outcome = await former.links
      .commit([late], null, sessionOf(1), async () => {
        await next.task.fence(sessionOf(1));
        await next.parked.commit([entryOf(next.engine, 2)], null, sessionOf(1), noCheck);
      })
      .catch((error: unknown) => error);

    expect(outcome).toBeInstanceOf(DependencyUnavailable);
    next.task.distrustTables();
    await next.task.fence(sessionOf(1));
    expect(await next.engine.tables.get(WAITING)!.read([key], [1])).toEqual([entryOf(next.engine, 2).value]);
  });

  test('trust the tables together: what one could not write into them, the next one restores', async () => {
    const { engine, task, parked, links } = await own();
    await task.fence(sessionOf(1));
    const entry = entryOf(engine, 3);
    const written = { record_index: 0, table: WAITING, key, partition: 1, value: entry.value, due_at: 3, kind: null };
    await parked.commit([entry], null, sessionOf(1), noCheck);
    // As when the broker does not say where it put the entry.
    await task.project([written], { offsets: [-1] });
    expect(links.isOpen).toBe(true);
    await task.fence(sessionOf(1));
    expect(await engine.tables.get(WAITING)!.read([key], [1])).toEqual([entry.value]);
  });
});
