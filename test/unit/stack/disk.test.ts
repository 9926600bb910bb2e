import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fullDisk, onDisk } from '../../../tools/stack/disk.ts';
import { StackError } from '../../../tools/stack/errors.ts';
import { createComponent } from '../../../tools/stack/process/component.ts';
import { runCommand } from '../../../tools/stack/process/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'disk-'));
const small = join(folder, 'small');
mkdirSync(small);
/** A disk of one MiB: only for users who may mount one. */
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]).status === 0;
afterAll(() => {
  if (mounted) spawnSync('umount', [small]);
  rmSync(folder, { recursive: true });
});

describe.skipIf(!mounted)(`a full disk${mounted ? '' : ' (skipped: this user may not mount one)'}`, () => {
  const log = join(folder, 'component.log');
  const command = (script: string) => ({
    file: '/bin/sh',
    args: ['-c', script],
    cwd: small,
    logFile: log,
    throwAwayDir: null,
  });
  beforeAll(() => writeFileSync(log, ''));

  it('is named where a file is written, and where a command fails on it', async () => {
    const fill = () => onDisk(small, async () => writeFileSync(join(small, 'much'), Buffer.alloc(2 ** 21)));
    await expect(fill()).rejects.toThrow(StackError);
    await expect(fill()).rejects.toThrow(
      /^No room is left on the disk of \S+small: free some room, or let SKILLSTREAM_CACHE/,
    );
    const download = onDisk(small, () =>
      runCommand('/bin/sh', ['-c', `head -c 2000000 /dev/zero > ${join(small, 'more')}`], {
        missing: 'no sh',
        timeout_ms: 10_000,
      }),
    );
    await expect(download).rejects.toThrow(/^No room is left/);
  });

  it('is named when a part of the stack ends on it, and not when there is room', async () => {
    const dying = (cwd: string) =>
      createComponent({
        name: 'kafka',
        title: 'Kafka',
        ports: [19_999],
        command: { ...command('exit 1'), cwd },
        probe: () => Promise.reject(new Error('no answer')),
      });
    await expect(dying(small).start()).rejects.toThrow(
      /^The disk of \S+small is full \(\d+ MiB free\): free some room/,
    );
    await expect(dying(folder).start()).rejects.toThrow(/^Kafka ended with exit code 1/);
    expect(await dying(small).whyEnded({ code: 1, signal: null })).toMatch(/^The disk of/);
  });
});

it('other failures stay what they are', async () => {
  const failure = new Error('something else');
  await expect(onDisk(folder, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(await fullDisk('/nowhere')).toBeNull();
});
