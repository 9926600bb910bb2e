import { prepareKafka } from './components/kafka.ts';
import { prepareRedis } from './components/redis.ts';
import { prepareRegistry } from './components/registry.ts';
import { stackEnvironment } from './environment.ts';
import { PortTakenError, StackError } from './errors.ts';
import { createComponent } from './process/component.ts';
import { chooseFreePorts, isPortFree, releasePorts } from './process/ports.ts';
import { prepareSetup, removeThrowAwayData, type Setup } from './setup.ts';
import type { Component, ComponentName, Stack, StackOptions } from './types.ts';

interface StackPorts {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly registry: number;
  readonly redis: number;
}

const FIXED_PORTS: StackPorts = { kafka: 9092, kafkaController: 9093, registry: 8081, redis: 6379 };

type Components = Readonly<Record<ComponentName, Component>>;

const PORT_ATTEMPTS_MAX = 3;
const ALL: readonly ComponentName[] = ['kafka', 'registry', 'redis'];

const freePorts = async (): Promise<StackPorts> => {
  const [kafka, kafkaController, registry, redis] = await chooseFreePorts(4);
  return { kafka: kafka!, kafkaController: kafkaController!, registry: registry!, redis: redis! };
};

const createComponents = async (setup: Setup, ports: StackPorts): Promise<Components> => {
  const [kafka, registry, redis] = await Promise.all([
    prepareKafka(setup, [ports.kafka, ports.kafkaController]),
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
const startOnFreePorts = async (setup: Setup, names: readonly ComponentName[]): Promise<Stack> => {
  for (let attempt = 1; ; attempt++) {
    const ports = await freePorts();
    try {
      return await startOn(ports, setup, names);
    } catch (error) {
      releasePorts(Object.values(ports));
      if (!(error instanceof PortTakenError) || attempt === PORT_ATTEMPTS_MAX) throw error;
    }
  }
};

const startOnFixedPorts = async (setup: Setup, names: readonly ComponentName[]): Promise<Stack> => {
  const wanted = Object.entries(FIXED_PORTS);
  const free = await Promise.all(wanted.map(([, port]) => isPortFree(port)));
  const busy = wanted.filter((_, index) => !free[index]).map(([name, port]) => `${port} (${name})`);
  if (busy.length === 0) return startOn(FIXED_PORTS, setup, names);
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
    env: stackEnvironment(components, setup.certificates),
    logsDir: setup.logsDir,
    kafkaClasspath: setup.kafkaClasspath,
    javaExecutable: setup.java.executable,
    stop: async () => {
      await Promise.all(Object.values(components).map((component) => component.stop()));
      releasePorts(Object.values(ports));
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
  const start = options.ports === 'fixed' ? startOnFixedPorts : startOnFreePorts;
  try {
    return await start(setup, options.only ?? ALL);
  } catch (error) {
    await removeThrowAwayData(setup);
    throw error;
  }
};
