import { zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { check, type HealthyRun, healthyRun, replace, withHeaders } from './run.ts';

/** Makes the dead letter one of a record that is too large, with what should be its value, compressed. */
const pack = (run: HealthyRun, value: Buffer | null): void => {
  withHeaders(run, run.at.letter, { 'error-code': 'too_large', 'value-encoding': 'zstd' });
  replace(run, run.at.letter, { value });
};

describe('the dead letter of a record too large for its topic', () => {
  it('may have its value compressed, or be but a note', async () => {
    const run = healthyRun();
    pack(run, zstdCompressSync(run.log.records[run.at.letter]!.value!));
    expect((await check(run.log)).findings).toEqual([]);
    pack(run, null);
    withHeaders(run, run.at.letter, { 'value-encoding': 'none' });
    replace(run, run.at.letter, { key: null });
    expect((await check(run.log)).findings).toEqual([]);
  });

  const PLANTED: readonly (readonly [string, (run: HealthyRun) => void])[] = [
    [
      'a record that is too large has other bytes in its dead letter',
      (run) => pack(run, zstdCompressSync(Buffer.from('x'))),
    ],
    [
      'a record that is too large has lost its value, and not its key',
      (run) => {
        pack(run, null);
        withHeaders(run, run.at.letter, { 'value-encoding': '' });
      },
    ],
    ['the value of a dead letter cannot be decompressed', (run) => pack(run, run.log.records[run.at.letter]!.value)],
  ];
  it.each(PLANTED)('is found out: %s', async (_, plant) => {
    const run = healthyRun();
    plant(run);
    expect((await check(run.log)).finding_counts).toEqual({ dead_changed: 1 });
  });
});
