import { AssignmentLost, DependencyRefuses, DependencyUnavailable, ProducerFenced, ProjectionLost } from '../errors.ts';
import type { AvroTopic } from '../service.ts';
import { pause, waitFor } from './backoff.ts';
import type { Engine } from './engine.ts';
import { restoreClaims, restoreTable } from './restore.ts';
import { keepAliveOf, type Session } from './session.ts';
import type { Task } from './task.ts';

/**
 * Runs a piece of the protocol until it succeeds, as long as the partition is ours: waits while a dependency is away,
 * rebuilds what Redis lost. The service consumes nothing meanwhile; it never guesses.
 * @throws AssignmentLost, HandlerFault, OutputRefused
 */
export const persist = async (
  engine: Engine,
  task: Task,
  session: Session,
  attempt: () => Promise<void>,
): Promise<void> => {
  let failures = 0;
  let away: DependencyUnavailable['dependency'] | undefined;
  let cause: string | undefined;
  const waiter = {};
  const wait = async (error: DependencyUnavailable): Promise<void> => {
    const refuses = causeOf(error);
    if (away !== error.dependency || cause !== refuses)
      engine.log.warn({ dependency: error.dependency, error: error.message }, 'waiting for a dependency');
    away = error.dependency;
    cause = refuses;
    engine.presence.missed(away, waiter, cause);
    engine.metrics.retried(`${away}_unavailable`);
    await pause(failures, session);
  };
  try {
    for (;;) {
      if (!session.isCurrent()) throw new AssignmentLost();
      try {
        await attempt();
        if (away !== undefined) engine.log.info({ dependency: away, failures }, 'dependency is back');
        return;
      } catch (error) {
        if (session.isStopping()) throw new AssignmentLost(error);
        failures += 1;
        if (error instanceof ProducerFenced) {
          engine.metrics.retried('fenced');
          await pause(failures, session);
        } else if (error instanceof DependencyUnavailable) {
          await wait(error);
        } else if (error instanceof ProjectionLost) {
          engine.metrics.retried('projection_lost');
          await rebuild(engine, task, error, session).catch(async (again: unknown) => {
            if (again instanceof DependencyUnavailable) return wait(again);
            if (!(again instanceof ProjectionLost)) throw again;
            await pause(failures, session);
          });
        } else {
          throw error;
        }
      }
    }
  } finally {
    // Also when the partition is lost: its next owner waits, and this process no longer.
    engine.presence.found(waiter);
  }
};

/** What is said of a dependency that answers, and takes nothing. */
const causeOf = (error: DependencyUnavailable): string | undefined =>
  error instanceof DependencyRefuses ? error.message : undefined;

/** Rebuilds under way, so that the partition processors of a process share one instead of each doing the same. */
const underWay = new WeakMap<Engine, Map<string, Promise<void>>>();

const rebuild = async (engine: Engine, task: Task, { projection }: ProjectionLost, session: Session): Promise<void> => {
  if (task.ownedPartitions(projection as AvroTopic) !== undefined) {
    task.distrustTables();
    return;
  }
  const known = underWay.get(engine) ?? new Map<string, Promise<void>>();
  underWay.set(engine, known);
  const running = known.get(projection);
  // Should the other partition processor lose its partition, perhaps one of an assignment before, this one looks for itself.
  if (running !== undefined) return await waitFor(running.catch(unlessAssignmentLost), session);
  const started = rebuildNow(engine, projection, session).finally(() => known.delete(projection));
  known.set(projection, started);
  await started;
};

const unlessAssignmentLost = (error: unknown): void => {
  if (!(error instanceof AssignmentLost)) throw error;
};

const rebuildNow = async (engine: Engine, projection: string, session: Session): Promise<void> => {
  if (projection === 'claims') {
    await restoreClaims(engine, keepAliveOf(session));
    return;
  }
  const table = engine.tables.get(projection);
  if (table === undefined) throw new Error(`${projection} is no table of ${engine.service.name}`);
  await restoreTable(engine, table, keepAliveOf(session));
};
