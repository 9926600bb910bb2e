import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { loadExportMap } from '../../../mappings/exports/load.ts';
import type { ExportKind } from '../../../mappings/exports/targets.ts';
import { loadMappings, type Mappings } from '../../../mappings/index.ts';
import type { Io } from '../cli.ts';
import { CommandError } from '../errors.ts';
import { exportMapPath, sourceOf } from '../judge/source.ts';
import { openRows, type ReadOptions } from '../read/open.ts';
import { type Column, readColumns } from './column.ts';
import type { GuessedRow } from './guess.ts';
import { guessRows } from './kinds.ts';
import { vocabularyRows } from './vocabulary.ts';
import { exportMapText } from './write.ts';

export interface InitFlags extends ReadOptions {
  readonly source: string;
  readonly kind?: ExportKind;
  readonly out?: string;
  readonly mappings: string;
}

/** Rows that are raw records or statements already need no map. */
const needsNoMap = (columns: readonly Column[]): boolean => {
  const places = new Set(columns.map(({ place }) => place));
  return places.has('verb.id') || (places.has('event_id') && (places.has('occurred_at') || places.has('effective_at')));
};

/** A table of courses with a score but no status tells of what was finished. */
const kindFor = (
  given: ExportKind | undefined,
  source_kind: 'lms' | 'hris',
  columns: readonly Column[],
): ExportKind => {
  if (given !== undefined) return given;
  if (source_kind === 'hris') return 'workers';
  return columns.some(({ words }) => /\bstatus\b/.test(words)) ? 'enrollments' : 'statements';
};

const describe = ({ source_field, target_field, confidence, why, ambiguity }: GuessedRow): readonly string[] => [
  `  ${target_field.padEnd(26)} ← ${source_field.padEnd(24)} ${`${Math.round(confidence * 100)} %`.padStart(5)}  ${why}`,
  ...(ambiguity ? [`  ${' '.repeat(60)}ambiguous: ${ambiguity}`] : []),
];

const vocabularyLines = (
  rows: readonly GuessedRow[],
  columns: readonly Column[],
  source: string,
  mappings: Mappings,
): readonly string[] => {
  const place = rows.find(({ target_field }) => target_field === 'status')?.source_field;
  const status = columns.find((column) => column.place === place);
  const words = status === undefined ? [] : vocabularyRows(status, source, mappings);
  return words.length === 0
    ? []
    : [
        '',
        `Words that enrollment-status.csv does not have for ${source}. Rows to add there, once you know what they mean:`,
        ...words.map((row) => `  ${row}`),
      ];
};

const quoted = (word: string): string => (/^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The dry run of the same sample by the map that was written. */
const dryRunOf = (file: string, source: string, kind: ExportKind, flags: InitFlags): string => {
  const { format, encoding, header, list, out: map } = flags;
  const options = Object.entries({ source, kind, format, encoding, header, list, map });
  const given = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(String(value))]));
  return ['dry-run', quoted(file), ...given].join(' ');
};

/**
 * `mappings init`: writes a first export map for a sample, all of it guesses that are marked as such.
 * @throws CommandError when there is nothing to write, or something there already
 */
export const runInit = async (file: string, flags: InitFlags, { out }: Io): Promise<number> => {
  const mappings = loadMappings(flags.mappings, { exports: 'leave' });
  const source = sourceOf(mappings, flags.source);
  const rows_read = await openRows(file, flags);
  const { columns, rows: good, faults } = await readColumns(rows_read);
  const places = faults.find((reason) => reason.includes('--list'));
  if (places !== undefined) throw new CommandError(`${file}: ${places}`);
  if (faults.length > good)
    throw new CommandError(
      `most rows of ${file} do not fit its header: where other lines stand above it, say with --header which line names the columns`,
    );
  if (columns.length === 0) throw new CommandError(`${file} has no row that could be read`);
  if (needsNoMap(columns))
    throw new CommandError(
      `${file} needs no export map: its rows have the form of raw records or statements. Try it with dry-run`,
    );
  const kind = kindFor(flags.kind, source.kind, columns);
  const path = flags.out ?? exportMapPath(flags.mappings, source.id, kind);
  if (existsSync(path))
    throw new CommandError(`${path} is there already: remove it first, or name another file with --out`);

  const rows = guessRows(kind, columns, source);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, exportMapText(rows, source.id));
  loadExportMap(path, kind, mappings, { guesses: 'accept' });

  const used = new Set(rows.map(({ source_field }) => source_field));
  const unused = columns.filter(({ place }) => !used.has(place)).map(({ place }) => place);
  const lines = [
    `Wrote ${path}: ${kind} of ${source.id}. Nothing is published by it until every row is confirmed: check it, correct it, empty its cell in the column guess.`,
    '',
    ...rows.flatMap(describe),
    ...(unused.length > 0 ? ['', `Columns that nothing is made of: ${unused.join(', ')}`] : []),
    ...vocabularyLines(rows, columns, source.id, mappings),
    '',
    `Then: npm run mappings -- ${dryRunOf(file, source.id, kind, flags)}`,
  ];
  for (const line of lines) out.write(`${line}\n`);
  return 0;
};
