import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { RenderedMetrics } from '../runtime/metrics/probe-server.ts';
import type { Measurement, PartitionMeasure } from './measure.ts';

/** What the exporter tells Prometheus. */
export interface LagMetrics {
  readonly publish: (measurement: Measurement) => void;
  /** Ends all series of groups and partitions: nobody takes old values for those of now. */
  readonly withdraw: () => void;
  /** A round ended. `at_s`: seconds since 1970. */
  readonly round: (ok: boolean, duration_s: number, at_s: number) => void;
  readonly render: () => Promise<RenderedMetrics>;
}

const EVENT_LOOP_SAMPLE_MS = 100;
const PARTITION = ['cluster_name', 'topic', 'partition'] as const;
const GROUP = ['cluster_name', 'group'] as const;
const GROUP_TOPIC = [...GROUP, 'topic'] as const;
const GROUP_PARTITION = [...GROUP_TOPIC, 'partition'] as const;
/** As kafka-lag-exporter has them, in its order. */
const OWNED = [...GROUP_PARTITION, 'member_host', 'consumer_id', 'client_id'] as const;

/**
 * Names and labels of the metrics `kafka_*` are those of kafka-lag-exporter (github.com/seglo/kafka-lag-exporter), so that
 * dashboards made for it show this one too. What it does not have begins with `skillstream_`.
 */
