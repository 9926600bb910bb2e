import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassArchive } from '../components/jvm.ts';
import { brokerProperties, prepareKafka } from '../components/kafka.ts';
import { prepareRegistry } from '../components/registry.ts';
import { KAFKA_USER } from '../credentials.ts';
import { StackError } from '../errors.ts';
import { type ComponentSpec, createComponent } from '../process/component.ts';
import { chooseFreePorts, releasePorts } from '../process/ports.ts';
import { runCommand } from '../process/run-command.ts';
import type { Programs, Warm } from '../programs.ts';
import { buildOnce } from './build-once.ts';

/** Any cluster id will do; 16 bytes in base64. */
const CLUSTER_ID = 'c2tpbGxzdHJlYW1zdGFjaw';
const FORMAT_MAX_MS = 120_000;

type Ingredients = Omit<Programs, 'warm'>;

const formatStorage = async ({ java, kafkaClasspath }: Ingredients, folder: string, dataDir: string): Promise<void> => {
  const configFile = join(folder, 'format.properties');
  await writeFile(
    configFile,
    brokerProperties({ port: 9092, controllerPort: 9093, dataDir, tls: null, proxied: null, users: null }),
  );
  const user = `SCRAM-SHA-512=[name=${KAFKA_USER.name},password=${KAFKA_USER.password}]`;
  const command = ['kafka.tools.StorageTool', 'format', '--cluster-id', CLUSTER_ID, '--config', configFile];
  await runCommand(
    java.executable,
    ['-XX:TieredStopAtLevel=1', '-cp', kafkaClasspath, ...command, '--add-scram', user],
    {
      missing: `no ${java.executable}`,
      timeout_ms: FORMAT_MAX_MS,
    },
  );
};

/** Starts and ends a component, which leaves an archive of the classes that it loaded. */
const record = async (spec: ComponentSpec, { file }: ClassArchive): Promise<void> => {
  const component = createComponent(spec);
  await component.start();
  const exited = component.waitForExit();
  await component.stop();
  // Killed while it wrote: what is there is not whole.
  if ((await exited).signal === 'SIGKILL') await rm(file, { force: true });
};

const recordArchives = async (ingredients: Ingredients, warm: Warm, folder: string): Promise<void> => {
  const dataRoot = join(folder, 'recording');
  const setup = { ...ingredients, warm, dataRoot, throwAway: true, logsDir: folder, certificates: null, users: null };
  const ports = await chooseFreePorts(3);
  const [kafka, controller, registry] = ports;
  const results = await Promise.allSettled([
    prepareKafka(setup, [kafka!, controller!]).then((spec) => record(spec, warm.kafkaArchive)),
    prepareRegistry(setup, registry!).then((spec) => record(spec, warm.registryArchive)),
  ]);
  releasePorts(ports);
  await rm(dataRoot, { recursive: true, force: true });
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
};

const warmIn = (folder: string, mode: ClassArchive['mode']): Warm => ({
  kafkaStorage: join(folder, 'kafka-storage'),
  kafkaArchive: { file: join(folder, 'kafka.jsa'), mode },
  registryArchive: { file: join(folder, 'registry.jsa'), mode },
});

/**
 * Makes, once for each build of Java, what later starts copy or map instead of computing it again. It halves the time
 * that they take.
 *
 * @throws StackError when Kafka's storage cannot be formatted. Class archives are only a help: where the JVM cannot
 *   make them, `log` hears why and starts are slower.
 */
export const ensureWarm = async (ingredients: Ingredients, log: (line: string) => void): Promise<Warm> => {
  const folder = join(ingredients.packages, `warm-${ingredients.java.build}`);
  await buildOnce(folder, async (temporary) => {
    log('Preparing fast starts of Kafka and the registry (10 s, once) ...');
    const recording = warmIn(temporary, 'record');
    await formatStorage(ingredients, temporary, recording.kafkaStorage);
    await recordArchives(ingredients, recording, temporary).catch((error: unknown) => {
      if (!(error instanceof StackError)) throw error;
      log(`No class archives, so starts take longer: ${error.message}`);
    });
  });
  return warmIn(folder, 'use');
};
