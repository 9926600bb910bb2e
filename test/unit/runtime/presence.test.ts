import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../services/runtime/engine/engine.ts';
import { persist } from '../../../services/runtime/engine/persist.ts';
import { createPresence, type Presence } from '../../../services/runtime/engine/presence.ts';
import type { Task } from '../../../services/runtime/engine/task.ts';
import { AssignmentLost, DependencyUnavailable } from '../../../services/runtime/errors.ts';

const track = () => {
  const changes: string[] = [];
  const presence = createPresence((dependency, up) => changes.push(`${dependency} ${up ? 'up' : 'down'}`));
  return { changes, presence };
};

describe('presence of dependencies', () => {
  it('is lost with the first who waits, and back with the last', () => {
    const { changes, presence } = track();
    presence.missed('redis', 'a');
    presence.missed('redis', 'b');
    presence.missed('redis', 'b');
    presence.found('a');
    expect(presence.away()).toEqual(['redis']);
    presence.found('b');
    presence.found('b');
    expect(presence.away()).toEqual([]);
    expect(changes).toEqual(['redis down', 'redis up']);
  });

  it('passes on with somebody who waits for another', () => {
    const { changes, presence } = track();
    presence.missed('redis', 'a');
    presence.missed('kafka', 'a');
    expect(presence.away()).toEqual(['kafka']);
    expect(changes).toEqual(['redis down', 'redis up', 'kafka down']);
  });
});

describe('a partition that is waited for', () => {
  /** What `persist` uses of an engine and a session. */
  const waitFor = (presence: Presence, isCurrent: () => boolean, attempt: () => Promise<void>): Promise<void> => {
    const engine = { presence, metrics: { retried: () => {} }, log: { info: () => {}, warn: () => {} } };
    const session = { epoch: 1, heartbeat: async () => {}, isCurrent, isStopping: () => false };
    return persist(engine as unknown as Engine, {} as Task, session, attempt);
  };

  it('leaves no dependency away when it goes to somebody else', async () => {
    let current = true;
    const { presence } = track();
    const done = waitFor(
      presence,
      () => current,
      async () => {
        current = false;
        throw new DependencyUnavailable('kafka', 'the producer is fenced');
      },
    );
    await expect(done).rejects.toThrow(AssignmentLost);
    expect(presence.away()).toEqual([]);
  });

  it('leaves a dependency away that it waits for', async () => {
    let failures = 2;
    const seen: string[] = [];
    const { presence } = track();
    await waitFor(
      presence,
      () => true,
      async () => {
        seen.push(presence.away().join());
        if (failures-- > 0) throw new DependencyUnavailable('redis', 'refused');
      },
    );
    expect(seen).toEqual(['', 'redis', 'redis']);
    expect(presence.away()).toEqual([]);
  });
});
