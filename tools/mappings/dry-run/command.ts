import { loadMappings } from '../../../mappings/index.ts';
import type { Io } from '../cli.ts';
import { openJoins } from '../join/join.ts';
import { createInspector } from '../judge/inspect.ts';
import { createJudge } from '../judge/judge.ts';
import { type ExportFlags, kindOf, mapFor, sourceOf } from '../judge/source.ts';
import { createProgress } from '../progress.ts';
import { openRows } from '../read/open.ts';
import { openGuesses } from './confirm.ts';
import { type DryRunOptions, dryRun } from './run.ts';

export interface DryRunFlags extends DryRunOptions, ExportFlags {
  readonly source: string;
}

/**
 * `mappings dry-run`: shows what would become of the rows of an export.
 * @returns exit code: 0 when every row would be published or ignored; 1 when any would be refused, the map has a guess that
 * nobody has confirmed, or rows contradict one another on who somebody is
 * @throws CommandError, MappingError when the run cannot begin
 */
export const runDryRun = async (file: string, flags: DryRunFlags, { out, err }: Io): Promise<number> => {
  const mappings = loadMappings(flags.mappings, { exports: 'leave' });
  const source = sourceOf(mappings, flags.source);
  const rows = await openRows(file, flags);
  const kind = kindOf(source, flags, rows);
  const map = mapFor(source, kind, flags, rows, mappings);
  const join = await openJoins(map?.joins ?? [], file, flags.join);
  const context = { judge: createJudge(mappings), kind, source, map, join, received_at: rows.modified_at };
  if (!flags.json) {
    const how = map === null ? 'read as they are' : `read by the export map ${map.file} ${map.version}`;
    out.write(`${rows.name}: ${kind} of ${source.id}, ${how}\n\n`);
  }
  const progress = createProgress(err, rows.bytes_total);
  const inspector = createInspector(mappings, kind, map);
  const totals = await dryRun(rows, context, inspector, openGuesses(map), flags, out, progress);
  return totals.is_faulty ? 1 : 0;
};
