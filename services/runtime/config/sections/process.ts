import { integer, milliseconds, oneOf, text } from '../kinds.ts';
import { defaulted, defineSection, optional } from '../variable.ts';

/** The running process as operators see it. */
export interface ProcessSettings {
  readonly log_level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  readonly metrics_host: string;
  /** Undefined: the probe port of the service in the topology. 0: any free port. */
  readonly metrics_port: number | undefined;
  readonly shutdown_timeout_ms: number;
}

/** What every process has, whatever it does. */
export const process = defineSection({
  title: 'Process',
  variables: {
    LOG_LEVEL: defaulted(oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), 'info', {
      description: 'Lowest level that is logged.',
    }),
    METRICS_HOST: defaulted(text(/^[\w.:-]+$/, 'an IP address or host name'), '0.0.0.0', {
      description: 'Address on which /metrics, /healthz and /readyz listen.',
    }),
    METRICS_PORT: optional(integer(0, 65_535), {
      description:
        'Port of /metrics, /healthz and /readyz; 0 takes a free one. Without it, that of the service in the topology.',
    }),
    SHUTDOWN_TIMEOUT_MS: defaulted(milliseconds(0, 600_000), '25000', {
      description: 'Grace to finish and commit after SIGTERM. Keep it below what the platform waits before it kills.',
    }),
  },
  build: (values): ProcessSettings => ({
    log_level: values.LOG_LEVEL,
    metrics_host: values.METRICS_HOST,
    metrics_port: values.METRICS_PORT,
    shutdown_timeout_ms: values.SHUTDOWN_TIMEOUT_MS,
  }),
});
