import { Command } from 'commander';
import { coordinates, integer, oneOf, several } from '../cli/arguments.ts';
import { runProgram } from '../cli/exit.ts';
import { list, replayLetters, show } from './commands.ts';
import { withFilter } from './options.ts';
import { ALLOWABLE } from './replay/decide.ts';

const ROWS_MAX = 10_000;
const RATE_MAX_PER_S = 100_000;
const ATTEMPTS_MAX = 1_000;
const now_ms = Date.now();

const program = new Command('dead-letters')
  .description('Lists dead letters and sends them back to their inputs. Reads the settings of docs/settings.md.')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 failed or stopped, run it again; 2 not found; 3 done but for what the rules refuse; 64 wrong command line; 78 wrong settings.',
  );

withFilter(program.command('list'), now_ms)
  .description('count dead letters by input and code, and list the first; prints no keys and no values')
  .option('--open', 'leave out what was sent back since', false)
  .option('--limit <rows>', 'how many letters to list', integer(0, ROWS_MAX), 20)
  .option('--json', 'as JSON', false)
  .action(list);

program
  .command('show')
  .description('show one dead letter: its headers, what was wrong, what to do')
  .argument('<coordinates>', 'as list prints them, such as raw.xapi.dlq/3/17', coordinates)
  .option('--with-value', 'key and decoded value too; they hold PERSONAL DATA', false)
  .option('--json', 'as JSON', false)
  .action(show);

withFilter(program.command('replay'), now_ms)
  .description('send dead letters back to the input and partition they came from, each at most once')
  .argument('[coordinates...]', 'single letters, instead of filters', several(coordinates))
  .option('--all', 'every dead letter there is', false)
  .option('--reason <text>', 'why; kept in ops.replay. No personal data')
  .option('--operator <name>', 'who; kept in ops.replay. Your login name by default')
  .option('--rate <records>', 'records per second at the most', integer(1, RATE_MAX_PER_S), 500)
  .option('--max-attempts <number>', 'refuse what was brought back so often before', integer(1, ATTEMPTS_MAX), 5)
  .option('--allow <refusal>', `overrule ${ALLOWABLE.join(' or ')}; may be repeated`, several(oneOf(ALLOWABLE)))
  .option('--dry-run', 'only say what would be sent', false)
  .option('--yes', 'do not ask', false)
  .option('--json', 'as JSON', false)
  .action((given: Parameters<typeof replayLetters>[0] | undefined, options: Parameters<typeof replayLetters>[1]) =>
    replayLetters(given ?? [], options),
  );

await runProgram(program, process.argv);
