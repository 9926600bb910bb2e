import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { StackError } from '../errors.ts';
import { checksumsFile } from '../paths.ts';

/** SHA-256 in hex by path below the package folder, with forward slashes. */
export type Checksums = Readonly<Record<string, string>>;

const sha256 = async (file: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
};

/** Checksums of all files below a folder, sorted by path. */
export const checksumsOf = async (folder: string): Promise<Checksums> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
  const sums: Record<string, string> = {};
  for (const file of files) sums[file] = await sha256(join(folder, file));
  return sums;
};

/** The committed checksums. */
export const pinnedChecksums = async (): Promise<Checksums> => JSON.parse(await readFile(checksumsFile, 'utf8'));

export const writeChecksums = (sums: Checksums): Promise<void> =>
  writeFile(checksumsFile, `${JSON.stringify(sums, null, 2)}\n`);

/**
 * Compares a freshly fetched folder with the pinned checksums. Files nobody pinned are refused too: what lies in the
 * folder ends up on a class path.
 *
 * @throws StackError that lists every file that differs, is missing or is not expected.
 */
export const verify = (found: Checksums, pinned: Checksums): void => {
  const faults = [...new Set([...Object.keys(pinned), ...Object.keys(found)])].sort().flatMap((file) => {
    if (!(file in found)) return [`${file}: missing`];
    if (!(file in pinned)) return [`${file}: not expected`];
    return found[file] === pinned[file] ? [] : [`${file}: SHA-256 is ${found[file]}, pinned is ${pinned[file]}`];
  });
  if (faults.length === 0) return;
  throw new StackError(
    `the fetched packages are not the pinned ones, nothing was kept:\n  ${faults.join('\n  ')}\n` +
      'After a deliberate change of version: node tools/stack/main.ts checksums',
  );
};
