import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FIELDS } from '../../../mappings/fields/row.ts';
import { loadMappings, MappingError, type Mappings } from '../../../mappings/index.ts';
import { fieldMapNames, files } from '../../../mappings/loader/load.ts';
import { columnsOf, type FileFormat } from '../../../mappings/loader/table.ts';
import { CommandError } from '../errors.ts';
import { type Fixture, readFixtures } from '../fixtures/read.ts';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

/** A version of the mappings, and its fixtures. */
export interface Version {
  readonly name: string;
  /** Where its files are until it is disposed of. */
  readonly folder: string;
  readonly mappings: Mappings;
  readonly fixtures: readonly Fixture[];
  /** Files that it does not have, and that were taken to be empty. */
  readonly missing: readonly string[];
  /** Removes what was copied from git. */
  readonly [Symbol.dispose]: () => void;
}

const git = (...arguments_: readonly string[]): string =>
  execFileSync('git', arguments_, { cwd: REPOSITORY, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Copies the mapping files of a revision into a folder. */
const checkOut = (revision: string, folder: string): void => {
  let names: readonly string[];
  try {
    names = git('ls-tree', '-r', '--name-only', revision, 'mappings/').split('\n');
  } catch {
    throw new CommandError(`${revision} is neither a folder nor a revision that git knows`);
  }
  const wanted = names.filter((name) => name.endsWith('.csv') || name.endsWith('.yaml'));
  if (wanted.length === 0) throw new CommandError(`the revision ${revision} has no mapping files`);
  for (const name of wanted) {
    const path = join(folder, name.slice('mappings/'.length));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, git('show', `${revision}:${name}`));
  }
};

/** Files that came later than a revision are empty tables in it. */
const fillIn = (folder: string): readonly string[] => {
  const formats: readonly (readonly [string, FileFormat])[] = [
    ...Object.entries(files),
    ...fieldMapNames.map((name) => [`fields/${name}.csv`, FIELDS] as const),
  ];
  const missing = formats.filter(([file]) => !existsSync(join(folder, file)));
  for (const [file, format] of missing) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `# version: 0.0.0\n${Object.keys(columnsOf(format)).join(',')}\n`);
  }
  return missing.map(([file]) => file);
};

const load = (name: string, folder: string, missing: readonly string[], dispose: () => void): Version => {
  try {
    const loaded = { mappings: loadMappings(folder, { exports: 'leave' }), fixtures: readFixtures(folder) };
    return { name, folder, ...loaded, missing, [Symbol.dispose]: dispose };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    throw new CommandError(`the mappings of ${name} cannot be read by this version of the program: ${error.message}`);
  }
};

/**
 * Loads a version of the mappings.
 * @param name a folder, or a revision of git: a branch, a tag, a commit
 * @throws CommandError when it is neither, or what is there does not load
 */
export const loadVersion = (name: string): Version => {
  if (statSync(name, { throwIfNoEntry: false })?.isDirectory()) return load(name, name, [], () => {});
  const folder = mkdtempSync(join(tmpdir(), 'mappings-version-'));
  const remove = (): void => rmSync(folder, { recursive: true });
  try {
    checkOut(name, folder);
    return load(name, folder, fillIn(folder), remove);
  } catch (error) {
    remove();
    throw error;
  }
};
