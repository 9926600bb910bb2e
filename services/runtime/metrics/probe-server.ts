import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Metrics in Prometheus' text format, with their content type. */
export interface RenderedMetrics {
  readonly content_type: string;
  readonly text: string;
}

/** Why a probe fails; empty while all is well. */
export type Reasons = readonly string[];

export interface Probes {
  /** Not alive: the process makes no progress and should be restarted. */
  readonly notAlive: () => Reasons;
  /** Not ready: something it needs is away, or it has no partitions yet, or it is stopping. */
  readonly notReady: () => Reasons;
}

export interface ProbeServer {
  readonly port: number;
  readonly close: () => Promise<void>;
}

type Start = (
  host: string,
  port: number,
  metrics: { readonly render: () => Promise<RenderedMetrics> },
  probes: Probes,
) => Promise<ProbeServer>;

const EXIT_SETTINGS = 78;

/**
 * Serves `/metrics`, `/healthz` and `/readyz`. Probes answer 200, or 503 with the reasons as JSON.
 * @param port 0 takes a free one
 */
export const startProbeServer: Start = async (host, port, metrics, probes) => {
  const server = createServer(async (request, response) => {
    const answerProbe = (reasons: Reasons): void => {
      const ok = reasons.length === 0;
      response.writeHead(ok ? 200 : 503, { 'content-type': 'application/json' });
      response.end(`${JSON.stringify({ status: ok ? 'ok' : 'unavailable', reasons })}\n`);
    };
    switch (request.url) {
      case '/metrics': {
        const { content_type, text } = await metrics.render();
        response.writeHead(200, { 'content-type': content_type });
        response.end(text);
        return;
      }
      case '/healthz':
        answerProbe(probes.notAlive());
        return;
      case '/readyz':
        answerProbe(probes.notReady());
        return;
      default:
        response.writeHead(404, { 'content-type': 'text/plain' });
        response.end('Try /metrics, /healthz or /readyz.\n');
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The same for a process of its own, which ends with a message where the address is not free. */
export const startProbeServerOrExit: Start = (host, port, metrics, probes) =>
  startProbeServer(host, port, metrics, probes).catch((error: NodeJS.ErrnoException) => {
    process.stderr.write(
      `cannot listen on ${host}:${port} for /metrics, /healthz and /readyz (${error.code}): ` +
        'set METRICS_HOST and METRICS_PORT to an address that is free\n',
    );
    return process.exit(EXIT_SETTINGS);
  });
