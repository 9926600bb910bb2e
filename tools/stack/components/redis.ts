import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REDIS_USER } from '../credentials.ts';
import type { ComponentSpec } from '../process/component.ts';
import { HOST } from '../process/ports.ts';
import { probeRedis } from '../process/probes.ts';
import type { Setup } from '../setup.ts';

export const prepareRedis = async (setup: Setup, port: number): Promise<ComponentSpec> => {
  const { certificates } = setup;
  const folder = join(setup.dataRoot, 'redis');
  const configFile = join(folder, 'redis.conf');
  await mkdir(folder, { recursive: true });
  const listening =
    certificates === null
      ? [`port ${port}`]
      : [
          'port 0',
          `tls-port ${port}`,
          `tls-cert-file "${certificates.certificateFile}"`,
          `tls-key-file "${certificates.keyFile}"`,
          `tls-ca-cert-file "${certificates.caFile}"`,
          'tls-auth-clients no',
          'user default off',
          `user ${REDIS_USER.name} on >${REDIS_USER.password} ~* &* +@all`,
        ];
  // Throw-away data is saved at an orderly stop only: nothing in Redis is the truth.
  const persistence = setup.throwAway ? ['save 3600 1'] : ['appendonly yes'];
  await writeFile(
    configFile,
    [`bind ${HOST}`, ...listening, `dir "${folder}"`, ...persistence, 'daemonize no', ''].join('\n'),
    { mode: 0o600 },
  );
  return {
    name: 'redis',
    title: 'Redis',
    ports: [port],
    command: {
      file: setup.redisServer,
      args: [configFile],
      cwd: folder,
      logFile: join(setup.logsDir, 'redis.log'),
      throwAwayDir: setup.throwAway ? setup.dataRoot : null,
    },
    probe: (signal) =>
      probeRedis({ port, ca: certificates?.ca ?? null, signal }, certificates === null ? null : REDIS_USER),
  };
};
