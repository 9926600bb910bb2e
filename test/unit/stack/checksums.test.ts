import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checksumsOf, verify } from '../../../tools/stack/cache/checksums.ts';
import { StackError } from '../../../tools/stack/errors.ts';

it('takes every file below a folder, by path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'checksums-'));
  try {
    await mkdir(join(folder, 'lib'));
    await writeFile(join(folder, 'lib/abc.jar'), 'abc');
    await writeFile(join(folder, 'a'), '');
    // The examples of FIPS 180-2, B.1, and of the empty message.
    expect(await checksumsOf(folder)).toEqual({
      a: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'lib/abc.jar': 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('accepts what is pinned and nothing else', () => {
  const pinned = { a: '1', b: '2', c: '3' };
  expect(() => verify({ ...pinned }, pinned)).not.toThrow();
  expect(() => verify({ a: '1', b: '9', d: '4' }, pinned)).toThrow(StackError);
  expect(() => verify({ a: '1', b: '9', d: '4' }, pinned)).toThrow(
    /b: SHA-256 is 9, pinned is 2\n {2}c: missing\n {2}d: not expected/,
  );
});
