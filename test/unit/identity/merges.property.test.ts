import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WorkerEvent } from '../../../schemas/types.generated.ts';
import type { PureRunner } from '../../support/pure-runner.ts';
import { expectedOf, goneIn, publicTablesOf } from './expected.ts';
import { aliasHash, createRunner, feed, hris, tablesOf } from './fixtures.ts';
import { check, EMAILS, erasureHistories, isAboutWorker, mergeHistories, shuffled } from './histories.ts';

const run = (history: readonly WorkerEvent[]): PureRunner => {
  const runner = createRunner();
  for (const event of history) feed(runner, event);
  return runner;
};

/** Feeds what the events say of workers once more, as the daily snapshot does. */
const tellAgain = (runner: PureRunner, history: readonly WorkerEvent[]): PureRunner => {
  for (const event of history.filter(isAboutWorker)) feed(runner, { ...event, event_id: `${event.event_id} again` });
  return runner;
};

const inTwoOrders = (histories: typeof mergeHistories) =>
  histories.chain((history) => fc.tuple(fc.constant(history), shuffled(history)));

/** Whether somebody was taken for gone who turned out not to be, by words that came late. */
const spares = (history: readonly WorkerEvent[]): boolean => {
  const goneAt = history.map((_, i) => goneIn(history.slice(0, i + 1)));
  return goneAt.some((gone, i) => [...gone].some((worker) => !(goneAt[i + 1] ?? gone).has(worker)));
};

describe('whatever is merged and unmerged', () => {
  it('every order of arrival ends in the same tables', () =>
    check(inTwoOrders(mergeHistories), ([history, otherwise]) => {
      expect(tablesOf(run(otherwise))).toEqual(tablesOf(run(history)));
    }));

  it('members and links are what the whole history asks for', () =>
    check(mergeHistories, (history) => {
      expect(publicTablesOf(run(history))).toEqual(expectedOf(history));
    }));

  it('nobody is part of a member that is part of another, and only who stands alone shows an e-mail', () =>
    check(mergeHistories, (history) => {
      const members = run(history).entries('marketplace.member');
      for (const { status, merged_into, email } of members.values()) {
        expect(merged_into !== null).toBe(status === 'merged');
        if (merged_into === null) continue;
        expect(members.get(merged_into)?.status).toMatch(/^(active|on_leave|terminated)$/);
        expect(email).toBeNull();
      }
    }));

  it('unmerging everybody brings back what there was without merges', () =>
    check(mergeHistories, (history) => {
      const last = hris({ day: 9 }).effective_at;
      const undoing = history
        .filter(({ kind }) => kind === 'merge')
        .map(
          (event): WorkerEvent => ({
            ...event,
            event_id: `undo ${event.event_id}`,
            kind: 'unmerge',
            effective_at: last,
            sequence: 9,
          }),
        );
      expect(publicTablesOf(run([...history, ...undoing]))).toEqual(publicTablesOf(run(history.filter(isAboutWorker))));
    }));

  it('the same facts under another event id write nothing', () =>
    check(mergeHistories, (history) => {
      const runner = run(history);
      for (const event of history) {
        const again = feed(runner, { ...event, event_id: `${event.event_id} again` });
        expect(again).toEqual({ kind: 'published', rule: 'no-change', records: [] });
      }
    }));

  it('no event id is written twice', () =>
    check(erasureHistories, (history) => {
      const ids = run(history).written.flatMap(({ topic, value }) =>
        value && 'event_id' in value ? [`${topic} ${value.event_id}`] : [],
      );
      expect(new Set(ids).size).toBe(ids.length);
    }));
});

describe('whoever is erased', () => {
  it('every order of arrival ends in the same tables, as long as no late word spares anybody', () =>
    check(inTwoOrders(erasureHistories), ([history, otherwise]) => {
      fc.pre(!spares(history) && !spares(otherwise));
      expect(tablesOf(run(otherwise))).toEqual(tablesOf(run(history)));
    }));

  it('who is spared by a late word is as in every other order once told of again', () =>
    check(inTwoOrders(erasureHistories), ([history, otherwise]) => {
      expect(tablesOf(tellAgain(run(otherwise), history))).toEqual(tablesOf(tellAgain(run(history), history)));
    }));

  it('members and links are what the whole history asks for', () =>
    check(erasureHistories, (history) => {
      expect(publicTablesOf(tellAgain(run(history), history))).toEqual(expectedOf(history));
    }));

  it('nothing is left of them but that they are to be forgotten, however often they are told of', () =>
    check(erasureHistories, (history) => {
      const runner = tellAgain(run(history), history);
      const { 'identity.group': _, ...tables } = tablesOf(runner);
      const text = JSON.stringify(tables);
      for (const worker of goneIn(history)) expect(text).not.toContain(worker);
      const told = history.filter(isAboutWorker).filter(({ worker }) => worker?.email_consent && worker.email);
      const living = JSON.stringify(expectedOf(history).members);
      for (const email of EMAILS.map((one) => one.toLowerCase())) {
        if (!living.includes(email) && told.every(({ employee_id }) => isGone(history, employee_id))) {
          expect(text).not.toContain(email);
        }
      }
    }));

  it('later events of them are ignored', () =>
    check(erasureHistories, (history) => {
      const runner = run(history);
      for (const event of history.filter(isAboutWorker)) {
        const again = feed(runner, { ...event, event_id: `${event.event_id} again` });
        if (isGone(history, event.employee_id)) expect(again).toEqual({ kind: 'ignored', rule: 'erased-worker' });
      }
    }));
});

const isGone = (history: readonly WorkerEvent[], employee_id: string): boolean =>
  goneIn(history).has(aliasHash('employee_id', employee_id));
