import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../../../tools/stack/paths.ts';

const server = createServer();
let port: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = String((server.address() as AddressInfo).port);
});
afterAll(() => server.close());

/** Starts the exporter with settings of which one stops it before it asks for Kafka. */
const start = (settings: Readonly<Record<string, string>>) =>
  spawnSync(process.execPath, [join(repositoryRoot, 'services/lag-exporter/main.ts')], {
    encoding: 'utf8',
    timeout: 20_000,
    env: { PATH: process.env['PATH'], KAFKA_BROKERS: '127.0.0.1:1', METRICS_HOST: '127.0.0.1', ...settings },
  });

describe('the lag exporter', () => {
  test('says that its port is taken, without a stack', () => {
    const { status, stderr } = start({ METRICS_PORT: port });
    expect(stderr).toBe(
      `cannot listen on 127.0.0.1:${port} for /metrics, /healthz and /readyz (EADDRINUSE): ` +
        'set METRICS_HOST and METRICS_PORT to an address that is free\n',
    );
    expect(status).toBe(78);
  });

  test('refuses an interval in which its liveness or the time to drain would end', () => {
    const { status, stderr } = start({ METRICS_PORT: port, LAG_INTERVAL_MS: '60001' });
    expect(stderr).toContain('LAG_INTERVAL_MS');
    expect(status).toBe(78);
    expect(start({ METRICS_PORT: port, LAG_INTERVAL_MS: '60000' }).stderr).toContain('cannot listen');
  });
});
