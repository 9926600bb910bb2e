import type { Metric, Registry } from 'prom-client';

/** A histogram of the age of records, by topic. */
export interface RecordAges {
  /** Counts each record once. */
  readonly observe: (topic: string, records: readonly { readonly timestamp_ms: number }[], now_ms: number) => void;
}

export interface RecordAgesOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets_s: readonly number[];
  /** Their series begin at 0. */
  readonly topics: readonly string[];
}

interface Ages {
  /** One more than there are bounds: for what is older than all of them. */
  readonly counts: Float64Array;
  sum_s: number;
}

/**
 * As a histogram of prom-client, whose `observe` takes half a microsecond and one value at a time. This runs for each record of
 * a chunk; records that follow one another mostly have the same time.
 */
export const createRecordAges = (
  registry: Registry,
  { name, help, buckets_s, topics }: RecordAgesOptions,
): RecordAges => {
  const bounds_ms = buckets_s.map((bound) => bound * 1000);
  const by_topic = new Map<string, Ages>();
  const agesOf = (topic: string): Ages => {
    const known = by_topic.get(topic) ?? { counts: new Float64Array(bounds_ms.length + 1), sum_s: 0 };
    by_topic.set(topic, known);
    return known;
  };
  for (const topic of topics) agesOf(topic);

  const bucketOf = (age_ms: number): number => {
    let bucket = 0;
    while (bucket < bounds_ms.length && age_ms > bounds_ms[bucket]!) bucket += 1;
    return bucket;
  };

  const observe: RecordAges['observe'] = (topic, records, now_ms) => {
    const ages = agesOf(topic);
    let time_ms = Number.NaN;
    let age_ms = 0;
    let bucket = 0;
    let sum_ms = 0;
    for (const { timestamp_ms } of records) {
      if (timestamp_ms !== time_ms) {
        time_ms = timestamp_ms;
        age_ms = Math.max(0, now_ms - timestamp_ms);
        bucket = bucketOf(age_ms);
      }
      ages.counts[bucket]! += 1;
      sum_ms += age_ms;
    }
    ages.sum_s += sum_ms / 1000;
  };

  const valuesOf = (topic: string, { counts, sum_s }: Ages) => {
    let count = 0;
    const buckets = [...buckets_s, '+Inf'].map((le, i) => {
      count += counts[i]!;
      return { metricName: `${name}_bucket`, labels: { topic, le }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: { topic }, value: sum_s },
      { metricName: `${name}_count`, labels: { topic }, value: count },
    ];
  };

  const metric = {
    ...{ name, help, type: 'histogram', aggregator: 'sum' },
    get: async () => ({
      ...{ name, help, type: 'histogram', aggregator: 'sum' },
      values: [...by_topic].flatMap(([topic, ages]) => valuesOf(topic, ages)),
    }),
  };
  registry.registerMetric(metric as unknown as Metric);
  return { observe };
};
