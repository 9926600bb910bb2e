import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, Option } from 'commander';
import { exportKinds } from '../../mappings/exports/targets.ts';
import { MappingError } from '../../mappings/index.ts';
import { integer } from '../cli/arguments.ts';
import { type CheckFlags, runCheck } from './check/command.ts';
import { type DiffFlags, runDiff } from './diff/command.ts';
import { type DryRunFlags, runDryRun } from './dry-run/command.ts';
import { CommandError } from './errors.ts';
import { type InitFlags, runInit } from './init/command.ts';
import { formats } from './read/open.ts';
import { encodings } from './read/text.ts';

/** Where a command writes: results to `out`, progress and complaints to `err`. */
export interface Io {
  readonly out: Writable;
  readonly err: Writable & { readonly isTTY?: boolean };
}

/** 0: all is well; 1: something would be refused, is in doubt, or is wrong; 2: the command could not do its work. */
const CANNOT_RUN = 2;

const MAPPINGS = fileURLToPath(new URL('../../mappings/', import.meta.url));

const directory = (): Option =>
  new Option('--mappings <folder>', 'folder of the mapping files').default(MAPPINGS, 'mappings/');
const json = (): Option => new Option('--json', 'for programs: one JSON object a line').default(false);
const kind = (): Option =>
  new Option('--kind <kind>', 'what the rows tell of; else by the source and its export maps').choices(exportKinds);
const format = (): Option => new Option('--format <format>', 'else told from how the file begins').choices(formats);
const encoding = (): Option => new Option('--encoding <encoding>', 'of a text that is not in UTF-8').choices(encodings);
const header = (): Option =>
  new Option('--header <line>', 'line of a table that names its columns, where others stand above it').argParser(
    integer(1, 1_000),
  );
const list = (): Option =>
  new Option(
    '--list <place>',
    'where JSON has its rows: data.trainings; people.* for objects by their names; $ for the object itself. Usual places are known',
  );

const join = (): Option =>
  new Option(
    '--join <name=path>',
    'where a file is that the map joins, if it is not beside the export; more than once',
  ).argParser((text: string, before: readonly string[] = []) => [...before, text]);

const createProgram = ({ out, err }: Io, end: (code: number) => void): Command => {
  const program = new Command('mappings')
    .description(
      'Checks and tries out the mapping files: which rules turn the data of your systems into what the marketplace reads',
    )
    .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
    .exitOverride()
    .addHelpText(
      'afterAll',
      '\nEnds with 0 when all is well, with 1 when something would be refused, is in doubt, is wrong or would change, and with 2 when it could not do its work.\n',
    )
    .showHelpAfterError('(add --help for what it takes)');

  program
    .command('check')
    .description(
      'say what is wrong in the mappings, or worth a look: files and samples, fixtures, rules that hide one another',
    )
    .option(
      '--export <file>',
      'also what this export names and the mappings do not; CSV, NDJSON or JSON, perhaps gzipped',
    )
    .option('--source <id>', 'which system its rows come from, where they do not say so themselves')
    .addOption(kind())
    .option('--map <file>', 'which column is which; else exports/<source>.<kind>.csv among the mappings')
    .option('--no-map', 'read a table as it is: its columns are named like the fields of raw records')
    .addOption(format())
    .addOption(encoding())
    .addOption(header())
    .addOption(list())
    .addOption(join())
    .addOption(json())
    .addOption(directory())
    .action(async (flags: CheckFlags) => end(await runCheck(flags, { out, err })));

  program
    .command('dry-run')
    .description(
      'show what would become of each row of an export: published, ignored or refused, and why. Nothing is sent',
    )
    .argument('<file>', 'export of a learning or HR system: CSV, NDJSON or JSON, perhaps gzipped; - is standard input')
    .requiredOption('--source <id>', 'which system it comes from, as sources.csv names it')
    .addOption(kind())
    .option('--map <file>', 'which column is which; else exports/<source>.<kind>.csv among the mappings')
    .option('--no-map', 'read a table as it is: its columns are named like the fields of raw records')
    .addOption(format())
    .addOption(encoding())
    .addOption(header())
    .addOption(list())
    .addOption(join())
    .addOption(
      new Option('--show <rows>', 'which rows to print').choices(['some', 'all', 'refused', 'none']).default('some'),
    )
    .option(
      '--personal',
      'also print what is personal: e-mail addresses, ids of people and of their certificates',
      false,
    )
    .addOption(json())
    .addOption(directory())
    .action(async (file: string, flags: DryRunFlags) => end(await runDryRun(file, flags, { out, err })));

  program
    .command('init')
    .description(
      'write a first export map for a sample of a table: which column is which. All of it is guesses, and marked so',
    )
    .argument('<sample>', 'some rows of the export; values of people are not copied into the map')
    .requiredOption('--source <id>', 'which system it comes from, as sources.csv names it')
    .addOption(kind())
    .option('--out <file>', 'where to write it; else exports/<source>.<kind>.csv among the mappings')
    .addOption(format())
    .addOption(encoding())
    .addOption(header())
    .addOption(list())
    .addOption(directory())
    .action(async (file: string, flags: InitFlags) => end(await runInit(file, flags, { out, err })));

  program
    .command('diff')
    .description('judge the same events by two versions of the mappings, and show what would come out otherwise')
    .argument('<old>', 'a folder of mapping files, or a revision of git such as HEAD~1')
    .argument('<new>', 'the same')
    .option('--events <file>', 'events to judge, as for dry-run; else the fixtures')
    .option('--source <id>', 'which system the events come from')
    .addOption(kind())
    .option('--map <file>', 'which column is which; else exports/<source>.<kind>.csv of each of the two')
    .option('--no-map', 'read a table as it is: its columns are named like the fields of raw records')
    .addOption(format())
    .addOption(encoding())
    .addOption(header())
    .addOption(list())
    .addOption(join())
    .option('--personal', 'also print values that are personal', false)
    .addOption(json())
    .action(async (old: string, now: string, flags: DiffFlags) => end(await runDiff(old, now, flags, { out, err })));

  return program;
};

/**
 * Runs the command.
 * @param arguments_ those after its name
 * @returns exit code
 */
export const runCli = async (arguments_: readonly string[], io: Io): Promise<number> => {
  let code = 0;
  const program = createProgram(io, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(arguments_, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : CANNOT_RUN;
    if (!(error instanceof CommandError || error instanceof MappingError)) throw error;
    io.err.write(`${error.message}\n`);
    return CANNOT_RUN;
  }
};
