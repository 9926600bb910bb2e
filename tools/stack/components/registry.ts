import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StackError } from '../errors.ts';
import type { ComponentSpec } from '../process/component.ts';
import { HOST } from '../process/ports.ts';
import { probeHttp } from '../process/probes.ts';
import type { Setup } from '../setup.ts';
import { jvmOptions } from './jvm.ts';

const HEAP_MAX_MB = 256;

/** The part of the registry's API that speaks the Confluent protocol. */
export const REGISTRY_API = '/apis/ccompat/v7';

const runnerJar = async (packages: string): Promise<string> => {
  const folder = join(packages, 'registry');
  const jar = (await readdir(folder)).find((file) => file.endsWith('-runner.jar'));
  if (jar === undefined) throw new StackError(`no runner jar in ${folder}`);
  return join(folder, jar);
};

export const prepareRegistry = async (setup: Setup, port: number): Promise<ComponentSpec> => {
  const { certificates, java, warm } = setup;
  const folder = join(setup.dataRoot, 'registry');
  const temporaryDir = join(folder, 'tmp');
  await mkdir(temporaryDir, { recursive: true });
  const settings: Record<string, string | number | boolean> = {
    'quarkus.http.host': HOST,
    // On disk even for throw-away data: schemas keep their ids when the registry is stopped and started again.
    'quarkus.datasource.jdbc.url': `jdbc:h2:file:${join(folder, 'data')};WRITE_DELAY=0`,
    // Twenty connections are opened at start otherwise.
    'quarkus.datasource.jdbc.initial-size': 1,
    'quarkus.datasource.jdbc.min-size': 1,
    // A request may hold one connection and wait for another, so with fewer than two for each of the server's threads some
    // wait for each other, and fail after five seconds.
    'quarkus.datasource.jdbc.max-size': 100,
    ...(certificates === null
      ? { 'quarkus.http.port': port }
      : {
          'quarkus.http.ssl-port': port,
          'quarkus.http.insecure-requests': 'disabled',
          'quarkus.http.ssl.certificate.files': certificates.certificateFile,
          'quarkus.http.ssl.certificate.key-files': certificates.keyFile,
        }),
  };
  return {
    name: 'registry',
    title: 'Apicurio Registry',
    ports: [port],
    command: {
      file: java.executable,
      args: [
        ...jvmOptions({ heap_max_mb: HEAP_MAX_MB, temporaryDir, archive: warm.registryArchive }),
        ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
        '-jar',
        await runnerJar(setup.packages),
      ],
      cwd: folder,
      logFile: join(setup.logsDir, 'registry.log'),
      throwAwayDir: setup.throwAway ? setup.dataRoot : null,
    },
    probe: (signal) => probeHttp({ port, ca: certificates?.ca ?? null, signal }, `${REGISTRY_API}/subjects`),
  };
};
