import type { Mappings } from '../../../mappings/index.ts';
import type { Io } from '../cli.ts';
import { openGuesses } from '../dry-run/confirm.ts';
import { CommandError } from '../errors.ts';
import { openJoins } from '../join/join.ts';
import { createJudge } from '../judge/judge.ts';
import { judgeContent, type RowContext } from '../judge/rows.ts';
import { type ExportFlags, kindOf, mapFor, sourceOf } from '../judge/source.ts';
import { createProgress } from '../progress.ts';
import { openRows } from '../read/open.ts';
import type { Row } from '../read/row.ts';
import { type Finding, wrong } from './finding.ts';
import { type GapFinding, Unmapped } from './unmapped.ts';

export interface CheckExportFlags extends ExportFlags {
  readonly export: string;
  /** The system that rows come from which do not say so. */
  readonly source?: string;
  /** Names of a kind that are told one by one, of those that are kept; all of them by default. */
  readonly names_max?: number;
}

/** The source that a row names, as raw records do; null where it names none. */
const sourceIn = ({ content }: Row): string | null => {
  if (content.kind !== 'value' || typeof content.value !== 'object' || content.value === null) return null;
  const { source } = content.value as { readonly source?: unknown };
  return typeof source === 'string' && source !== '' ? source : null;
};

/**
 * What an export names that the mappings do not, and what of it would be refused. Holds one row at a time.
 * @throws CommandError, MappingError when the export cannot be read
 */
export const checkExport = async (
  { export: file, source: given, names_max = Number.POSITIVE_INFINITY, ...flags }: CheckExportFlags,
  mappings: Mappings,
  { err }: Pick<Io, 'err'>,
): Promise<{ readonly findings: readonly (Finding | GapFinding)[]; readonly rows: number }> => {
  const source = given === undefined ? null : sourceOf(mappings, given);
  const rows = await openRows(file, flags);
  const judge = createJudge(mappings);
  const { modified_at: received_at } = rows;
  const contexts = new Map<string, RowContext>();

  /** One for each source of sources.csv at most. */
  const contextOf = async (id: string): Promise<RowContext> => {
    const known = contexts.get(id);
    if (known !== undefined) return known;
    const policy = sourceOf(mappings, id);
    const kind = kindOf(policy, flags, rows);
    const map = mapFor(policy, kind, flags, rows, mappings);
    const context = {
      judge,
      kind,
      source: policy,
      map,
      received_at,
      join: await openJoins(map?.joins ?? [], file, flags.join),
    };
    contexts.set(id, context);
    return context;
  };
  /** A table that a map reads may have a column of that name which means something else. */
  const isMapped = source !== null && (await contextOf(source.id)).map !== null;

  // Maps among the mappings are checked with them.
  const given_map = typeof flags.map === 'string' && source !== null ? (await contextOf(source.id)).map : null;
  const open = openGuesses(given_map).map(({ code, file: map, line, target_field, what }) =>
    wrong(`${map}:${line}`, `${code}: ${target_field}: ${what}`),
  );
  const unmapped = new Unmapped(mappings);
  const progress = createProgress(err, rows.bytes_total);
  let count = 0;
  for await (const row of rows.rows) {
    count += 1;
    const id = (isMapped ? null : sourceIn(row)) ?? source?.id;
    if (id === undefined) {
      throw new CommandError(`${rows.counts} ${row.at} of ${rows.name} names no source: say which one with --source`);
    }
    if (mappings.source(id) === undefined) unmapped.addSource(id, row.at);
    else unmapped.add(judgeContent(row, await contextOf(id)), row.at);
    progress.tell(count, rows.bytes_read());
  }
  progress.end();
  return { findings: [...open, ...unmapped.findings(rows.counts, names_max)], rows: count };
};
