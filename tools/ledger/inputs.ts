import type { LedgerEntry } from '../../schemas/types.generated.ts';
import { type Coordinates, formatPartition } from './coordinates.ts';
import { type Coverage, checkChunks, createCoverage, type Extent } from './coverage.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Findings } from './findings.ts';
import { readReturn } from './headers.ts';
import type { Parked } from './parked.ts';
import { createRecordIndex, type RecordIndex } from './record-index.ts';
import type { Routes } from './routes.ts';
import type { TopicReader, TopicRecord } from './topic-reader.ts';

/** One partition of an input topic: what stands in it, and what the ledger says of it. */
export interface InputPartition {
  readonly topic: string;
  readonly partition: number;
  readonly coverage: Coverage;
  readonly index: RecordIndex;
  extent: Extent | null;
  records: number;
  returned: number;
}

/** Partitions by `<topic>/<partition>`. */
export type Inputs = ReadonlyMap<string, InputPartition>;

/** Collects records that no chunk covers into runs, so that a lost range is one finding. */
const createUncoveredRuns = ({ topic, partition, coverage }: InputPartition, findings: Findings) => {
  const end = coverage.chunks.at(-1)?.entry.next_offset ?? 0;
  let run: { first: number; last: number; records: number } | null = null;
  const flush = (): void => {
    if (!run) return;
    const where = `${formatPartition({ topic, partition })} ${run.first}..${run.last + 1}`;
    findings.add(run.first < end ? 'gap' : 'uncovered', where, `${run.records} records`);
    run = null;
  };
  const add = (offset: number): void => {
    run ??= { first: offset, last: offset, records: 0 };
    run.last = offset;
    run.records += 1;
  };
  return { add, flush };
};

type UncoveredRuns = ReturnType<typeof createUncoveredRuns>;

const take = (
  record: TopicRecord,
  input: InputPartition,
  uncovered: UncoveredRuns,
  letters: DeadLetters,
  parked: Parked,
  { isBelieved }: Routes,
): void => {
  const { offset } = record;
  const records = record.unread?.records ?? 1;
  input.records += records;
  input.extent ??= { first: record.unread?.first_offset ?? offset, last: offset };
  input.extent.last = offset;
  input.index.add(offset, record.key);

  const back = isBelieved(record.topic) ? readReturn(record) : null;
  const dead = letters.match(record, back);
  if (back && !letters.matchReturn(record, back)) parked.matchReturn(record, back);
  const isParked = back === null && parked.match(record);
  if (back) input.returned += records;

  const chunk = input.coverage.chunkAt(offset);
  if (!chunk) {
    uncovered.add(offset);
    return;
  }
  uncovered.flush();
  chunk.records += records;
  if (back) chunk.returned += records;
  if (dead) chunk.dead += records;
  if (isParked) chunk.parked += 1;
};

/** Reads the input topics and counts what stands in each chunk. */
export const readInputs = async (
  reader: TopicReader,
  entries: ReadonlyMap<string, ReadonlyMap<number, readonly LedgerEntry[]>>,
  letters: DeadLetters,
  parked: Parked,
  routes: Routes,
  findings: Findings,
): Promise<Inputs> => {
  const inputs = new Map<string, InputPartition>();
  const runs = new Map<string, UncoveredRuns>();

  const open = (topic: string, partition: number): InputPartition => {
    const name = formatPartition({ topic, partition });
    const known = inputs.get(name);
    if (known) return known;
    const coverage = createCoverage(entries.get(topic)?.get(partition) ?? [], findings);
    const index = createRecordIndex();
    const input: InputPartition = { topic, partition, coverage, index, extent: null, records: 0, returned: 0 };
    inputs.set(name, input);
    runs.set(name, createUncoveredRuns(input, findings));
    return input;
  };

  for (const [topic, partitions] of entries) {
    for (const partition of partitions.keys()) open(topic, partition);
    for await (const record of reader.read(topic)) {
      take(record, open(topic, record.partition), runs.get(formatPartition(record))!, letters, parked, routes);
    }
  }
  for (const run of runs.values()) run.flush();
  return inputs;
};

/** Compares the chunks of all inputs with what was counted; to be called when outputs have been read too. */
export const checkInputs = (
  inputs: Inputs,
  isCompacted: (topic: string) => boolean,
  letters: DeadLetters,
  parked: Parked,
  findings: Findings,
): void => {
  for (const [name, { topic, coverage, extent }] of inputs) {
    checkChunks(coverage, extent, isCompacted(topic), findings);
    const said = coverage.chunks.reduce((sum, { entry }) => sum + entry.parked, 0);
    const stand = parked.counts.get(name) ?? 0;
    if (said !== stand) findings.add('parked_count', name, `${said} counted, ${stand} in the topic`);
  }
  for (const [name, stand] of parked.counts) {
    if (!inputs.has(name)) findings.add('parked_count', name, `0 counted, ${stand} in the topic`);
  }
  letters.reportUnmatched((at: Coordinates) => inputs.get(formatPartition(at))?.extent?.first ?? 0);
};