export const createLagMetrics = (cluster_name: string): LagMetrics => {
  const registry = new Registry();
  // As a label of these alone: the lag metrics have the labels that they have elsewhere.
  collectDefaultMetrics({
    register: registry,
    labels: { service: 'lag-exporter' },
    eventLoopMonitoringPrecision: EVENT_LOOP_SAMPLE_MS,
  });
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });

  const latest = gauge('kafka_partition_latest_offset', 'Last stable offset of a partition.', PARTITION);
  const earliest = gauge('kafka_partition_earliest_offset', 'First offset that a partition still has.', PARTITION);
  const offset = gauge('kafka_consumergroup_group_offset', 'Committed offset of a group in a partition.', OWNED);
  const lag = gauge('kafka_consumergroup_group_lag', 'Committed records that the group has not read.', OWNED);
  const lag_seconds = gauge(
    'kafka_consumergroup_group_lag_seconds',
    'Age of the oldest record that the group has not read, by its time and by how long it has been seen; 0 without lag.',
    OWNED,
  );
  const max_lag = gauge('kafka_consumergroup_group_max_lag', 'Highest lag of a group in records.', GROUP);
  const max_lag_seconds = gauge(
    'kafka_consumergroup_group_max_lag_seconds',
    'Highest lag of a group in seconds.',
    GROUP,
  );
  const sum_lag = gauge('kafka_consumergroup_group_sum_lag', 'Lag of a group in all its partitions.', GROUP);
  const topic_sum_lag = gauge('kafka_consumergroup_group_topic_sum_lag', 'Lag of a group in a topic.', GROUP_TOPIC);
  const poll_time = gauge('kafka_consumergroup_poll_time_ms', 'How long the last round took.', ['cluster_name']);

  const drain = gauge(
    'skillstream_group_drain_seconds',
    'Time until the group has no lag, by how fast it and its producers were in the last five minutes; +Inf where it does not shrink.',
    GROUP_PARTITION,
  );
  const lost = gauge(
    'skillstream_group_records_lost',
    'Records between the committed offset and the first offset that the partition still has: deleted before they were read.',
    GROUP_PARTITION,
  );
  const beyond_end = gauge(
    'skillstream_group_offset_beyond_end',
    'How far the committed offset lies beyond the end of the partition: the topic was made again, or was cut.',
    GROUP_PARTITION,
  );
  const unowned = gauge(
    'skillstream_group_partitions_unowned',
    'Partitions that no member of the group has been given.',
    GROUP_TOPIC,
  );
  const uncommitted = gauge(
    'skillstream_group_partitions_uncommitted',
    'Partitions with records of which the group has committed none.',
    GROUP_TOPIC,
  );
  const members = gauge('skillstream_group_members', 'Members of the group.', GROUP);
  const unreadable = gauge(
    'skillstream_lag_exporter_unreadable_partitions',
    'Partitions whose offsets or oldest record could not be read in the last round; at least 1 for a topic that does not exist.',
    GROUP_TOPIC,
  );
  const of_cluster = [
    ...[latest, earliest, offset, lag, lag_seconds, max_lag, max_lag_seconds, sum_lag, topic_sum_lag, poll_time],
    ...[drain, lost, beyond_end, unowned, uncommitted, members, unreadable],
  ];

  const up = gauge('skillstream_lag_exporter_up', '1 while the last round succeeded.', []);
  const success = gauge('skillstream_lag_exporter_last_success_timestamp_seconds', 'When a round last succeeded.', []);
  const duration = gauge('skillstream_lag_exporter_round_duration_seconds', 'How long the last round took.', []);

  const withdraw = (): void => {
    for (const one of of_cluster) one.reset();
  };

  const publishPartition = (measured: PartitionMeasure): void => {
    const { group, topic, committed, owner } = measured;
    const of_partition = { cluster_name, group, topic, partition: String(measured.partition) };
    const owned = {
      ...of_partition,
      member_host: owner?.member_host ?? '',
      consumer_id: owner?.consumer_id ?? '',
      client_id: owner?.client_id ?? '',
    };
    if (committed !== null) offset.set(owned, committed);
    lag.set(owned, measured.lag);
    if (measured.lag_seconds !== undefined) lag_seconds.set(owned, measured.lag_seconds);
    if (measured.drain_seconds !== undefined) drain.set(of_partition, measured.drain_seconds);
    lost.set(of_partition, measured.lost);
    beyond_end.set(of_partition, measured.beyond_end);
    topic_sum_lag.inc({ cluster_name, group, topic }, measured.lag);
    if (owner !== undefined) unowned.inc({ cluster_name, group, topic }, owner === null ? 1 : 0);
    unreadable.inc({ cluster_name, group, topic }, measured.lag_seconds === undefined ? 1 : 0);
    uncommitted.inc({ cluster_name, group, topic }, committed === null && measured.lag > 0 ? 1 : 0);
  };

  const publishGroup = (group: string, partitions: readonly PartitionMeasure[]): void => {
    const of_group = { cluster_name, group };
    max_lag.set(of_group, Math.max(...partitions.map((one) => one.lag)));
    const seconds = partitions.flatMap(({ lag_seconds: known }) => known ?? []);
    if (seconds.length > 0) max_lag_seconds.set(of_group, Math.max(...seconds));
    sum_lag.set(
      of_group,
      partitions.reduce((sum, one) => sum + one.lag, 0),
    );
  };

  return {
    publish: ({ reading, partitions }) => {
      withdraw();
      for (const [gauge_of, offsets] of [
        [earliest, reading.log_starts],
        [latest, reading.ends],
      ] as const) {
        for (const [topic, numbers] of offsets) {
          for (const [partition, value] of numbers) gauge_of.set({ cluster_name, topic, partition }, value);
        }
      }
      for (const measured of partitions) publishPartition(measured);
      for (const [group, of_group] of Map.groupBy(partitions, (one) => one.group)) publishGroup(group, of_group);
      for (const [group, count] of reading.members) members.set({ cluster_name, group }, count);
      for (const { group, topic, partitions: count } of reading.unreadable) {
        unreadable.inc({ cluster_name, group, topic }, count);
      }
    },
    withdraw,
    round: (ok, duration_s, at_s) => {
      up.set(ok ? 1 : 0);
      duration.set(duration_s);
      if (ok) {
        success.set(at_s);
        poll_time.set({ cluster_name }, duration_s * 1000);
      }
    },
    render: async () => ({ content_type: registry.contentType, text: await registry.metrics() }),
  };
};
