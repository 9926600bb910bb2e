import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseEnv } from 'node:util';
import { Argument, Command } from 'commander';
import { environmentFor } from '../../services/runtime/config/needs.ts';
import { SECTIONS } from '../../services/runtime/config/settings.ts';
import type { Variables } from '../../services/runtime/config/variable.ts';
import { runProgram } from '../cli/exit.ts';
import { environmentFile } from '../demo/keep.ts';
import {
  COMPILED,
  LAG_EXPORTER,
  MALLOC,
  NODE_ARGS,
  type ProcessName,
  probePortOf,
  SERVICE_NAMES,
} from '../demo/services.ts';
import { repositoryRoot } from '../stack/paths.ts';
import { HOST } from '../stack/process/ports.ts';

type Environment = Readonly<Record<string, string>>;

const VARIABLES: Variables = Object.assign({}, ...Object.values(SECTIONS).map(({ variables }) => variables));
/** Where settings come from that the environment does not have: what `make up` runs, else a file of one's own. */
const FILES = [environmentFile, join(repositoryRoot, '.env')];

const readFirst = (): { readonly file: string | null; readonly env: Environment } => {
  const file = FILES.find(existsSync) ?? null;
  return { file, env: file === null ? {} : (parseEnv(readFileSync(file, 'utf8')) as Environment) };
};

const describe = (env: Environment): string =>
  Object.entries(env)
    .filter(([name]) => name.replace(/_FILE$/, '') in VARIABLES || name in VARIABLES)
    .map(([name, value]) => `  ${name}=${VARIABLES[name]?.secret ? '***' : value}\n`)
    .join('');

/** Becomes the service: signals and exit code are its own. */
const run = async (name: ProcessName): Promise<void> => {
  const { file, env: given } = readFirst();
  const env = environmentFor(name, { ...given, ...(process.env as Environment) });
  if (env['METRICS_PORT'] === undefined) await probePortOf(name);
  const from = file === null ? 'the environment' : `${relative(repositoryRoot, file)} and the environment`;
  process.stderr.write(`${name} runs as process ${process.pid} with the settings of ${from}:\n${describe(env)}`);
  const main = join(repositoryRoot, 'services', name, 'main.ts');
  process.execve!(process.execPath, [process.execPath, ...NODE_ARGS, main], {
    ...MALLOC,
    ...COMPILED,
    METRICS_HOST: HOST,
    ...env,
  });
};

const program = new Command('service')
  .description(
    'Runs one service in the foreground until Ctrl-C, with the settings that it needs: those of the environment, and where it ' +
      'has none those of var/stack/environment, which `make up` writes, or else of .env. METRICS_PORT=0 takes any free port.',
  )
  .exitOverride()
  .addArgument(new Argument('<name>', 'which service').choices([...SERVICE_NAMES, LAG_EXPORTER]))
  .action(run);

await runProgram(program, process.argv);
