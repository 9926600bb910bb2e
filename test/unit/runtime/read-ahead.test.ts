import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReadAhead } from '../../../services/runtime/engine/read-ahead.ts';

describe('reading ahead', () => {
  test('the next batch may be fetched while one is in work, and starts when that is done', async () => {
    const ahead = createReadAhead();
    const first = Promise.withResolvers<void>();
    const log: string[] = [];
    await ahead.take(1, () => first.promise.then(() => void log.push('first done')));
    const taken = ahead.take(1, async () => void log.push('second started'));
    log.push('second waits');
    first.resolve();
    await taken;
    expect(log).toEqual(['second waits', 'first done', 'second started']);
  });

  test('nothing behind a failed batch is handled in the same assignment, however often it comes', async () => {
    const ahead = createReadAhead();
    const lost = new Error('lost');
    await ahead.take(1, () => Promise.reject(lost));
    const started: number[] = [];
    await expect(ahead.take(1, async () => void started.push(1))).rejects.toBe(lost);
    await expect(ahead.take(1, async () => void started.push(2))).rejects.toBe(lost);
    await ahead.take(2, async () => void started.push(3));
    expect(started).toEqual([3]);
  });

  test('idle waits for what is in work, even when it fails', async () => {
    const ahead = createReadAhead();
    await ahead.idle();
    const work = Promise.withResolvers<void>();
    await ahead.take(1, () => work.promise);
    let idle = false;
    const waiting = ahead.idle().then(() => {
      idle = true;
    });
    await Promise.resolve();
    expect(idle).toBe(false);
    work.reject(new Error('lost'));
    await waiting;
  });

  test('whatever fails, what is committed in an assignment is a run without gaps from its start', async () => {
    const batches = fc.array(fc.record({ rejoins: fc.boolean(), fails: fc.boolean() }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(batches, async (steps) => {
        const ahead = createReadAhead();
        let epoch = 1;
        let position = 0;
        let committed = 0;
        for (const { rejoins, fails } of steps) {
          await ahead.idle();
          if (rejoins) {
            epoch += 1;
            position = committed;
          }
          const offset = position;
          const work = async (): Promise<void> => {
            if (fails) throw new Error('lost');
            expect(offset).toBe(committed);
            committed = offset + 1;
          };
          await ahead.take(epoch, work).then(
            () => {
              position += 1;
            },
            () => undefined,
          );
        }
      }),
    );
  });
});
