import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environmentFor, NEEDS, readServiceSettings } from '../../../services/runtime/config/needs.ts';
import { readSettings, SECTIONS, type SectionName, type Warning } from '../../../services/runtime/config/settings.ts';
import type { Variable } from '../../../services/runtime/config/variable.ts';
import { createEngineMetrics } from '../../../services/runtime/metrics/engine-metrics.ts';
import { type ProbeServer, startProbeServer } from '../../../services/runtime/metrics/probe-server.ts';
import { brokerProperties } from '../../../tools/stack/components/kafka.ts';
import { REGISTRY_API } from '../../../tools/stack/components/registry.ts';
import { type ExporterName, type ServiceName, topology } from '../../../topology/topology.ts';
import { DEAD_LETTER_KEY } from '../../support/dead-letter-key.ts';
import { compose, composeService, environmentOf, interpolate, tagOf } from './compose-file.ts';
import { pathOf, readText } from './files.ts';

const OPERATOR = { IDENTITY_KEY: '0123456789abcdef0123456789abcdef', DEAD_LETTER_KEY };
const serviceNames = Object.keys(topology.services) as ServiceName[];
const exporterNames = Object.keys(topology.exporters) as ExporterName[];
const ours = Object.keys(compose.services).filter((name) => composeService(name).build !== undefined);
const daemons = Object.keys(compose.services).filter((name) => name !== 'provision');
const variables = Object.assign({}, ...Object.values(SECTIONS).map((section) => section.variables)) as Readonly<
  Record<string, Variable>
>;
const pomVersion = (component: string, property: string): string =>
  new RegExp(`<${property}>([^<]+)</${property}>`).exec(
    readText(`tools/stack/cache/packages/${component}/pom.xml`),
  )![1]!;
const milliseconds = (duration: string): number => Number(/^(\d+)s$/.exec(duration)![1]) * 1000;

describe('services of the topology', () => {
  it('are there, with provisioning, and nothing else is made from the image', () => {
    expect(new Set(ours)).toEqual(new Set([...serviceNames, ...exporterNames, 'provision']));
  });

  describe.each(serviceNames)('%s', (name) => {
    const service = composeService(name);
    const { probe_port } = topology.services[name];

    it('runs its main.ts', () => {
      expect(service.command).toEqual(['node', `services/${name}/main.ts`]);
      expect(readText(service.command![1]!)).toContain(`'${name}'`);
    });

    it('gets settings with which it starts, and none that it has no use for', () => {
      const warnings: Warning[] = [];
      readServiceSettings(name, environmentOf(name, OPERATOR), (warning) => warnings.push(warning));
      expect(warnings).toEqual([]);
      expect(Object.keys(service.environment!).filter((variable) => !(variable in variables))).toEqual([]);
      expect(environmentFor(name, service.environment!)).toEqual(service.environment);
    });

    it('gets a secret exactly when it needs it, and then does not start without', () => {
      for (const [secret, section] of [
        ['IDENTITY_KEY', 'identity'],
        ['DEAD_LETTER_KEY', 'dead_letters'],
      ] as const) {
        const needed = (NEEDS[name] as readonly SectionName[]).includes(section);
        if (needed) {
          expect(() => environmentOf(name, { ...OPERATOR, [secret]: '' })).toThrow(new RegExp(`^${secret}: `));
          expect(service.environment![secret]).toMatch(new RegExp(`^\\$\\{${secret}:\\?`));
        } else expect(JSON.stringify(service.environment)).not.toContain(secret);
      }
    });

    it('has its probe port, inside and out', () => {
      expect(readSettings(environmentOf(name, OPERATOR), ['process']).process.metrics_port).toBe(probe_port);
      expect(service.ports).toEqual([`127.0.0.1:${probe_port}:${probe_port}`]);
    });

    it('waits for topics, schemas and Redis', () => {
      expect(service.depends_on).toEqual({
        provision: { condition: 'service_completed_successfully' },
        redis: { condition: 'service_healthy' },
      });
    });

    it('has longer to stop than it gives itself', () => {
      const { shutdown_timeout_ms } = readSettings(environmentOf(name, OPERATOR), ['process']).process;
      expect(milliseconds(service.stop_grace_period!)).toBeGreaterThan(shutdown_timeout_ms);
    });
  });

  describe('health check', () => {
    let reasons: readonly string[] = [];
    let probes: ProbeServer;

    beforeAll(async () => {
      const metrics = createEngineMetrics('learning', { inputs: [], codes: [] });
      probes = await startProbeServer('127.0.0.1', 0, metrics, { notAlive: () => [], notReady: () => reasons });
    });
    afterAll(() => probes.close());

    const check = (name: string): Promise<boolean> => {
      const [kind, node, ...args] = composeService(name).healthcheck!.test.map((word) => interpolate(word, {}));
      expect([kind, node]).toEqual(['CMD', 'node']);
      const env = { METRICS_PORT: String(probes.port) };
      return new Promise((resolve) => execFile(process.execPath, args, { env }, (error) => resolve(error === null)));
    };

    it('passes while the service is ready and fails while it is not', async () => {
      const checks = new Set(serviceNames.map((name) => JSON.stringify(composeService(name).healthcheck)));
      expect(checks.size, 'one check for all services').toBe(1);
      expect(await check(serviceNames[0]!)).toBe(true);
      reasons = ['redis is away'];
      expect(await check(serviceNames[0]!)).toBe(false);
    });
  });
});

