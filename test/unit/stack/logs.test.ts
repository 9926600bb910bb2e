import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createLogsDir } from '../../../tools/stack/logs.ts';

test('runs that begin together do not remove the log folders of each other', async () => {
  const folders = await Promise.all(Array.from({ length: 10 }, createLogsDir));
  try {
    expect(folders.filter((folder) => !existsSync(folder))).toEqual([]);
  } finally {
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }
});
