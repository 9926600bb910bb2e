import { expect } from 'vitest';
import { untilReady } from '../../tools/demo/services.ts';
import { createKafkaTopicReader } from '../../tools/ledger/kafka-reader.ts';
import type { TopicRecord } from '../../tools/ledger/topic-reader.ts';
import { createRandom } from '../../tools/simulator/random.ts';
import type { Company, Proof } from './support/company.ts';
import { untilCommitted } from './support/offsets.ts';
import type { TimedFault } from './support/recovery.ts';
import { full, scenario } from './support/scenario.ts';

const INSTANCES = 3;
const FORM = full
  ? { events: 100_000, kills_per_instance: 3, chunk_records: '100', timeout_ms: 900_000 }
  : { events: 6_000, kills_per_instance: 1, chunk_records: '20', timeout_ms: 120_000 };

/** Our own reader of the log hands out the very records that the Java consumer does, aborted ones apart. */
const isReadAlike = async ({ connections }: Company, { topics }: Proof): Promise<void> => {
  const ours = createKafkaTopicReader(connections.reader);
  for (const topic of ['raw.xapi.dlq', 'identity.unresolved', 'marketplace.completion', 'marketplace.skill']) {
    const theirs = (await Array.fromAsync(topics.read(topic))).sort(byPlace);
    expect((await Array.fromAsync(ours.read(topic))).sort(byPlace), topic).toEqual(theirs);
    expect(theirs.length, topic).toBeGreaterThan(0);
  }
};

const byPlace = (a: TopicRecord, b: TopicRecord): number => a.partition - b.partition || a.offset - b.offset;

scenario(
  `kill -9 at random: ${INSTANCES} instances, each ${FORM.kills_per_instance} times or more`,
  async (company) => {
    const random = createRandom(Date.now());
    await company.startOthers('learning');
    await company.simulate(FORM.events);
    const statements = company.expected.totals['raw.xapi'].records;
    const learning = [...(await company.startReady('learning', 'learning', 'learning'))];

    const kills = INSTANCES * FORM.kills_per_instance;
    const timed: TimedFault[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      // Somewhere within each part of the work, so that there is always some left to do.
      await untilCommitted(company, 'learning', (statements * (kill + random.next())) / (kills + 1));
      const slot = kill % INSTANCES;
      const victim = learning[slot]!;
      timed.push({ topic: 'raw.xapi', at_ms: await victim.kill() });
      expect((await victim.exited).signal).toBe('SIGKILL');
      learning[slot] = await company.start('learning');
      await untilReady(learning[slot]);
    }
    return { faults: kills, timed, check: (proof) => isReadAlike(company, proof) };
  },
  { env: { CHUNK_RECORDS_MAX: FORM.chunk_records }, timeout_ms: FORM.timeout_ms },
);
