import { milliseconds, pattern, text } from '../kinds.ts';
import { defaulted, defineSection, optional } from '../variable.ts';

/** What the lag exporter looks at, and how often. */
export interface LagExporterSettings {
  readonly interval_ms: number;
  /** Label `cluster_name`. */
  readonly cluster_name: string;
  /** Groups beside those of the services. */
  readonly groups: RegExp | undefined;
  readonly groups_ignored: RegExp | undefined;
}

export const lagExporter = defineSection({
  title: 'Lag exporter',
  variables: {
    // Far below the two minutes after which it counts as stuck, and the five from which the time to drain is taken.
    LAG_INTERVAL_MS: defaulted(milliseconds(500, 60_000), '5000', {
      description: 'How often the lag exporter asks Kafka for offsets and groups.',
    }),
    LAG_CLUSTER_NAME: defaulted(text(/^[\w.-]{1,100}$/, 'letters, digits, dot, dash or underscore'), 'skillstream', {
      description: 'Label `cluster_name` of the lag metrics.',
    }),
    LAG_GROUPS: optional(pattern, {
      description: 'Consumer groups that are measured beside those of the services. It must fit the whole name.',
    }),
    LAG_GROUPS_IGNORED: optional(pattern, {
      description: 'Consumer groups that are not measured, whether of a service or not.',
    }),
  },
  build: (values): LagExporterSettings => ({
    interval_ms: values.LAG_INTERVAL_MS,
    cluster_name: values.LAG_CLUSTER_NAME,
    groups: values.LAG_GROUPS,
    groups_ignored: values.LAG_GROUPS_IGNORED,
  }),
});
