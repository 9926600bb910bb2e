import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createLogsDir } from '../../../tools/stack/logs.ts';

test('a run does not remove the log folder of another that has just begun', async () => {
  const first = await createLogsDir();
  const second = await createLogsDir();
  try {
    expect([existsSync(first), existsSync(second)]).toEqual([true, true]);
  } finally {
    await Promise.all([first, second].map((folder) => rm(folder, { recursive: true, force: true })));
  }
});
