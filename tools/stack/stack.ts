import { prepareKafka } from './components/kafka.ts';
import { prepareRedis } from './components/redis.ts';
import { prepareRegistry } from './components/registry.ts';
import { onDisk } from './disk.ts';
import { stackEnvironment } from './environment.ts';
import { PortTakenError, StackError } from './errors.ts';
import { createComponent } from './process/component.ts';
import { chooseFreePorts, isPortFree, releasePorts } from './process/ports.ts';
import { prepareSetup, removeThrowAwayData, type Setup } from './setup.ts';
import type { Component, ComponentName, ProxiedListener, Stack, StackOptions } from './types.ts';

interface StackPorts {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly registry: number;
  readonly redis: number;
  readonly kafkaProxied: ProxiedListener | null;
}

const FIXED_PORTS = { kafka: 9092, kafkaController: 9093, registry: 8081, redis: 6379 };

type Components = Readonly<Record<ComponentName, Component>>;

const PORT_ATTEMPTS_MAX = 3;
const ALL: readonly ComponentName[] = ['kafka', 'registry', 'redis'];

const freePorts = async (proxied: boolean): Promise<StackPorts> => {
  const [kafka, kafkaController, registry, redis] = await chooseFreePorts(4);
  return {
    kafka: kafka!,
    kafkaController: kafkaController!,
    registry: registry!,
    redis: redis!,
    kafkaProxied: proxied ? await freeProxiedListener() : null,
  };
};

const freeProxiedListener = async (): Promise<ProxiedListener> => {
  const [port, advertised_port] = await chooseFreePorts(2);
  return { port: port!, advertised_port: advertised_port! };
};

const numbersOf = ({ kafkaProxied, ...ports }: StackPorts): readonly number[] => [
  ...Object.values(ports),
  ...Object.values(kafkaProxied ?? {}),
];

const createComponents = async (setup: Setup, ports: StackPorts): Promise<Components> => {
  const [kafka, registry, redis] = await Promise.all([
    prepareKafka(setup, [ports.kafka, ports.kafkaController], ports.kafkaProxied),
    prepareRegistry(setup, ports.registry),
    prepareRedis(setup, ports.redis),
  ]);
  return { kafka: createComponent(kafka), registry: createComponent(registry), redis: createComponent(redis) };
};

const startAll = async (components: readonly Component[]): Promise<void> => {
  const results = await Promise.allSettled(components.map((component) => component.start()));
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length === 0) return;
  await Promise.all(components.map((component) => component.stop()));
  throw failures.find((failure) => failure instanceof PortTakenError) ?? failures[0];
};

/** Another process may take a free port before we use it; then others are chosen. */
const startOnFreePorts = async (
  setup: Setup,
  names: readonly ComponentName[],
  kafkaProxied: boolean,
): Promise<Stack> => {
  for (let attempt = 1; ; attempt++) {
    const ports = await freePorts(kafkaProxied);
    try {
      return await startOn(ports, setup, names);
    } catch (error) {
      releasePorts(numbersOf(ports));
      if (!(error instanceof PortTakenError) || attempt === PORT_ATTEMPTS_MAX) throw error;
    }
  }
};

const startOnFixedPorts = async (setup: Setup, names: readonly ComponentName[]): Promise<Stack> => {
  const wanted = Object.entries(FIXED_PORTS);
  const free = await Promise.all(wanted.map(([, port]) => isPortFree(port)));
  const busy = wanted.filter((_, index) => !free[index]).map(([name, port]) => `${port} (${name})`);
  if (busy.length === 0) return startOn({ ...FIXED_PORTS, kafkaProxied: null }, setup, names);
  throw new StackError(
    `in use by another process: port ${busy.join(', port ')}.\n` +
      'A stack of this repository ends with: node tools/stack/main.ts down\n' +
      'Anything else is found with: ss -ltnp (Linux) or lsof -iTCP -sTCP:LISTEN',
  );
};

const startOn = async (ports: StackPorts, setup: Setup, names: readonly ComponentName[]): Promise<Stack> => {
  const components = await createComponents(setup, ports);
  await startAll(names.map((name) => components[name]));
  return {
    ...components,
    kafkaProxied: ports.kafkaProxied,
    env: stackEnvironment(components, setup.certificates),
    logsDir: setup.logsDir,
    kafkaClasspath: setup.kafkaClasspath,
    javaExecutable: setup.java.executable,
    stop: async () => {
      await Promise.all(Object.values(components).map((component) => component.stop()));
      releasePorts(numbersOf(ports));
      await removeThrowAwayData(setup);
    },
  };
};

/**
 * Starts Kafka, a schema registry and Redis on 127.0.0.1 and waits until all of them answer. The first start on a
 * machine fetches them. However this process ends, the components end with it.
 *
 * @throws StackError when something is missing, a fixed port is taken, or a component does not come up.
 */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const setup = await prepareSetup(options);
  const names = options.only ?? ALL;
  try {
    return await onDisk(setup.dataRoot, () =>
      options.ports === 'fixed'
        ? startOnFixedPorts(setup, names)
        : startOnFreePorts(setup, names, options.kafkaProxied ?? false),
    );
  } catch (error) {
    await removeThrowAwayData(setup);
    throw error;
  }
};
