import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadMappings, MappingError, type MappingFault } from '../../../../mappings/index.ts';
import { files } from '../../../../mappings/loader/load.ts';

export const MAPPINGS = fileURLToPath(new URL('../../../../mappings/', import.meta.url));

const FILES = Object.keys(files);

export const original = (file: string): string => readFileSync(join(MAPPINGS, file), 'utf8');

/** Runs with a copy of the repository's mapping files of which some are changed; null removes one. */
export const withFiles = <T>(
  changes: Readonly<Record<string, string | Buffer | null>>,
  run: (directory: string) => T,
): T => {
  const directory = mkdtempSync(join(tmpdir(), 'mappings-'));
  try {
    for (const file of FILES) cpSync(join(MAPPINGS, file), join(directory, file));
    cpSync(join(MAPPINGS, 'fields'), join(directory, 'fields'), { recursive: true });
    for (const [file, text] of Object.entries(changes)) {
      if (text === null) rmSync(join(directory, file));
      else writeFileSync(join(directory, file), text);
    }
    return run(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

/** What loading complains of; nothing when it does not. */
export const faultsOf = (changes: Readonly<Record<string, string | Buffer | null>>): readonly MappingFault[] =>
  withFiles(changes, (directory) => {
    try {
      loadMappings(directory);
      return [];
    } catch (error) {
      if (error instanceof MappingError) return error.faults;
      throw error;
    }
  });

/** One fault as `line:column field`. */
export const placeOf = ({ line, column, field }: MappingFault): string => `${line}:${column} ${field ?? '-'}`;

const MARK = '«';

/** A change of one file, and the place `line:column` of the mark in it. */
export interface MarkedChange {
  readonly changes: Readonly<Record<string, string>>;
  readonly place: string;
}

/** A mapping file whose text is as given, the mark left out. */
export const marked = (file: string, text: string): MarkedChange => {
  const before = text.slice(0, text.indexOf(MARK)).replace('\uFEFF', '').split('\n');
  return { changes: { [file]: text.replace(MARK, '') }, place: `${before.length}:${before.at(-1)!.length + 1}` };
};

/** A mapping file of the repository with one text in place of another; the mark says where the fault is expected. */
export const replaced = (file: string, from: string, to: string): MarkedChange => {
  const text = original(file);
  if (!text.includes(from)) throw new Error(`${file} holds no ${from}`);
  return marked(
    file,
    text.replace(from, () => to),
  );
};

/** A mapping file of the repository with one row more. */
export const appended = (file: string, row: string): MarkedChange =>
  marked(file, `${original(file).trimEnd()}\n${row}\n`);
