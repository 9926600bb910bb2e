import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createCertificates } from './certificates.ts';
import { createComponent } from './component.ts';
import { stackEnvironment } from './environment.ts';
import { PortTakenError, StackError } from './errors.ts';
import { fetchPackages } from './fetch.ts';
import { findJava } from './java.ts';
import { kafkaClasspathOf, prepareKafka } from './kafka.ts';
import { logsRoot } from './paths.ts';
import { chooseFreePorts, releasePorts } from './ports.ts';
import { prepareRedis } from './redis.ts';
import { prepareRegistry } from './registry.ts';
import type { Setup } from './setup.ts';
import type { Component, ComponentName, Stack, StackOptions } from './types.ts';
import { ensureWarm } from './warm.ts';

export interface StackPorts {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly registry: number;
  readonly redis: number;
}

export const FIXED_PORTS: StackPorts = { kafka: 9092, kafkaController: 9093, registry: 8081, redis: 6379 };

const PORT_ATTEMPTS_MAX = 3;
const ALL: readonly ComponentName[] = ['kafka', 'registry', 'redis'];

const runName = (): string => `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomUUID().slice(0, 8)}`;

const freePorts = async (): Promise<StackPorts> => {
  const [kafka, kafkaController, registry, redis] = await chooseFreePorts(4);
  return { kafka: kafka!, kafkaController: kafkaController!, registry: registry!, redis: redis! };
};

const startComponents = async (setup: Setup, ports: StackPorts, names: readonly ComponentName[]) => {
  const prepare = {
    kafka: () => prepareKafka(setup, [ports.kafka, ports.kafkaController]),
    registry: () => prepareRegistry(setup, ports.registry),
    redis: () => prepareRedis(setup, ports.redis),
  };
  const components = (await Promise.all(names.map((name) => prepare[name]()))).map(createComponent);
  const results = await Promise.allSettled(components.map((component) => component.start()));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length === 0) return components;
  await Promise.all(components.map((component) => component.stop()));
  throw failures.find((failure) => failure instanceof PortTakenError) ?? failures[0];
};

/**
 * Starts Kafka, a schema registry and Redis on 127.0.0.1 and waits until all of them answer. The first start on a
 * machine fetches them. However this process ends, the components end with it.
 *
 * @throws StackError when something is missing, a fixed port is taken, or a component does not come up.
 */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const log = options.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const names = options.only ?? ALL;
  const java = await findJava();
  const packages = await fetchPackages(log);
  const classpath = await kafkaClasspathOf(packages);
  const warm = await ensureWarm({ java, packages, classpath }, log);
  const logsDir = resolve(options.logsDir ?? join(logsRoot, runName()));
  await mkdir(logsDir, { recursive: true });

  const throwAway = options.dataDir === undefined;
  const dataRoot = throwAway ? await mkdtemp(join(tmpdir(), 'skillstream-')) : resolve(options.dataDir);
  await mkdir(dataRoot, { recursive: true });
  const removeData = async () => {
    if (throwAway) await rm(dataRoot, { recursive: true, force: true });
  };

  try {
    const certificates = options.security === 'tls' ? await createCertificates(join(dataRoot, 'certificates')) : null;
    const setup: Setup = { java, packages, classpath, warm, dataRoot, throwAway, logsDir, certificates };
    for (let attempt = 1; ; attempt++) {
      const ports = options.ports === 'fixed' ? FIXED_PORTS : await freePorts();
      try {
        const components = await startComponents(setup, ports, names);
        return assemble(setup, ports, components, removeData);
      } catch (error) {
        if (options.ports !== 'fixed') releasePorts(Object.values(ports));
        if (!(error instanceof PortTakenError) || options.ports === 'fixed' || attempt === PORT_ATTEMPTS_MAX)
          throw error;
      }
    }
  } catch (error) {
    await removeData();
    throw error;
  }
};

const assemble = (
  setup: Setup,
  ports: StackPorts,
  components: readonly Component[],
  removeData: () => Promise<void>,
): Stack => {
  const component = (name: ComponentName): Component => {
    const found = components.find((candidate) => candidate.name === name);
    if (found === undefined) throw new StackError(`this stack was started without ${name}`);
    return found;
  };
  return {
    env: stackEnvironment(components, setup.certificates),
    components,
    get kafka() {
      return component('kafka');
    },
    get registry() {
      return component('registry');
    },
    get redis() {
      return component('redis');
    },
    logsDir: setup.logsDir,
    kafkaClasspath: setup.classpath,
    javaExecutable: setup.java.executable,
    stop: async () => {
      await Promise.all(components.map((each) => each.stop()));
      releasePorts(Object.values(ports));
      await removeData();
    },
  };
};
