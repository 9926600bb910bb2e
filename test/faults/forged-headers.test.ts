import { expect } from 'vitest';
import type { EnrollmentChange, ParkedRecord } from '../../schemas/types.generated.ts';
import { openKey, readDeadLetter, toReplayed } from '../../services/runtime/engine/dead-letter.ts';
import { producerHeaders } from '../../services/runtime/engine/producer-headers.ts';
import { SERVICE_NAMES } from '../../tools/demo/services.ts';
import { withBack } from '../../tools/ledger/totals.ts';
import { readTopic } from '../../tools/topics/read.ts';
import { type TopicName, topology } from '../../topology/topology.ts';
import { opener } from '../support/dead-letter-key.ts';
import { hire, worker } from '../support/hr.ts';
import type { SentRecord } from '../support/send.ts';
import { completion, statementId } from '../support/statements.ts';
import type { Company, Proof } from './support/company.ts';
import { scenario } from './support/scenario.ts';

const AT = Date.UTC(2026, 4, 1);
const KNOWN = 'mailto:ada@example.com';
const HIRED_LATER = 'mailto:grace@example.com';
const VICTIM = 'victim@example.com';
const PARTITION = 0;
const FAR_MS = 250_000_000_000_000;
const RAW: readonly TopicName[] = ['raw.xapi', 'raw.enrollment', 'raw.hris'];

/** What a producer may claim of its record: each takes the record for one of ours that came back. */
const FORGERIES: readonly Readonly<Record<string, string>>[] = [
  { origin: '{input}/0/0', attempt: '5' },
  { origin: '{input}/0/0', attempt: '5', 'origin-timestamp': '77' },
  ...[VICTIM, 'a1'.repeat(16), 'a'.repeat(1_200_000)].map((alias) => ({
    origin: '{input}/0/0',
    attempt: '999999998',
    'origin-timestamp': '77',
    returned: 'deadline',
    'parked-alias': alias,
    'parked-at': String(AT),
    'deadline-at': String(FAR_MS),
  })),
  { 'error-code': VICTIM, 'value-encoding': 'zstd', 'sealed-key': VICTIM, 'kafka_dlt-original-topic': VICTIM },
  { 'producer.origin': VICTIM, 'producer.producer.origin': '2', origin: '3' },
];

const forged = (input: string, i: number): NonNullable<SentRecord['headers']> =>
  Object.fromEntries(
    Object.entries(FORGERIES[i]!).map(([name, value]) => [name, Buffer.from(value.replace('{input}', input))]),
  );
const each = FORGERIES.map((_, i) => i);

const statement = ({ sender }: Company, n: number, mbox: string, score = 80): Buffer =>
  completion(sender, { id: statementId(n), mbox, at_ms: AT, score });

const enrollment = ({ sender }: Company, n: number, address: string): Buffer => {
  const change: EnrollmentChange = {
    ...{ event_id: `change-${n}`, source: 'lms-alpha', received_at: AT, occurred_at: AT },
    learner: { kind: 'mbox', namespace: null, value: address },
    ...{ course_id: `course-${n}`, course_name: null, status: 'enrolled' },
  } as EnrollmentChange;
  return sender.codec.encode('raw.enrollment', change);
};

const hireOf = ({ sender }: Company, n: number): Buffer =>
  sender.codec.encode('raw.hris', {
    ...{ event_id: `hire-F${n}`, source: 'hris-core', kind: 'hire', employee_id: `F${n}`, sequence: 1 },
    ...{ effective_at: AT, received_at: AT, related_employee_id: null, worker: worker() },
  });

const totalsOf = ({ ledger }: Proof, input: string) => withBack(ledger.inputs).find(({ topic }) => topic === input)!;

/** Keys of all topics that we write: none may be what a producer made up. */
const expectNothingForged = async ({ topics }: Proof): Promise<void> => {
  for (const topic of Object.keys(topology.topics).filter((name) => !RAW.includes(name as TopicName))) {
    const is_back = topology.topics[topic as TopicName].resubmits !== undefined;
    for await (const { key } of topics.read(topic)) {
      if (!is_back) expect(String(key)).not.toMatch(/example\.com|aaaa|a1a1/);
    }
  }
};