describe.each(exporterNames)('exporter %s', (name) => {
  const exporter = composeService(name);

  it('runs its main.ts, on its probe port, with a check as that of the services', () => {
    const { probe_port } = topology.exporters[name];
    expect(exporter.command).toEqual(['node', `services/${name}/main.ts`]);
    expect(exporter.ports).toEqual([`127.0.0.1:${probe_port}:${probe_port}`]);
    expect(exporter.environment!['METRICS_PORT']).toBe(String(probe_port));
    expect(exporter.healthcheck).toEqual(composeService(serviceNames[0]!).healthcheck);
  });

  it('gets what it needs, which is no secret, and waits for nothing but topics', () => {
    const environment = environmentOf(name, {});
    expect(() => readSettings(environment, ['kafka', 'process', 'engine', 'lagExporter'])).not.toThrow();
    expect(Object.keys(environment).sort()).toEqual(['KAFKA_BROKERS', 'LOG_LEVEL', 'METRICS_PORT']);
    expect(exporter.depends_on).toEqual({ provision: { condition: 'service_completed_successfully' } });
  });
});

describe('provisioning', () => {
  const provision = composeService('provision');

  it('applies the topology once the broker and the registry are there', () => {
    expect(provision.command).toEqual(['node', 'tools/topology/main.ts', 'apply']);
    expect(provision.restart).toBe('no');
    expect(provision.depends_on).toEqual({
      kafka: { condition: 'service_healthy' },
      registry: { condition: 'service_healthy' },
    });
  });

  it('gets settings with which it starts, and no secrets of people', () => {
    expect(() => readSettings(environmentOf('provision', {}), ['kafka', 'registry', 'process'])).not.toThrow();
    expect(Object.keys(provision.environment!).filter((variable) => !(variable in variables))).toEqual([]);
  });
});

