import type { Io } from '../cli.ts';
import { CommandError } from '../errors.ts';
import { createFixtureJudge } from '../fixtures/judge.ts';
import { openJoins } from '../join/join.ts';
import { createJudge } from '../judge/judge.ts';
import type { Judgement } from '../judge/judgement.ts';
import { judgeContent, type RowContext } from '../judge/rows.ts';
import { type ExportFlags, kindOf, mapFor, sourceOf } from '../judge/source.ts';
import { createProgress } from '../progress.ts';
import { openRows } from '../read/open.ts';
import type { RowSource } from '../read/row.ts';
import { changesBetween } from './changes.ts';
import { loadVersion, type Version } from './version.ts';

export interface DiffFlags extends Omit<ExportFlags, 'mappings'> {
  readonly events?: string;
  readonly source?: string;
  readonly personal: boolean;
  readonly json: boolean;
}

/** An event as both versions judge it. */
interface Compared {
  readonly place: string;
  readonly before: Judgement;
  readonly after: Judgement;
}

/** The fixtures of both versions; of one that both have, the newer input. */
async function* compareFixtures(old: Version, now: Version): AsyncGenerator<Compared> {
  const fixtures = new Map([...old.fixtures, ...now.fixtures].map((fixture) => [fixture.file, fixture]));
  const judges = [old, now].map(({ mappings }) => createFixtureJudge(mappings));
  for (const fixture of fixtures.values()) {
    // A source that one of them does not know is refused there, as services do.
    const known = [old, now].map(({ mappings }) => mappings.source(fixture.source) !== undefined);
    const [before, after] = judges.map((judge, index) => (known[index] ? judge(fixture) : UNKNOWN_SOURCE));
    yield { place: fixture.file, before: before!, after: after! };
  }
}

const UNKNOWN_SOURCE: Judgement = {
  outcome: 'refused',
  code: 'unknown_source',
  reason: 'no such source',
  path: '$.source',
};

/** How a version reads the rows: by its own export map, unless one is named. */
const contextOf = async (
  { mappings, folder }: Version,
  source_id: string,
  file: string,
  rows: RowSource,
  flags: DiffFlags,
): Promise<RowContext> => {
  const source = sourceOf(mappings, source_id);
  const export_flags = { ...flags, mappings: folder };
  const kind = kindOf(source, export_flags, rows);
  const map = mapFor(source, kind, export_flags, rows, mappings);
  const join = await openJoins(map?.joins ?? [], file, flags.join);
  return { judge: createJudge(mappings), kind, source, map, join, received_at: rows.modified_at };
};

async function* compareEvents(
  old: Version,
  now: Version,
  file: string,
  flags: DiffFlags,
  { err }: Io,
): AsyncGenerator<Compared> {
  const { source } = flags;
  if (source === undefined) throw new CommandError('--events needs --source: which system the events come from');
  const rows = await openRows(file, flags);
  const contexts = [await contextOf(old, source, file, rows, flags), await contextOf(now, source, file, rows, flags)];
  const progress = createProgress(err, rows.bytes_total);
  let count = 0;
  for await (const row of rows.rows) {
    progress.tell(++count, rows.bytes_read());
    const [before, after] = contexts.map((context) => judgeContent(row, context).judgement);
    yield { place: `${rows.counts} ${row.at}`, before: before!, after: after! };
  }
  progress.end();
}

interface DiffTotals {
  readonly events: number;
  readonly changed: number;
  readonly refused_by_both: number;
}

/** Of an export, events that neither version reads say nothing of the change, and may mean that it is read wrongly. */
const totalsLine = ({ events, changed, refused_by_both }: DiffTotals, are_exported: boolean): string =>
  `${changed} of ${events} events would come out otherwise.${
    are_exported && refused_by_both > 0 ? ` Both refuse ${refused_by_both}: dry-run says why.` : ''
  }`;

/**
 * `mappings diff`: judges the same events by two versions of the mappings.
 * @returns exit code: 0 when nothing would change, 1 when something would
 */
export const runDiff = async (old_name: string, new_name: string, flags: DiffFlags, io: Io): Promise<number> => {
  using old = loadVersion(old_name);
  using now = loadVersion(new_name);
  const print = (line: string): unknown => io.out.write(`${line}\n`);
  if (!flags.json) {
    for (const { name, missing } of [old, now]) {
      for (const file of missing) print(`${name} has no ${file}: taken to be empty`);
    }
  }
  const compared =
    flags.events === undefined ? compareFixtures(old, now) : compareEvents(old, now, flags.events, flags, io);
  const totals = { events: 0, changed: 0, refused_by_both: 0 };
  for await (const { place, before, after } of compared) {
    totals.events += 1;
    const changes = changesBetween(before, after, flags.personal);
    if (before.outcome === 'refused' && after.outcome === 'refused') totals.refused_by_both += 1;
    if (changes.length === 0) continue;
    totals.changed += 1;
    if (flags.json) print(JSON.stringify({ event: place, changes }));
    else print([place, ...changes.map((change) => `  ${change}`)].join('\n'));
  }
  print(flags.json ? JSON.stringify({ totals }) : totalsLine(totals, flags.events !== undefined));
  return totals.changed > 0 ? 1 : 0;
};
