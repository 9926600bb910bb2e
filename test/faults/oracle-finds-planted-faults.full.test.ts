import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSettings } from '../../services/runtime/config/settings.ts';
import type { ProducerRecord } from '../../services/runtime/kafka/transactional-producer.ts';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { checkLedger } from '../../tools/ledger/check.ts';
import { type Coordinates, formatPartition } from '../../tools/ledger/coordinates.ts';
import type { Finding } from '../../tools/ledger/findings.ts';
import { takeJavaSnapshot } from '../../tools/ledger/java-reader.ts';
import type { TopicRecord } from '../../tools/ledger/topic-reader.ts';
import { applyTopology } from '../../tools/topology/apply.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { sharedStack } from '../support/stack.ts';
import { produce, withAdmin } from '../support/stack-clients.ts';
import { type Company, openCompany, type Proof } from './support/company.ts';

let company: Company;
/** Before anything is planted. */
let healthy: Proof;
let findings: readonly Finding[];

const readTopic = (topic: TopicName): Promise<TopicRecord[]> => Array.fromAsync(healthy.topics.read(topic));

const toProduce = ({ topic, partition, key, value, headers }: TopicRecord): ProducerRecord => ({
  ...{ topic, partition, key, value },
  headers: Object.fromEntries(headers),
});

/** Makes a topic anew from some records. */
const rewrite = async (topic: TopicName, records: readonly TopicRecord[]): Promise<void> => {
  await withAdmin(company.env, (admin) => admin.deleteTopics({ topics: [topic] }));
  await applyTopology(readSettings(company.env));
  await produce(company.env, records.map(toProduce));
};

/** Where in a topic two records of one key stand that came of one input partition. */
const findNeighbours = async (records: readonly TopicRecord[]): Promise<readonly [number, number]> => {
  const last = new Map<string, number>();
  for (const [at, { topic, partition, key, value }] of records.entries()) {
    const { origin } = (await company.decode(topic, value!)) as { readonly origin: Coordinates };
    const scope = `${partition} ${key} ${formatPartition(origin)}`;
    const before = last.get(scope);
    if (before !== undefined) return [before, at];
    last.set(scope, at);
  }
  throw new Error('no two outputs of one key');
};

beforeAll(async () => {
  company = await openCompany(sharedStack());
  const services = await company.startReady(...SERVICE_NAMES);
  await company.simulate(600, { faults: false });
  await company.untilQuiet(120_000);
  await Promise.all(services.map((service) => service.stop()));
  healthy = await company.prove();

  const [first, ...skills] = await readTopic('marketplace.skill');
  expect(first).toBeDefined();
  await rewrite('marketplace.skill', skills);

  const [credential] = await readTopic('marketplace.credential');
  await produce(company.env, [toProduce(credential!)]);

  const completions = await readTopic('marketplace.completion');
  const [one, other] = await findNeighbours(completions);
  await rewrite('marketplace.completion', completions.with(one, completions[other]!).with(other, completions[one]!));

  const [enrollment] = await readTopic('raw.enrollment');
  await produce(company.env, [toProduce(enrollment!)]);

  const reader = await takeJavaSnapshot(company.stack, Object.keys(topology.topics));
  findings = (await checkLedger({ reader, decode: company.decode, topology, settled: true })).findings;
});
afterAll(() => company?.close());

const codesIn = (topic: string): readonly string[] =>
  findings.filter(({ where }) => where === topic || where.startsWith(`${topic}/`)).map(({ code }) => code);

test('what really came out has no findings, as the Java consumer reads it', () => {
  expect(healthy.ledger.findings).toEqual([]);
  expect(healthy.differences).toEqual([]);
});

test('an output that is lost is found', () => {
  expect(codesIn('marketplace.skill')).toContain('output_count');
});

test('an output that is there twice is found', () => {
  expect(codesIn('marketplace.credential')).toEqual(expect.arrayContaining(['event_id_twice', 'output_count']));
});

test('outputs of one key that are swapped are found', () => {
  const found = codesIn('marketplace.completion');
  expect(found.filter((code) => code === 'order_of_key' || code === 'order_of_partition')).not.toEqual([]);
});

test('an input record that nobody handled is found', () => {
  expect(codesIn('raw.enrollment')).toEqual(['uncovered']);
});