describe('hardening', () => {
  it.each(ours)('%s can write nothing, gain nothing, and not take the machine', (name) => {
    const service = composeService(name);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  it.each(Object.keys(compose.services))('%s has bounds for memory and log', (name) => {
    const service = composeService(name);
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(Object.keys(service.logging!.options).sort()).toEqual(['max-file', 'max-size']);
  });

  it.each(daemons)('%s is watched and started again', (name) => {
    expect(composeService(name).healthcheck!.test.length).toBeGreaterThan(1);
    expect(composeService(name).restart).toBe('unless-stopped');
  });

  it('publishes ports on this machine only, each once', () => {
    const ports = Object.values(compose.services).flatMap((service) => service.ports ?? []);
    const published = ports.map((port) => /^127\.0\.0\.1:(\d+):\d+$/.exec(port)?.[1] ?? port);
    expect(published.filter((port) => !/^\d+$/.test(port))).toEqual([]);
    expect(new Set(published).size).toBe(ports.length);
  });
});

describe('parts', () => {
  it.each(Object.keys(compose.services))('%s has an exact version', (name) => {
    expect(composeService(name).image).toMatch(/^[\w./-]+:(v?\d+\.\d+\.\d+[\w.-]*|local)$/);
  });

  it('are the versions of the local stack', () => {
    expect(composeService('kafka').image).toBe(`apache/kafka:${pomVersion('kafka', 'kafka.version')}`);
    expect(tagOf('registry')).toBe(pomVersion('registry', 'apicurio.version'));
  });

  it('has a broker that behaves as that of the local stack, whatever the places and speeds of that', () => {
    const local = brokerProperties({ port: 1, controllerPort: 2, dataDir: '', tls: null, proxied: null, users: null })
      .trim()
      .split('\n')
      .map((line) => line.split('=') as [string, string])
      .filter(([name]) =>
        /^auto\.|\.(max\.bytes|replication\.factor|min\.isr|num\.partitions|buffer\.size)$/.test(name),
      )
      .map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]);
    expect(local.length).toBeGreaterThan(5);
    expect(composeService('kafka').environment).toMatchObject(Object.fromEntries(local));
  });

  it('answer where services look for them', () => {
    const { kafka, registry, redis } = readServiceSettings(
      'learning',
      environmentOf('learning', OPERATOR),
      () => undefined,
    );
    expect(composeService('kafka').environment!['KAFKA_ADVERTISED_LISTENERS']).toContain(`//${kafka.brokers[0]}`);
    expect(registry.url).toBe(`http://registry:8080${REGISTRY_API}`);
    expect(composeService('registry').healthcheck!.test.at(-1)).toContain(`GET ${REGISTRY_API}/`);
    expect(redis.nodes).toEqual([{ host: 'redis', port: 6379 }]);
    expect(composeService('kafka-ui').environment).toMatchObject({
      KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS: kafka.brokers[0],
      KAFKA_CLUSTERS_0_SCHEMAREGISTRY: registry.url,
    });
  });

  it('are published where the examples of the settings look for them', () => {
    const portOf = (name: string) => composeService(name).ports![0]!.split(':')[1];
    const { KAFKA_BROKERS, SCHEMA_REGISTRY_URL, REDIS_URL } = variables;
    expect(KAFKA_BROKERS!.example).toBe(`localhost:${portOf('kafka')}`);
    expect(composeService('kafka').environment!['KAFKA_ADVERTISED_LISTENERS']).toContain(`//${KAFKA_BROKERS!.example}`);
    expect(SCHEMA_REGISTRY_URL!.example).toBe(`http://localhost:${portOf('registry')}${REGISTRY_API}`);
    expect(REDIS_URL!.example).toBe(`redis://localhost:${portOf('redis')}`);
  });

  it('keep their data in declared volumes, and mount what exists', () => {
    const sources = Object.values(compose.services)
      .flatMap((service) => service.volumes ?? [])
      .map((volume) => volume.split(':')[0]!);
    const named = sources.filter((source) => !source.startsWith('./'));
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)));
    for (const source of sources.filter((source) => source.startsWith('./'))) {
      expect(existsSync(pathOf(source)), source).toBe(true);
    }
  });

  it('are all there by default, but for the Kafka UI', () => {
    const optional = Object.keys(compose.services).filter((name) => composeService(name).profiles !== undefined);
    expect(optional).toEqual(['kafka-ui']);
    expect(composeService('kafka-ui').profiles).toEqual(['ui']);
  });
});
