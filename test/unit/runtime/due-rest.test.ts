import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { handleDue } from '../../../services/runtime/engine/due.ts';
import type { Engine } from '../../../services/runtime/engine/engine.ts';
import type { PartitionProcessor } from '../../../services/runtime/engine/partition-processor.ts';
import type { Session } from '../../../services/runtime/engine/session.ts';
import { Task } from '../../../services/runtime/engine/task.ts';
import { ProjectionLost } from '../../../services/runtime/errors.ts';
import type { DueRows } from '../../../services/runtime/redis/tables.ts';

const NOW_MS = Date.UTC(2026, 2, 1);
const sessionOf = (epoch: number): Session => ({
  heartbeat: async () => undefined,
  isCurrent: () => true,
  isStopping: () => false,
  epoch,
});
const session = sessionOf(1);

/** A task that has looked once, and found what its table says. */
const looked = async (found: DueRows | null) => {
  const engine = {
    service: { name: 'resolution', inputs: {}, due: { table: 'identity.waiting' } },
    tables: new Map([['identity.waiting', { due: async () => found }]]),
    floors: { verify: async () => undefined },
  } as unknown as Engine;
  const task = new Task(engine, 0);
  const look = handleDue(engine, { task, partition: 0 } as PartitionProcessor, session, NOW_MS);
  return { task, outcome: await look.catch((error: unknown) => error) };
};

/** The clock of `performance.now()` in these tests: set by nobody. */
const ELAPSED_MS = 1_000;

describe('a task in which nothing is due', () => {
  beforeEach(() => void vi.spyOn(performance, 'now').mockReturnValue(ELAPSED_MS));
  afterEach(() => void vi.restoreAllMocks());

  test('rests until its earliest entry is', async () => {
    const { task } = await looked({ keys: [], first_due_at: NOW_MS + 700 });
    expect(task.rests(session, ELAPSED_MS + 699)).toBe(true);
    expect(task.rests(session, ELAPSED_MS + 700)).toBe(false);
  });

  test.each([Number.POSITIVE_INFINITY, NOW_MS + 86_400_000])('rests five seconds when that is at %d', async (at) => {
    const { task } = await looked({ keys: [], first_due_at: at });
    expect(task.rests(session, ELAPSED_MS + 4_999)).toBe(true);
    expect(task.rests(session, ELAPSED_MS + 5_000)).toBe(false);
  });

  test('rests no more once anything is done', async () => {
    const { task } = await looked({ keys: [], first_due_at: Number.POSITIVE_INFINITY });
    await task.fence(session);
    expect(task.rests(session, ELAPSED_MS)).toBe(false);
  });

  test('rests no more once its tables are in doubt, nor in another assignment', async () => {
    const { task } = await looked({ keys: [], first_due_at: Number.POSITIVE_INFINITY });
    expect(task.rests(sessionOf(2), ELAPSED_MS)).toBe(false);
    task.distrustTables();
    expect(task.rests(session, ELAPSED_MS)).toBe(false);
  });

  test('does not rest before anybody looked, nor when the look found that Redis was emptied', async () => {
    expect(new Task({} as Engine, 0).rests(session, ELAPSED_MS)).toBe(false);
    const { task, outcome } = await looked(null);
    expect(outcome).toBeInstanceOf(ProjectionLost);
    expect(task.rests(session, ELAPSED_MS)).toBe(false);
  });
});