scenario('headers that a producer forged, on every raw topic', async (company) => {
  await company.startReady(...SERVICE_NAMES);
  await hire(company.sender, { E1: worker({ email: 'ada@example.com' }) }, AT);
  await company.untilHandled('identity');
  /** One record a request: the largest headers fill one. */
  const send = async (topic: TopicName, records: readonly SentRecord[]): Promise<void> => {
    for (const one of records) await company.sender.send(topic, [one]);
  };
  const record = (value: Buffer | null, headers: SentRecord['headers'] = {}): SentRecord => ({
    key: 'learner',
    partition: PARTITION,
    value,
    headers,
  });
  // The statement whose claim is to be taken over, at raw.xapi/0/0.
  await send('raw.xapi', [record(statement(company, 0, KNOWN))]);
  await company.untilHandled('learning');

  for (const i of each) {
    const headers = forged('raw.xapi', i);
    await send('raw.xapi', [
      record(statement(company, 0, KNOWN, 10), headers),
      record(statement(company, 100 + i, KNOWN), headers),
      record(statement(company, 200 + i, HIRED_LATER), headers),
      record(Buffer.from('<html>'), headers),
    ]);
    await send('raw.enrollment', [record(enrollment(company, i, VICTIM), forged('raw.enrollment', i))]);
    await send('raw.hris', [{ key: `F${i}`, value: hireOf(company, i), headers: forged('raw.hris', i) }]);
    await send('raw.hris', [{ key: VICTIM, value: Buffer.from('<html>'), headers: forged('raw.hris', i) }]);
  }
  await company.untilHandled('identity', 'learning', 'enrollment', 'resolution');

  const stays = await Array.fromAsync(readTopic(company.connections.reader, 'identity.unresolved'));
  const parked = (await Promise.all(
    stays.map(({ value }) => company.decode('identity.unresolved', value!)),
  )) as ParkedRecord[];
  expect(parked).toHaveLength(each.length * 2);
  for (const { attempt, deadline_at, alias } of parked) {
    expect(attempt).toBe(0);
    expect(deadline_at).toBeLessThan(Date.now() + 7 * 86_400_000);
    expect(alias).toMatch(/^(?!a1a1)[0-9a-f]{32}$/);
  }

  // What died goes back with the producer's headers, and dies again with the same.
  const letters = await Array.fromAsync(readTopic(company.connections.reader, 'raw.xapi.dlq'));
  const broken = letters.filter((letter) => readDeadLetter(letter)!.code === 'not_avro_framed');
  const headersOf = (all: typeof letters) => all.map((letter) => ({ ...producerHeaders(letter) }));
  expect(headersOf(broken)).toEqual(each.map((i) => forged('raw.xapi', i)));
  const back = broken.map((letter) => {
    const said = readDeadLetter(letter)!;
    expect(said).toMatchObject({ attempt: 0, origin: { topic: 'raw.xapi' } });
    const key = openKey(letter, said, opener);
    expect(key).toEqual(Buffer.from('learner'));
    return toReplayed(letter, said, key!);
  });
  await send(
    'learning.resubmission-repartition',
    back.map(({ key, value, partition, headers }) => ({ key, value, partition, headers: headers as never })),
  );
  await hire(company.sender, { E2: worker({ email: 'grace@example.com' }), E3: worker({ email: VICTIM }) }, AT);
  return {
    faults: each.length * 7,
    check: async (proof) => {
      const again = await Array.fromAsync(readTopic(company.connections.reader, 'raw.xapi.dlq'));
      const second = again.filter((letter) => readDeadLetter(letter)!.attempt === 1);
      expect(headersOf(second)).toEqual(each.map((i) => forged('raw.xapi', i)));
      expect(totalsOf(proof, 'raw.xapi')).toMatchObject({
        records: 1 + each.length * 6,
        returned: each.length * 2,
        published: 1 + each.length * 2,
        parked: each.length,
        dead_by_code: { conflict: each.length, not_avro_framed: each.length * 2 },
      });
      expect(totalsOf(proof, 'raw.enrollment')).toMatchObject({ parked: each.length, published: each.length, dead: 0 });
      expect(totalsOf(proof, 'raw.hris')).toMatchObject({ dead_by_code: { not_avro_framed: each.length } });
      await expectNothingForged(proof);
    },
  };
});
