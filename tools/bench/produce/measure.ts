import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { createKafka } from '../../../services/runtime/kafka/client.ts';
import { repositoryRoot } from '../../stack/paths.ts';
import { type Stage, silent, untilReadable } from '../stage.ts';
import { median } from '../statistics.ts';
import type { ProducePlan, ProduceResult } from './plan.ts';

/** One client and codec; medians over the rounds. */
export interface ProduceFigures extends ProduceResult, Pick<ProducePlan, 'client' | 'compression' | 'batch_records'> {}

const CASES: readonly Pick<ProducePlan, 'client' | 'compression'>[] = [
  { client: 'untouched', compression: 'none' },
  { client: 'mended', compression: 'none' },
  { client: 'mended', compression: 'lz4' },
  { client: 'mended', compression: 'zstd' },
];
/** What a partition gets of a chunk: while a service catches up, and at a steady load. */
const BATCH_RECORDS = [100, 10] as const;
/** Batches a round; small ones cost more a record, so that fewer records do. */
const BATCHES = 400;

/** Measures what it costs to produce and to consume output records of the learning service, at a real broker. */
export const measureProduce = async (stage: Stage, rounds: number): Promise<readonly ProduceFigures[]> => {
  const figures: ProduceFigures[] = [];
  for (const batch_records of BATCH_RECORDS) {
    const results = CASES.map((): ProduceResult[] => []);
    // In turns, so that what changes slowly on the machine meets all.
    for (let round = 0; round < rounds; round += 1) {
      for (const [i, one] of CASES.entries()) results[i]!.push(await runClient(stage, one, batch_records));
    }
    figures.push(...CASES.map((one, i) => ({ ...one, batch_records, ...mediansOf(results[i]!) })));
  }
  return figures;
};

/** How many times as much the untouched client needs to produce a record, uncompressed, in batches as in catching up. */
export const produceRatio = (figures: readonly ProduceFigures[]): number => {
  const of = (client: ProducePlan['client']): number =>
    figures.find(
      (one) => one.client === client && one.compression === 'none' && one.batch_records === BATCH_RECORDS[0],
    )!.produce_us;
  return of('untouched') / of('mended');
};

const mediansOf = (results: readonly ProduceResult[]): ProduceResult => ({
  produce_us: median(results.map(({ produce_us }) => produce_us)),
  consume_us: median(results.map(({ consume_us }) => consume_us)),
  bytes_per_record: median(results.map(({ bytes_per_record }) => bytes_per_record)),
});

const runClient = async (
  { settings, reader }: Stage,
  { client, compression }: Pick<ProducePlan, 'client' | 'compression'>,
  batch_records: number,
): Promise<ProduceResult> => {
  const topic = `bench-produce-${randomUUID()}`;
  const admin = createKafka(settings.kafka, 'bench-admin', silent).admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
  await admin.disconnect();
  await untilReadable(reader, [topic]);
  const plan: ProducePlan = { client, compression, topic, batch_records, records: batch_records * BATCHES };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['tools/bench/produce/client.ts', JSON.stringify(plan), JSON.stringify(settings.kafka)],
    { cwd: repositoryRoot },
  );
  return JSON.parse(stdout) as ProduceResult;
};
