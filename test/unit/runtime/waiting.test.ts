import { describe, expect, test, vi } from 'vitest';
import { pause, waitFor } from '../../../services/runtime/engine/backoff.ts';
import type { Session } from '../../../services/runtime/engine/session.ts';
import { AssignmentLost, DependencyUnavailable } from '../../../services/runtime/errors.ts';

const sessionOf = (given: Partial<Session> = {}): Session => ({
  epoch: 1,
  heartbeat: async () => undefined,
  isCurrent: () => true,
  isStopping: () => false,
  ...given,
});

const ways: readonly (readonly [string, (session: Session) => Promise<void>])[] = [
  ['for a dependency', (session) => pause(20, session)],
  ['for the work of another partition processor', (session) => waitFor(new Promise(() => undefined), session)],
];

describe.each(ways)('waiting %s', (_what, wait) => {
  test.each([
    ['is somebody else’s', { isCurrent: () => false }],
    ['is to be left, as the process stops', { isStopping: () => true }],
    ['is lost, as the group has moved on', { heartbeat: () => Promise.reject(new AssignmentLost()) }],
  ])('ends when the partition %s', async (_why, given) => {
    await expect(wait(sessionOf(given))).rejects.toThrow(AssignmentLost);
  });

  test('keeps the membership alive, and bears that the broker is away too', async () => {
    let beats = 0;
    const heartbeat = (): Promise<void> => {
      beats += 1;
      return Promise.reject(new DependencyUnavailable('kafka', 'away'));
    };
    await expect(wait(sessionOf({ heartbeat, isStopping: () => beats === 2 }))).rejects.toThrow(AssignmentLost);
    expect(beats).toBe(2);
  });
});

test('the work of another partition processor is waited for until it ends, and its failure is everybody’s', async () => {
  await waitFor(Promise.resolve(), sessionOf());
  await expect(waitFor(Promise.reject(new Error('it failed')), sessionOf())).rejects.toThrow('it failed');
});

test('a clock that is set back while a pause lasts does not make it longer', async () => {
  const now_ms = Date.now();
  const clock = vi
    .spyOn(Date, 'now')
    .mockReturnValueOnce(now_ms + 172_800_000)
    .mockReturnValue(now_ms);
  let beats = 0;
  const heartbeat = async (): Promise<void> => {
    beats += 1;
  };
  await pause(0, sessionOf({ heartbeat, isStopping: () => beats > 1 }));
  clock.mockRestore();
});
