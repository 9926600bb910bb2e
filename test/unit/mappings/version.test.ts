import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mappingsVersion } from '../../../mappings/index.ts';

const SOURCE = fileURLToPath(new URL('../../../mappings', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mappings-'));
  cpSync(SOURCE, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the version of the mappings is that of their content, wherever they are', () => {
  expect(mappingsVersion(folder)).toBe(mappingsVersion());
  expect(mappingsVersion()).toMatch(/^[0-9a-f]{12}$/);
});

test.each(['sources.csv', 'fields/completion.csv'])('the version changes with a row of %s', (file) => {
  const path = join(folder, file);
  const before = mappingsVersion(folder);
  appendFileSync(path, '\n');
  expect(mappingsVersion(folder)).not.toBe(before);
});
