import { describe, expect, test } from 'vitest';
import type { PartitionMeasure } from '../../../services/lag-exporter/measure.ts';
import { createLagMetrics } from '../../../services/lag-exporter/metrics.ts';

const OWNER = { consumer_id: 'c-1', client_id: 'c', member_host: '/10.0.0.1' };
const measureOf = (changes: Partial<PartitionMeasure>): PartitionMeasure => ({
  ...{ group: 'g', topic: 't', partition: 0, leader: 1, committed: 5, log_start: 0, end: 8, owner: OWNER },
  ...{ lag: 3, lag_seconds: 4.5, drain_seconds: 6, lost: 0, beyond_end: 0 },
  ...changes,
});
const PARTITIONS = [
  measureOf({}),
  measureOf({ partition: 1, committed: null, owner: null, lag: 10, lag_seconds: 2, lost: 0 }),
  measureOf({ topic: 'u', lag: 1, lag_seconds: undefined, drain_seconds: undefined }),
];
const READING = {
  partitions: PARTITIONS,
  unreadable: [{ group: 'g', topic: 'u', partitions: 2 }],
  members: new Map([['g', 1]]),
  log_starts: new Map([['t', new Map([[0, 0]])]]),
  ends: new Map([['t', new Map([[0, 8]])]]),
};

const published = async () => {
  const metrics = createLagMetrics('main');
  metrics.publish({ reading: READING, partitions: PARTITIONS });
  metrics.round(true, 0.25, 1_000);
  return { metrics, text: (await metrics.render()).text };
};
const linesOf = (text: string, name: string) => text.split('\n').filter((line) => line.startsWith(`${name}{`));

describe('the exposition', () => {
  // As src/main/scala/com/lightbend/kafkalagexporter/Metrics.scala of kafka-lag-exporter 0.8.2 has them.
  const OF_OWNER =
    'cluster_name="main",group="g",topic="t",partition="0",member_host="/10.0.0.1",consumer_id="c-1",client_id="c"';
  test.each([
    ['kafka_partition_latest_offset', 'cluster_name="main",topic="t",partition="0"', '8'],
    ['kafka_partition_earliest_offset', 'cluster_name="main",topic="t",partition="0"', '0'],
    ['kafka_consumergroup_group_offset', OF_OWNER, '5'],
    ['kafka_consumergroup_group_lag', OF_OWNER, '3'],
    ['kafka_consumergroup_group_lag_seconds', OF_OWNER, '4.5'],
    ['kafka_consumergroup_group_max_lag', 'cluster_name="main",group="g"', '10'],
    ['kafka_consumergroup_group_max_lag_seconds', 'cluster_name="main",group="g"', '4.5'],
    ['kafka_consumergroup_group_sum_lag', 'cluster_name="main",group="g"', '14'],
    ['kafka_consumergroup_group_topic_sum_lag', 'cluster_name="main",group="g",topic="t"', '13'],
    ['kafka_consumergroup_poll_time_ms', 'cluster_name="main"', '250'],
  ])('%s has the labels of kafka-lag-exporter', async (name, labels, value) => {
    expect(linesOf((await published()).text, name)).toContain(`${name}{${labels}} ${value}`);
  });

  test('has no time where none was read, and says that it was not', async () => {
    const { text } = await published();
    expect(linesOf(text, 'kafka_consumergroup_group_lag_seconds').some((line) => line.includes('topic="u"'))).toBe(
      false,
    );
    expect(linesOf(text, 'skillstream_lag_exporter_unreadable_partitions').sort()).toEqual([
      'skillstream_lag_exporter_unreadable_partitions{cluster_name="main",group="g",topic="t"} 0',
      'skillstream_lag_exporter_unreadable_partitions{cluster_name="main",group="g",topic="u"} 3',
    ]);
  });

  test('counts partitions that nobody has, and of which nothing was committed', async () => {
    const { text } = await published();
    const of_topic = '{cluster_name="main",group="g",topic="t"}';
    expect(text).toContain(`skillstream_group_partitions_unowned${of_topic} 1`);
    expect(text).toContain(`skillstream_group_partitions_uncommitted${of_topic} 1`);
    expect(text).toContain('skillstream_group_members{cluster_name="main",group="g"} 1');
  });

  test('forgets what is gone with the next round, and all when Kafka does not answer', async () => {
    const { metrics } = await published();
    metrics.publish({ reading: { ...READING, unreadable: [] }, partitions: PARTITIONS.slice(0, 1) });
    expect(linesOf((await metrics.render()).text, 'kafka_consumergroup_group_lag')).toHaveLength(1);
    metrics.round(false, 15, 2_000);
    metrics.withdraw();
    const { text } = await metrics.render();
    expect(text.split('\n').filter((line) => /^(kafka_|skillstream_group_)/.test(line))).toEqual([]);
    expect(text).toContain('skillstream_lag_exporter_up 0');
    expect(text).toContain('skillstream_lag_exporter_last_success_timestamp_seconds 1000');
  });
});
