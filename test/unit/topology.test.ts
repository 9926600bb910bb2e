import { describe, expect, it } from 'vitest';
import { whyUnreadable } from '../../services/runtime/registry/avro-types.ts';
import { describePlan } from '../../tools/topology/print.ts';
import { type Desired, desiredTopology } from '../../topology/desired.ts';
import { type Live, type LiveSubject, type LiveTopic, planTopology } from '../../topology/plan.ts';
import { deadLetterTopicOf, originInputOf, resubmissionTopicOf, subjectOf, topology } from '../../topology/topology.ts';
import type { ServiceDeclaration } from '../../topology/types.ts';

const services = Object.entries(topology.services) as [string, ServiceDeclaration<keyof typeof topology.topics>][];
const names = Object.keys(topology.topics) as (keyof typeof topology.topics)[];

describe('the topology', () => {
  it.each(services)('gives every input of %s a dead-letter topic that it writes', (_name, { inputs, outputs }) => {
    for (const input of inputs) expect(outputs).toContain(deadLetterTopicOf(input));
  });

  it.each(services)('lets %s write the ledger', (_name, { outputs }) => {
    expect(outputs).toContain('ops.ledger');
  });

  it('has no topic that nobody reads or writes, and no two services on one port', () => {
    const users = [...services.map(([, service]) => service), ...Object.values(topology.tools)];
    const used = new Set(users.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
    expect(names.filter((name) => !used.has(name))).toEqual([]);
    expect(new Set(services.map(([, { probe_port }]) => probe_port)).size).toBe(services.length);
  });

  it('has a schema for each topic but those of dead letters, that reads itself', () => {
    const { subjects } = desiredTopology();
    const described = names.filter((name) => !name.endsWith('.dlq')).map(subjectOf);
    expect([...subjects.keys()]).toEqual([...new Set(described)]);
    for (const { text } of subjects.values()) expect(whyUnreadable(text, text)).toBeNull();
  });

  it('remembers what was sent back for longer than the dead letters are kept', () => {
    const kept = names.filter((name) => name.endsWith('.dlq')).map((name) => topology.topics[name].retention_ms!);
    expect(topology.topics['ops.replay'].retention_ms).toBeGreaterThan(Math.max(...kept));
  });

  it('keeps what others send from its arrival on, whatever time its sender gives it', () => {
    const { topics } = desiredTopology();
    const stampedAtArrival = names.filter(
      (name) => topics.get(name)!.config['message.timestamp.type'] === 'LogAppendTime',
    );
    expect(stampedAtArrival).toEqual(['raw.xapi', 'raw.enrollment', 'raw.hris']);
  });

  it.each([
    [1, '1'],
    [2, '1'],
    [3, '2'],
  ])('wants records of topics with %i copies to be in %s before they count as written', (copies, wanted) => {
    for (const { config } of desiredTopology(copies).topics.values())
      expect(config['min.insync.replicas']).toBe(wanted);
    for (const { config } of desiredTopology().topics.values())
      expect(config).not.toHaveProperty('min.insync.replicas');
  });

  it.each(services)(
    'gives all inputs of %s as many partitions, as those of one number are a task',
    (_name, { inputs }) => {
      expect(new Set(inputs.map((name) => topology.topics[name].partitions)).size).toBe(1);
    },
  );

  it('lets compacted topics forget what is erased, and consumers hear of it first', () => {
    const { topics } = desiredTopology();
    for (const name of names.filter((name) => topology.topics[name].cleanup === 'compact')) {
      expect(topics.get(name)!.config).toMatchObject({
        'max.compaction.lag.ms': String(7 * 24 * 3_600_000),
        'delete.retention.ms': String(7 * 24 * 3_600_000),
      });
    }
  });

  it.each([
    ['raw.xapi', 'learning.resubmission-repartition', 'learning.voided', 'learning.registration', 'identity.hold'],
    ['raw.enrollment', 'enrollment.resubmission-repartition', 'identity.hold'],
    ['raw.hris', 'identity.resubmission-repartition'],
    ['identity.unresolved', 'identity.link', 'identity.waiting'],
  ] as const)('gives %s, %s and others as many partitions, as one process joins them by number', (...joined) => {
    expect(new Set(joined.map((name) => topology.topics[name].partitions)).size).toBe(1);
  });

  it.each(['raw.xapi', 'raw.enrollment', 'raw.hris'] as const)(
    'takes %s from anybody, and lets what comes back come through a topic that only we write',
    (input) => {
      const back = resubmissionTopicOf(input);
      expect([topology.topics[input].writers, topology.topics[back].writers]).toEqual(['external', 'internal']);
      expect([originInputOf(back), subjectOf(back)]).toEqual([input, `${input}-value`]);
      expect(deadLetterTopicOf(back)).toBe(`${input}.dlq`);
      expect(topology.topics[back].message_max_bytes).toBeGreaterThan(topology.topics[input].message_max_bytes);
      const writers = [...services.map(([, service]) => service), ...Object.values(topology.tools)];
      for (const { outputs } of writers) expect(outputs).not.toContain(input);
      for (const [, { inputs }] of services) expect(inputs.includes(back)).toBe(inputs.includes(input));
    },
  );

  it('keeps what came back as long as claims may have to be restored from it', () => {
    const kept = topology.topics['learning.resubmission-repartition'].retention_ms;
    expect(kept).toBeGreaterThanOrEqual(topology.topics['raw.xapi.dlq'].retention_ms!);
  });

  it('keeps compacted topics for ever, and the others for a time', () => {
    for (const { cleanup, retention_ms } of Object.values(topology.topics)) {
      expect(retention_ms === null).toBe(cleanup === 'compact');
    }
  });
});

const config = { 'cleanup.policy': 'delete', 'retention.ms': '1000' };
const desired: Desired = {
  topics: new Map([['orders', { partitions: 6, config }]]),
  subjects: new Map([
    ['orders-value', { schema: 'orders.avsc', text: '"string"', compatibility: 'BACKWARD_TRANSITIVE' }],
  ]),
};
const settled: LiveSubject = { compatibility: 'BACKWARD_TRANSITIVE', registered: true, incompatible: null };
const live = (topic?: LiveTopic, subject?: LiveSubject): Live => ({
  topics: new Map([
    ...(topic === undefined ? [] : [['orders', topic] as const]),
    ['foreign', { partitions: 1, config: {} }],
  ]),
  subjects: new Map(subject === undefined ? [] : [['orders-value', subject]]),
});
const plan = (state: Live, allow_data_loss = false) => planTopology(desired, state, { allow_data_loss });
const topicWith = (changes: Record<string, string>): LiveTopic => ({
  partitions: 6,
  config: { ...config, ...changes },
});

describe('a plan', () => {
  it('is empty when all is as it should be, whatever else is set', () => {
    expect(plan(live(topicWith({ 'segment.ms': '5' }), settled))).toEqual({ actions: [], refusals: [] });
    expect(describePlan(plan(live(topicWith({}), settled)))).toBe('nothing differs');
  });

  it('creates what is missing, and sets the compatibility before it registers', () => {
    const { actions, refusals } = plan(live());
    expect(actions.map(({ kind }) => kind)).toEqual(['create_topic', 'set_compatibility', 'register_schema']);
    expect(refusals).toEqual([]);
  });

  it.each([
    [3, 'more would send keys to other partitions'],
    [12, 'services use partitions 0 to 5, and what producers write to partitions 6 to 11 waits'],
    [7, 'what producers write to partition 6 waits'],
  ])('refuses to change the %i partitions of a keyed topic, come what may', (partitions, reason) => {
    const { actions, refusals } = plan(live({ partitions, config }, settled), true);
    expect(actions).toEqual([]);
    expect(refusals).toEqual([
      expect.objectContaining({ kind: 'partitions', reason: expect.stringContaining(reason) }),
    ]);
  });

  it.each([
    ['a longer time to keep records', { 'retention.ms': '999' }, 0],
    ['a shorter time', { 'retention.ms': '1001' }, 1],
    ['a time where there was no limit', { 'retention.ms': '-1' }, 1],
    ['deletion instead of compaction', { 'cleanup.policy': 'compact' }, 1],
    ['both at once', { 'cleanup.policy': 'compact', 'retention.ms': '-1' }, 2],
  ])('that brings %s refuses only what loses data', (_what, changes, refused) => {
    const state = live(topicWith(changes), settled);
    expect(plan(state).refusals.map(({ kind }) => kind)).toEqual(Array(refused).fill('data_loss'));
    expect(plan(state, true).refusals).toEqual([]);
    expect(plan(state, true).actions).toMatchObject([{ kind: 'configure_topic', topic: 'orders' }]);
  });

  it('refuses a schema that may not follow those that are there', () => {
    const subject = { compatibility: 'NONE', registered: false, incompatible: 'no default for x' };
    const { refusals } = plan(live(topicWith({}), subject), true);
    expect(refusals).toEqual([
      expect.objectContaining({ kind: 'incompatible_schema', reason: expect.stringContaining('no default for x') }),
    ]);
  });

  it('can be read', () => {
    const state = live({ partitions: 3, config: { 'retention.ms': '2000' } }, { ...settled, compatibility: 'NONE' });
    expect(describePlan(plan(state))).toBe(
      [
        '~ topic orders: cleanup.policy unset → delete, retention.ms 2000 → 1000',
        '~ subject orders-value: compatibility NONE → BACKWARD_TRANSITIVE',
        '! orders: has 3 partitions instead of 6; more would send keys to other partitions than before. ' +
          'Declare the number it has, or move its records to a new topic and switch over.',
        '! orders: cleanup.policy unset → delete makes the cluster delete records. ' +
          'If that is meant, apply with --allow-data-loss.',
        '! orders: retention.ms 2000 → 1000 makes the cluster delete records. ' +
          'If that is meant, apply with --allow-data-loss.',
        '',
        '2 changes, 3 refused',
      ].join('\n'),
    );
    expect(describePlan(plan(live()))).toContain(
      '+ topic orders: 6 partitions, cleanup.policy=delete, retention.ms=1000',
    );
  });
});
