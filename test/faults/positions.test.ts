import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { groupOf } from '../../services/runtime/engine/group.ts';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import type { ServiceName } from '../../topology/topology.ts';
import { topology } from '../../topology/topology.ts';
import { hire, worker } from '../support/hr.ts';
import { completion, statementId } from '../support/statements.ts';
import type { Company } from './support/company.ts';
import type { Instance } from './support/instance.ts';
import { metricSum } from './support/metrics.ts';
import { recreateTopic } from './support/recreated-topic.ts';
import { full, scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const INPUT = 'raw.xapi';
const CORRECTED = 'skillstream_positions_corrected_total';
const LOST = 'skillstream_records_lost_total';
const SLICE = full ? 1_000 : 300;
const PEOPLE = full ? 400 : 80;
const MORE_PEOPLE = full ? 655 : 131;
const STATEMENTS = full ? 600 : 120;

const stopAll = (instances: readonly Instance[]): Promise<unknown> =>
  Promise.all(instances.map((instance) => instance.stop()));

/** Something that an operator, or time, does to the committed offsets of a group without members. */
type OffsetFault = (company: Company, service: ServiceName) => Promise<unknown>;

const inputsOf = (service: ServiceName): readonly string[] => topology.services[service].inputs;

const deleteOffsets: OffsetFault = ({ connections: { admin } }, service) => admin.deleteGroups([groupOf(service, '1')]);

/** In one transaction: the client's own way joins the group once for each topic. */
const resetTo =
  (place: 'earliest' | 'latest'): OffsetFault =>
  async ({ connections: { kafka, reader } }, service) => {
    const topics = await Promise.all(
      inputsOf(service).map(async (topic) => {
        const ranges = await reader.offsets(topic);
        return {
          topic,
          partitions: ranges.map((range) => ({ partition: range.partition, offset: String(range[place]) })),
        };
      }),
    );
    const producer = kafka.producer({ transactionalId: randomUUID(), idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const transaction = await producer.transaction();
    await transaction.sendOffsets({ consumerGroupId: groupOf(service, '1'), topics });
    await transaction.commit();
    await producer.disconnect();
  };

/** Only the inputs of identity, learning and enrollment have records beyond the position when this is done to them. */
const OFFSET_FAULTS: Readonly<Record<ServiceName, OffsetFault>> = {
  identity: resetTo('latest'),
  learning: resetTo('latest'),
  enrollment: deleteOffsets,
  resolution: deleteOffsets,
  voiding: resetTo('earliest'),
  profile: resetTo('earliest'),
};

scenario(
  'committed offsets are deleted, reset to the earliest and moved to the latest while the services are down',
  async (company) => {
    const traffic = company.traffic(3 * SLICE);
    const first = await company.startOthers();
    await traffic.send(SLICE);
    await company.untilHandled(...SERVICE_NAMES);
    await stopAll(first);
    // Records that nobody has handled when the offsets move: those before the latest must not be skipped.
    await traffic.send(SLICE);
    for (const service of SERVICE_NAMES) await OFFSET_FAULTS[service](company, service);
    const again = await company.startOthers();
    await traffic.sendRest();
    await company.untilQuiet(60_000);
    for (const instance of again) expect(await metricSum(instance, CORRECTED)).toBeGreaterThan(0);
    return { faults: SERVICE_NAMES.length };
  },
);

const statements = ({ sender }: Company, count: number, partition?: number) =>
  Array.from({ length: count }, (_, n) => ({
    key: 'mailto:ada@example.com',
    partition: partition ?? n % 6,
    value: completion(sender, { id: statementId(n), mbox: 'mailto:ada@example.com', at_ms: AT + n }),
  }));

const hireAda = async (company: Company): Promise<void> => {
  await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
  await company.untilHandled('identity');
};

const totalsOf = (ledger: { inputs: readonly { topic: string }[] }, topic: string) =>
  ledger.inputs.find((input) => input.topic === topic);

for (const state of full ? (['runs', 'is down'] as const) : (['runs'] as const)) {
  scenario(
    `the input is deleted and created again while the service ${state}, and the same statements are sent again`,
    async (company) => {
      const started = await company.startReady(...SERVICE_NAMES);
      await hireAda(company);
      await company.sender.send(INPUT, statements(company, STATEMENTS));
      await company.untilHandled('learning');
      const [learning] = started.filter(({ name }) => name === 'learning');
      if (state === 'is down') await learning!.stop();
      await recreateTopic(company, INPUT);
      await company.sender.send(INPUT, statements(company, STATEMENTS + 20));
      const [now] = state === 'is down' ? await company.startReady('learning') : [learning!];
      await company.untilHandled('learning');
      expect(await metricSum(now!, CORRECTED, { topic: INPUT, problem: 'topic_recreated' })).toBe(6);
      return {
        faults: 1,
        check: ({ ledger }) =>
          expect(totalsOf(ledger, 'marketplace.completion')).toMatchObject({ records: STATEMENTS + 20 }),
      };
    },
  );
}

scenario(
  'raw.hris is deleted and created again while the service runs, with more records than before',
  async (company) => {
    const started = await company.startReady(...SERVICE_NAMES);
    const people = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`E${n}`, worker({ email: `p${n}@example.com` })]));
    await hire(company.sender, people(PEOPLE), AT);
    await company.untilHandled('identity');
    await recreateTopic(company, 'raw.hris');
    await hire(company.sender, people(MORE_PEOPLE), AT);
    await company.untilHandled('identity');
    const identity = started.find(({ name }) => name === 'identity')!;
    expect(await metricSum(identity, CORRECTED, { topic: 'raw.hris', problem: 'topic_recreated' })).toBe(1);
    return {
      faults: 1,
      check: async ({ topics }) => {
        const members = new Set<string>();
        for await (const { key } of topics.read('marketplace.member')) members.add(String(key));
        expect(members.size).toBe(MORE_PEOPLE);
      },
    };
  },
);

scenario('records are deleted before they are handled, while the service is down', async (company) => {
  const [learning] = (await company.startReady(...SERVICE_NAMES)).filter(({ name }) => name === 'learning');
  await hireAda(company);
  await company.sender.send(INPUT, statements(company, 10, 2));
  await company.untilHandled('learning');
  await learning!.stop();
  await company.sender.send(INPUT, statements(company, 40, 2).slice(10));
  await company.connections.admin.deleteTopicRecords({ topic: INPUT, partitions: [{ partition: 2, offset: '25' }] });
  const [again] = await company.startReady('learning');
  // Nothing was sent since: what remains is handled, and the gap is seen, whether or not records come.
  await company.untilHandled('learning');
  expect(await metricSum(again!, LOST, { topic: INPUT })).toBe(15);
  return {
    faults: 1,
    check: ({ ledger }) => expect(totalsOf(ledger, 'marketplace.completion')).toMatchObject({ records: 25 }),
  };
});
