import { statSync } from 'node:fs';
import type { ExportMap } from '../../../mappings/exports/load.ts';
import { loadExportMap } from '../../../mappings/exports/load.ts';
import type { ExportKind } from '../../../mappings/exports/targets.ts';
import type { Io } from '../cli.ts';
import { CommandError } from '../errors.ts';
import { createFixtureJudge } from '../fixtures/judge.ts';
import { createJudge } from '../judge/judge.ts';
import type { Judgement } from '../judge/judgement.ts';
import { judgeRow } from '../judge/rows.ts';
import { sourceOf } from '../judge/source.ts';
import { createProgress } from '../progress.ts';
import { type Format, openRows } from '../read/open.ts';
import { changesBetween } from './changes.ts';
import { loadVersion, type Version } from './version.ts';

export interface DiffFlags {
  readonly events?: string;
  readonly source?: string;
  readonly kind?: ExportKind;
  readonly map?: string;
  readonly format?: Format;
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

async function* compareEvents(
  old: Version,
  now: Version,
  file: string,
  flags: DiffFlags,
  { err }: Io,
): AsyncGenerator<Compared> {
  if (flags.source === undefined) throw new CommandError('--events needs --source: which system the events come from');
  const { source: id, map: map_file } = flags;
  const kind = flags.kind ?? (sourceOf(now.mappings, id).kind === 'hris' ? 'workers' : 'statements');
  const received_at = statSync(file, { throwIfNoEntry: false })?.mtime.getTime() ?? 0;
  const contexts = [old, now].map(({ mappings }) => {
    const map: ExportMap | null = map_file === undefined ? null : loadExportMap(map_file, kind, mappings);
    return { judge: createJudge(mappings), kind, source: sourceOf(mappings, id), map, received_at };
  });
  const source = openRows(file, flags.format);
  const progress = createProgress(err, source.bytes_total);
  let rows = 0;
  for await (const { at, content } of source.rows) {
    progress.tell(++rows, source.bytes_read());
    if (content.kind === 'fault') continue;
    const [before, after] = contexts.map((context) => judgeRow(content.value, content.text, context).judgement);
    yield { place: `${source.counts} ${at}`, before: before!, after: after! };
  }
  progress.end();
}

/**
 * `mappings diff`: judges the same events by two versions of the mappings.
 * @returns exit code: 0 when nothing would change, 1 when something would
 */
export const runDiff = async (old_name: string, new_name: string, flags: DiffFlags, io: Io): Promise<number> => {
  const [old, now] = [loadVersion(old_name), loadVersion(new_name)];
  const print = (line: string): unknown => io.out.write(`${line}\n`);
  if (!flags.json) {
    for (const { name, missing } of [old, now]) {
      for (const file of missing) print(`${name} has no ${file}: taken to be empty`);
    }
  }
  const compared =
    flags.events === undefined ? compareFixtures(old, now) : compareEvents(old, now, flags.events, flags, io);
  let events = 0;
  let changed = 0;
  for await (const { place, before, after } of compared) {
    events += 1;
    const changes = changesBetween(before, after, flags.personal);
    if (changes.length === 0) continue;
    changed += 1;
    if (flags.json) print(JSON.stringify({ event: place, changes }));
    else print([place, ...changes.map((change) => `  ${change}`)].join('\n'));
  }
  print(
    flags.json
      ? JSON.stringify({ totals: { events, changed } })
      : `${changed} of ${events} events would come out otherwise.`,
  );
  return changed > 0 ? 1 : 0;
};
