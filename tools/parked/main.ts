import { Command } from 'commander';
import { parseCoordinates } from '../../services/runtime/engine/headers.ts';
import { integer } from '../cli/arguments.ts';
import { EXIT, runProgram, UsageError } from '../cli/exit.ts';
import { formatJson } from '../cli/text.ts';
import { withTool } from '../replay/connect.ts';
import { listParked } from './list.ts';
import { describeAlias, describeParked, describeRecord } from './print.ts';
import { addReplay } from './replay/command.ts';
import { type ShownAlias, type ShownRecord, showAlias, showParked } from './show.ts';
import { PARKED_TOPIC } from './waiting.ts';

const ROWS_MAX = 10_000;
/** Its name in the topology. */
const TOOL = 'parked';
const SECTIONS = ['kafka', 'registry'] as const;
const now_ms = Date.now();

const print = (shown: unknown, json: boolean, describe: () => string): void =>
  void process.stdout.write(`${json ? formatJson(shown) : describe()}\n`);

const list = ({ limit, json }: { limit: number; json: boolean }): Promise<void> =>
  withTool(TOOL, SECTIONS, async (parts) => {
    const listing = await listParked(parts, limit, now_ms);
    print(listing, json, () => describeParked(listing, now_ms));
  });

const show = (named: string, { withValue, json }: { withValue: boolean; json: boolean }): Promise<void> => {
  const at = parseCoordinates(named);
  if (at !== null && at.topic !== PARKED_TOPIC) throw new UsageError(`parked records stand in ${PARKED_TOPIC}`);
  return withTool(TOOL, SECTIONS, async (parts) => {
    const found: ShownAlias | ShownRecord | null =
      at === null ? await showAlias(parts, named) : await showParked(parts, at, withValue);
    if (found === null) {
      process.stderr.write(
        at === null ? 'nothing is parked under this alias\n' : 'there is no such record; it may have expired\n',
      );
      process.exitCode = EXIT.not_found;
      return;
    }
    print(found, json, () => ('records' in found ? describeAlias(found, now_ms) : describeRecord(found)));
  });
};

const program = new Command('parked')
  .description(
    'Shows the records that wait until their person is known, and has them read anew. They go back by themselves when the ' +
      'link arrives or the deadline passes. Reads the settings of docs/settings.md.',
  )
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 failed or stopped, run it again; 2 not found; 3 done but for what the rules refuse; 64 wrong command line; 78 wrong settings.',
  );

program
  .command('list')
  .description('count what is parked, and list the aliases whose deadline comes first; prints no keys and no values')
  .option('--limit <aliases>', 'how many aliases to list', integer(0, ROWS_MAX), 20)
  .option('--json', 'as JSON', false)
  .action(list);

program
  .command('show')
  .description('show the records of an alias, or one record')
  .argument('<alias or coordinates>', 'as list prints them')
  .option('--with-value', 'key and decoded value of the record too; they hold PERSONAL DATA', false)
  .option('--json', 'as JSON', false)
  .action(show);

addReplay(program, now_ms);

await runProgram(program, process.argv);
