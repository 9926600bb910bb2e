import closeWithGrace from 'close-with-grace';
import { topology } from '../../topology/topology.ts';
import { describeSettings } from '../runtime/config/describe.ts';
import { EXPORTER_NEEDS } from '../runtime/config/needs.ts';
import { readSettings, SettingsError } from '../runtime/config/settings.ts';
import { createKafka } from '../runtime/kafka/client.ts';
import { createClusterView } from '../runtime/kafka/cluster-view.ts';
import { createLogger } from '../runtime/log.ts';
import { startProbeServerOrExit } from '../runtime/metrics/probe-server.ts';
import { createLagExporter } from './exporter.ts';
import { createLagMetrics } from './metrics.ts';

const NAME = 'lag-exporter';
/** Longer than a round and its clean-up may take. */
const ALIVE_WITHIN_MS = 120_000;
const EXIT_FAULT = 70;
const EXIT_SETTINGS = 78;

/** It needs Kafka alone: no Redis, no registry, no key. */
const settingsOrExit = () => {
  try {
    return readSettings(process.env, EXPORTER_NEEDS[NAME]);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_SETTINGS);
  }
};

const settings = settingsOrExit();
const log = createLogger(NAME, settings.process.log_level);
log.info({ settings: describeSettings({ kafka: settings.kafka, process: settings.process }) }, 'starting');
const { cluster_name, interval_ms, groups, groups_ignored } = settings.lagExporter;
log.info({ cluster_name, interval_ms, groups: groups?.source, groups_ignored: groups_ignored?.source }, 'measures');

const metrics = createLagMetrics(cluster_name);
const exporter = createLagExporter({
  connect: () => createClusterView(createKafka(settings.kafka, NAME, log)),
  filter: { generation: settings.engine.generation, groups, groups_ignored },
  interval_ms,
  metrics,
  log,
});
const stopped = new AbortController();
const probes = await startProbeServerOrExit(
  settings.process.metrics_host,
  settings.process.metrics_port ?? topology.exporters[NAME].probe_port,
  metrics,
  {
    notAlive: () => (performance.now() - exporter.alive_at_ms() > ALIVE_WITHIN_MS ? ['no round for two minutes'] : []),
    notReady: () => (stopped.signal.aborted ? ['stopping'] : [exporter.problem() ?? []].flat()),
  },
);
log.info({ port: probes.port }, 'probes listen');

const running = exporter.run(stopped.signal);
closeWithGrace({ delay: settings.process.shutdown_timeout_ms, logger: false }, async ({ signal, err }) => {
  if (err !== undefined) log.fatal({ err }, 'stopping on a fault');
  else log.info({ signal }, 'stopping');
  stopped.abort();
  await running;
  await probes.close();
  log.info('stopped');
  if (err !== undefined) process.exit(EXIT_FAULT);
});
